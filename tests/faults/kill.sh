#!/bin/bash
#
# kill.sh - a command is killed, at one of its system calls at a time, each in turn; then comes another command.
#
# Sourced by run, behind host.sh. It dies when it is about to send a message that changes something, or about to write
# to the journal what was acknowledged (the kernel has done it, and nobody knows), or about to sync or to rename a file; and at
# some of every other kind of call that calls.sh knows.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

# The points of COMMAND, which is traced for that, in the array `of_COMMAND`: those of CALL..., and of the files. CALL may be
# "kinds", some of every kind; with FAULTS=all every call of all kinds.
find_points() {
	local -n found=of_$1
	local others=
	traced "" "$1" || return
	[[ $FAULTS != all && " $* " != *" kinds "* ]] || others=$calls_kinds
	mapfile -t found < <({
		points "${@:2}" fsync renameat unlinkat
		# shellcheck disable=SC2086 # words
		points $others | some
	} | sort -u)
	[ "${#found[@]}" -gt 10 ]
}

# dies COMMAND POINT: its death; or it was at its end before, as when it had less to wait for. What was killed may be its child.
dies() {
	at="$1 killed at ${2/ / }"
	points=$((points + 1))
	calls_act "$1" "${2% *}:signal=KILL:when=${2#* }"
	case $? in
	137) killed=$((killed + 1)) ;;
	0) ;;
	2)
		killed=$((killed + 1))
		grep -q 'killed by SIGKILL' calls || wrong "it was not killed, and has status 2" "${3-}"
		;;
	*) wrong "it was not killed" "${3-}" ;;
	esac
}

# goes NEXT FILE: the next command makes it as in FILE; else COMMAND does, in a network like new.
goes() {
	if ! run "$1"; then
		wrong "then $1 fails" "${3-}"
	elif ! same "$2"; then
		wrong "then $1 does not make it as $2" "${3-}"
	elif [ "$1" = stop ] && ! no_journal; then
		wrong "then $1 leaves a journal" "${3-}"
	else
		at="$at, then $1"
	fi
}

# What was to die did, but where there was less to wait for than when the calls were counted, which a slow machine decides.
all_died() {
	echo "killed $killed times of $points" >> measured
	((4 * killed >= 3 * points)) && [ ! -e failed ]
}

# A killed apply, then apply: as described; a killed stop, then stop: as before. By default at every kind of call in one network.
killed_then_again() {
	local i points=0 killed=0 of_apply of_stop kinds=kinds
	[ "$1" = plain ] || kinds=
	begin_host "$1" && find_points apply change ${kinds:+kinds} && seen > applied &&
		find_points stop write ${kinds:+kinds} && same before || return
	for ((i = 0; i < ${#of_apply[@]} || i < ${#of_stop[@]}; i++)); do
		dies apply "${of_apply[i % ${#of_apply[@]}]}"
		goes apply applied apply
		dies stop "${of_stop[i % ${#of_stop[@]}]}" apply
		goes stop before
	done
	all_died
}

# A killed apply, then stop: as before.
killed_then_stop() {
	local point points=0 killed=0 of_apply
	begin_host "$1" && find_points apply write && run stop && same before || return
	for point in "${of_apply[@]}"; do
		dies apply "$point"
		goes stop before
	done
	all_died
}

# A killed stop, then apply: as described. Every third point by default.
stop_killed_then_apply() {
	local i points=0 killed=0 of_stop step=3
	begin_host "$1" && run apply && seen > applied && find_points stop change && same before || return
	[ "$FAULTS" != all ] || step=1
	for ((i = 0; i < ${#of_stop[@]}; i += step)); do
		run apply
		dies stop "${of_stop[i]}" apply
		goes apply applied apply
		goes stop before
	done
	all_died
}
