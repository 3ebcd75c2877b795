#!/bin/bash
#
# fail.sh - the kernel refuses one netlink message of a command at a time, each in turn.
#
# Sourced by run, behind host.sh. What must come of it, whichever message it was:
#   status 0   all is as it was to be: the message only looked or waited, or a stop that had no way back went on to its end
#   status 2   nothing was touched
#   status 3   all is as it was
# and never status 4: a single failure is no reason to leave anything behind.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

# Does message N of the file calls change anything?
modifies() { grep ' sendto(' calls | sed -n "$1p" | grep -qE 'nlmsg_type=RTM_(NEW|DEL|SET)'; }

# The number of the first message in the file calls that belongs to a step: those before it ask how all is.
first_step() { grep ' sendto(' calls | grep -n -v NLM_F_DUMP | head -n 1 | cut -d : -f 1; }

# How many messages before number N were sent that remove a link.
removed_before() { grep ' sendto(' calls | head -n "$(($1 - 1))" | grep -c 'nlmsg_type=RTM_DELLINK'; }

# An apply whose message n was refused, and that has ended with STATUS; it is to leave the network as before.
judge_apply() {
	case $1 in
	0)
		! modifies "$n" || { wrong "status 0, although the kernel refused a change" && return; }
		is_applied || { wrong "status 0, and the network is not as described" && return; }
		run stop || { wrong "a later stop does not take it back" && return; }
		;;
	2) ((n < first)) || { wrong "status 2, in the midst of the changes" && return; } ;;
	3) ((n >= first)) || { wrong "status 3, before any change" && return; } ;;
	*) wrong "status $1" && return ;;
	esac
	{ same before && no_journal; } || wrong "status $1, and it is not as it was"
}

# apply_fails NETWORK
apply_fails() {
	local n count first
	begin_host "$1" && traced "" apply && seen > applied || return
	count=$(grep -c ' sendto(' calls)
	first=$(first_step)
	run stop && same before && ((first > 5 && count > 40)) || return
	for ((n = 1; n <= count; n++)); do
		at="message $n of $count of apply"
		traced "sendto:error=ENOBUFS:when=$n" apply
		judge_apply "$?"
	done
	echo "$count messages" > measured
	[ ! -e failed ]
}

# same_but_labels FILE: but for the numbers that the kernel gives to the labels of a bridge's further IPv4 addresses when the bridge gives
# its name back, and when it takes it again: "eth2:2" for "eth2". No step tells it to, and nobody is reached by them.
same_but_labels() {
	local file
	same "$1" > /dev/null && return
	for file in "$1" now; do
		sed 's/\("label":"eth[0-9]*\):[0-9]*"/\1"/g' "$file" > "$file.labels"
	done
	same_files "$1.labels" now.labels
}

# Likewise a stop; it is to leave the network as applied, and when it has gone on to its end, as before.
judge_stop() {
	case $1 in
	0)
		! modifies "$n" || (($(removed_before "$n") > 0)) ||
			{ wrong "status 0, although the kernel refused a change that could be taken back" apply && return; }
		{ same before && no_journal; } || { wrong "status 0, and it is not as it was before apply" apply && return; }
		run apply || { wrong "a later apply fails" apply && return; }
		;;
	2) ((n < first)) || { wrong "status 2, in the midst of the changes" apply && return; } ;;
	3) ((n >= first)) || { wrong "status 3, before any change" apply && return; } ;;
	*) wrong "status $1" apply && return ;;
	esac
	{ same_but_labels applied && [ ! -e state/journal ]; } || wrong "status $1, and it is not as it was" apply
}

# stop_fails NETWORK
stop_fails() {
	local n count first
	begin_host "$1" && run apply && seen > applied && traced "" stop && same before || return
	count=$(grep -c ' sendto(' calls)
	first=$(first_step)
	run apply && same applied && ((first > 5 && count > 30)) || return
	for ((n = 1; n <= count; n++)); do
		at="message $n of $count of stop"
		traced "sendto:error=ENOBUFS:when=$n" stop
		judge_stop "$?"
	done
	echo "$count messages" > measured
	[ ! -e failed ] && run stop && same before && no_journal
}
