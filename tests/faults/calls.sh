#!/bin/bash
#
# calls.sh - apply and stop, of whose system calls one at a time is refused, whatever it is for.
#
# Sourced by run, behind host.sh; fail.sh has the messages and the journal more closely. By default the first, one in the
# middle and the last of each kind of call, with FAULTS=all each. Status 0: the network is as described; else as it was.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

calls_errors="
openat EMFILE EIO ENOMEM
read EIO EINTR
write ENOSPC EINTR
fsync EIO EINTR
close EIO
fstat EIO
newfstatat EIO
flock ENOLCK EINTR
mkdir ENOSPC
renameat EIO
unlinkat EIO
socket EMFILE ENOBUFS
bind ENOMEM
setsockopt ENOMEM
getsockname ENOBUFS
sendto ENOMEM EINTR
recvmsg ENOBUFS ENOMEM EINTR
mmap ENOMEM
"

calls_traced() { # INJECTION COMMAND
	local before=(timeout 20 strace --seccomp-bpf -f -qq -o calls -e "trace=$calls_names" ${1:+-e "inject=$1"})
	run "$2"
}

# "CALL NUMBER ERRNO" a line, of those behind the dynamic loader.
calls_points() {
	local call errors first
	first=$(grep -n -m 1 'fcntl(0, F_GETFD)' calls | cut -d : -f 1)
	while read -r call errors; do
		[ -n "$call" ] || continue
		grep -n " $call(" calls | awk -F : -v call="$call" -v errors="$errors" -v first="$first" -v all="$FAULTS" '
			$1 > first { number[++n] = NR }
			END {
				for (i = 1; i <= n; i++)
					if (all == "all" || i == 1 || i == n || i == int(n / 2)) {
						k = split(errors, e, " ")
						for (j = 1; j <= k; j++) print call, number[i], e[j]
					}
			}'
	done <<< "$calls_errors"
}

# calls_judge STATUS FROM TO: it was FROM, and was to become TO.
calls_judge() {
	case $1 in
	0) same "$3" || wrong "status 0, and it is not as in $3" ;;
	2) same "$2" > /dev/null || same "$3" || wrong "status 2, and it is between" ;;
	3) same "$2" || wrong "status 3, and it is not as it was" ;;
	*) wrong "status $1" ;;
	esac
}

calls_fail() {
	local point call number errno calls_names points status
	calls_names=fcntl,$(awk 'NF { printf "%s%s", sep, $1; sep = "," }' <<< "$calls_errors")
	begin_host "$1" && calls_traced "" apply && seen > applied || return
	mapfile -t points < <(calls_points)
	run stop && same before && ((${#points[@]} > 40)) || return
	for point in "${points[@]}"; do
		read -r call number errno <<< "$point"
		at="apply, $call $number refused with $errno"
		calls_traced "$call:error=$errno:when=$number" apply
		status=$?
		calls_judge "$status" before applied
		[ "$errno$status" != EINTR2 ] && [ "$errno$status" != EINTR3 ] || [ "$call" = fsync ] || wrong "a signal was taken for an error"
		run stop || wrong "then stop fails"
		{ same before && no_journal; } || wrong "then stop does not take it back"
	done
	echo "${#points[@]} calls" > measured
	[ ! -e failed ]
}
