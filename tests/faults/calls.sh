#!/bin/bash
#
# calls.sh - each kind of system call of apply, stop, confirm and of the watchdog of apply --confirm: one at a time is refused,
# whatever it is for, or the process is killed at it; then `stop` brings all back, and leaves nothing beside.
#
# Sourced by run, behind host.sh; fail.sh and kill.sh have the messages and the journal more closely. By default the first, one in
# the middle and the last call of each kind (of messages and writes some more), of its errnos one in turn; with FAULTS=all
# every call with every errno.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

# CALL ERRNO...: what is made to fail, and how. EINTR only where a signal may interrupt the call. (brk knows no errno: libc would
# take one for an address.)
calls_errors="
openat EMFILE EIO ENOMEM ENOSPC
read EIO EINTR
write ENOSPC EINTR
fsync EIO EINTR ENOSPC
close EIO EINTR
fstat EIO
newfstatat EIO ENOMEM
flock ENOLCK EINTR
fcntl EMFILE
mkdir ENOSPC EIO
renameat EIO ENOSPC
unlinkat EIO ENOMEM
socket EMFILE ENOBUFS ENOMEM
bind ENOMEM
setsockopt ENOMEM
getsockopt ENOBUFS
getsockname ENOBUFS
sendto ENOBUFS EINTR
recvmsg ENOMEM EINTR
mmap ENOMEM
munmap ENOMEM
ioctl EIO
prctl EINVAL
capget EPERM
capset EPERM
getrandom ENOSYS EINTR
rt_sigprocmask EINVAL
rt_sigpending EINVAL
rt_sigtimedwait EINTR
nanosleep EINTR
clock_nanosleep EINTR
ppoll EINTR ENOMEM
poll EINTR ENOMEM
pipe2 EMFILE ENFILE
clone EAGAIN ENOMEM
clone3 EAGAIN ENOMEM
setsid EPERM
dup2 EMFILE
close_range ENOSYS EMFILE ENOMEM
chdir EIO ENOMEM
"
calls_kinds=$(awk '{ print $1 }' <<< "$calls_errors")
calls_names=$(awk 'NF { printf "%s?%s", sep, $1; sep = "," }' <<< "$calls_errors")

# points CALL...: one "CALL NUMBER" a line, from the file calls: those behind the dynamic loader, where main begins with asking
# for the standard files. Each process counts its own. CALL may be "change", a sendto that changes something. That a capability
# of the many cannot be dropped from the bounding set stops nobody.
points() {
	local call first changes
	first=$(grep -n -m 1 'fcntl(0, F_GETFD)' calls | cut -d : -f 1)
	for call; do
		changes=
		[ "$call" != change ] || call=sendto changes='nlmsg_type=RTM_(NEW|DEL|SET)'
		grep -nE "(^| )$call\(" calls | awk -v call="$call" -v first="$first" -v changes="$changes" '
			{ split($1, at, ":"); n = ++number[at[2] ~ /^[0-9]+$/ ? at[2] : 0] }
			at[1] + 0 > first + 0 && !/F_GETFD|PR_CAPBSET/ && $0 ~ changes && !had[n]++ { print call, n }'
	done
}

# Of lines "CALL NUMBER" the first, one in the middle and the last of each kind; five of messages and writes. With FAULTS=all
# all of them.
some() {
	awk -v all="$FAULTS" '
		{ line[NR] = $0; kind[NR] = $1; place[NR] = n[$1]++ }
		END {
			for (i = 1; i <= NR; i++) {
				parts = kind[i] ~ /^(sendto|write)$/ ? 4 : 2
				last = n[kind[i]] - 1
				if (all == "all" || place[i] == 0 || int(place[i] * parts / last) > int((place[i] - 1) * parts / last))
					print line[i]
			}
		}'
}

# calls_points [KILL] < POINTS: "CALL NUMBER ERRNO" a line.
calls_points() {
	awk -v all="$FAULTS" -v errors="$calls_errors" -v kill="${1-}" '
		BEGIN {
			n = split(errors, row, "\n")
			for (i = 1; i <= n; i++) { split(row[i], word, " "); of[word[1]] = row[i] }
		}
		{
			k = split(of[$1], word, " ")
			turn = n_of[$1]++ % (k - 1) + 2
			for (j = 2; j <= k; j++) if (all == "all" || j == turn) print $1, $2, word[j]
			if (kill) print $1, $2, kill
		}'
}

# waiting: the number of the watchdog's process, which is all that runs in the namespace.
waiting() { ip netns pids "$host"; }

