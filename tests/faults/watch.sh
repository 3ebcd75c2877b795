#!/bin/bash
#
# watch.sh - the same for `apply --confirm`: its watchdog is refused messages, or is killed, while it takes all back; and
# so is `xencfg confirm`.
#
# Sourced by run, behind the others. By default at every eighth message: the work is that of apply's own way back.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

# waiting: the number of the watchdog's process, which is all that runs in the namespace.
waiting() { ip netns pids "$host"; }

# its_end INJECTION: the watchdog's time is up at once, and strace watches what it does.
its_end() {
	local pid tracer i
	pid=$(waiting)
	[[ $pid = +([0-9]) ]] || return
	rm -f attached
	strace -o calls -e trace=sendto ${1:+-e "inject=$1"} -p "$pid" 2> attached &
	tracer=$!
	for ((i = 0; i < 100; i++)); do
		grep -q attached attached 2> /dev/null && break
		sleep 0.02
	done
	# Whoever ends it wants its time to be up.
	kill -TERM "$pid"
	wait "$tracer"
	[ -z "$(waiting)" ]
}

# numbers_of_watchdog: of the messages that are to go wrong, in the array numbers.
numbers_of_watchdog() {
	local step=8
	[ "$FAULTS" != all ] || step=1
	begin_host "$1" && run apply --confirm 60 && its_end "" && same before && no_journal || return
	mapfile -t numbers < <(seq 1 "$step" "$(grep -c 'sendto(' calls)")
	[ "${#numbers[@]}" -gt 5 ]
}

watchdog_fails() {
	local n numbers
	numbers_of_watchdog "$1" || return
	for n in "${numbers[@]}"; do
		at="message $n of the watchdog"
		run apply --confirm 60 || wrong "apply fails"
		its_end "sendto:error=ENOBUFS:when=$n" || wrong "it does not end"
		{ same before && no_journal; } || wrong "it is not as it was"
	done
	echo "${#numbers[@]} messages" > measured
	[ ! -e failed ]
}

watchdog_killed() {
	local n numbers
	numbers_of_watchdog "$1" || return
	for n in "${numbers[@]}"; do
		at="watchdog killed at message $n"
		run apply --confirm 60 || wrong "apply fails"
		its_end "sendto:signal=KILL:when=$n" || wrong "it does not end"
		tail -n 1 calls | grep -q 'killed by SIGKILL' || wrong "it was not killed"
		goes stop before
	done
	echo "killed ${#numbers[@]} times" > measured
	[ ! -e failed ]
}

# judge_confirm STATUS: what it says is so. Where only the last sync fails, or the line for people, it is kept all the same.
judge_confirm() {
	case $1 in
	0) [ ! -e state/journal ] && [ -e state/applied ] ;;
	2) [ -e state/journal ] || [ -e state/applied ] ;;
	*) false ;;
	esac
}

# A confirm that fails leaves all waiting, or is done; killed, likewise; then stop takes it back.
confirm_fails() {
	local point of_confirm points=0 killed=0
	begin_host "$1" && run apply --confirm 60 && seen > applied && traced "" confirm && [ ! -e state/journal ] || return
	mapfile -t of_confirm < <(points sendto write fsync renameat unlinkat)
	run stop && same before && [ "${#of_confirm[@]}" -gt 10 ] || return
	for point in "${of_confirm[@]}"; do
		at="confirm refused $point"
		run apply --confirm 60 || wrong "apply fails"
		traced "${point% *}:error=ENOSPC:when=${point#* }" confirm
		judge_confirm "$?" || { wrong "it neither waits nor is kept" && continue; }
		same applied || { wrong "it changed something" && continue; }
		goes stop before
		run apply --confirm 60 || wrong "apply fails"
		dies confirm "$point"
		same applied || { wrong "it changed something" && continue; }
		goes stop before
	done
	all_died
}