# its_end INJECTION: the watchdog's time is up at once, and strace watches what it does.
its_end() {
	local pid tracer i
	pid=$(waiting)
	[[ $pid = +([0-9]) ]] || return
	rm -f attached
	strace -f -o calls -e "trace=$calls_names" ${1:+-e "inject=$1"} -p "$pid" 2> attached &
	tracer=$!
	for ((i = 0; i < 100; i++)); do
		grep -q attached attached 2> /dev/null && break
		sleep 0.02
	done
	# Whoever ends it wants its time to be up.
	kill -TERM "$pid" 2> /dev/null
	wait "$tracer"
	[ -z "$(waiting)" ]
}

# The kinds that COMMAND is tried with. The rest of `apply --confirm` is that of apply, and of its watchdog when its time is up.
calls_of() {
	case $1 in
	waiting) echo openat read write close fcntl flock pipe2 clone clone3 ;;
	child) echo setsid dup2 close_range chdir ;;
	*) echo "$calls_kinds" ;;
	esac
}

# What comes before COMMAND.
calls_prepare() {
	case $1 in
	stop) run apply ;;
	confirm | watchdog) run apply --confirm 60 ;;
	esac
}

# calls_act COMMAND INJECTION
calls_act() {
	case $1 in
	watchdog)
		its_end "$2" || return
		! tail -n 1 calls | grep -q 'killed by SIGKILL' || return 137
		;;
	waiting) alone=yes traced "$2" apply --confirm 60 ;;
	child) traced "$2" apply --confirm 1 ;;
	*) traced "$2" "$1" ;;
	esac
}

# The calls of COMMAND that are to go wrong, in the array `all`, with the network seen in before and in applied.
calls_find() {
	local own
	begin_host "$2" && run apply && seen > applied && run stop && same before || return
	# Likewise where the namespace has a folder of its own.
	if [ "$2" = renamed ]; then
		traced "" status
		own=$(grep -o -m 1 'state/net-[0-9]*' calls) && mkdir -p "$own" || return
	fi
	calls_prepare "$1" && calls_act "$1" "" || return
	# shellcheck disable=SC2046 # words
	mapfile -t all < <(points $(calls_of "$1") | some | calls_points "$([[ $1 = apply || $1 = stop ]] || echo KILL)")
	run stop && same before && no_journal && ((${#all[@]} > 8))
}

# Where they are refused, the words cannot come.
is_output() { grep -E "(^| )$1\(" calls | sed -n "$2p" | grep -q 'write([12],'; }

# calls_judge COMMAND STATUS CALL NUMBER ERRNO: what it has told is so, and nothing is between.
calls_judge() {
	local from=before to=applied
	case $1 in
	stop) from=applied to=before ;;
	confirm) from=applied ;;
	watchdog | child) to=before ;;
	esac
	case $2 in
	0) same "$to" || wrong "status 0, and it is not as in $to" ;;
	2)
		same "$from" > /dev/null || same "$to" || wrong "status 2, and it is between"
		grep -q '^xencfg: ' said || is_output "$3" "$4" || wrong "status 2 without a word"
		;;
	3) same_but_labels "$from" || wrong "status 3, and it is not as it was" ;;
	*) wrong "status $2" ;;
	esac
	# Behind these two nobody knows whether all is on the disk.
	[[ ${5-} != EINTR || $2 != [23] || $3 = fsync || $3 = close ]] || wrong "a signal was taken for an error"
	# It either waits or is kept; and nobody has to help a watchdog.
	case $1 in
	confirm) [ -e state/journal ] || [ -e state/applied ] || wrong "it neither waits nor is kept" ;;
	watchdog | child) [ "$3" = unlinkat ] || no_journal || wrong "it leaves a journal" ;;
	esac
}

# calls COMMAND NETWORK: apply, stop, confirm; watchdog, when its time is up; waiting, an apply --confirm up to its end; child, its
# watchdog up to its waiting.
calls() {
	local point all call number errno refused=0 points=0 killed=0
	calls_find "$1" "$2" || return
	for point in "${all[@]}"; do
		read -r call number errno <<< "$point"
		at="$1, $call $number: $errno"
		calls_prepare "$1" || wrong "it cannot begin"
		if [ "$errno" = KILL ]; then
			dies "$1" "$call $number"
			[ "$1" != confirm ] || same applied || wrong "it changed something"
			# A watchdog that begins has yet to drop the lock that it came with.
			[ "$1" != waiting ] || flock -w 5 state/lock true
		else
			calls_act "$1" "$call:error=$errno:when=$number"
			calls_judge "$1" "$?" "$call" "$number" "$errno"
			refused=$((refused + 1))
		fi
		goes stop before
		# One that is not needed any more would see so itself, a little later.
		# shellcheck disable=SC2046 # none, or one
		[ -z "$(waiting)" ] || kill $(waiting) 2> /dev/null
	done
	echo "$refused calls refused" > measured
	[ "$points" = 0 ] || all_died || return
	[ ! -e failed ]
}
