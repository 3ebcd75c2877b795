#!/bin/bash
#
# starve.sh - plan, status, apply, stop and confirm, of which one allocation fails: what they say is whole, or they say that memory
# is out; and the network is as before or as described.
#
# Sourced by run, behind calls.sh; tests/unit/test_apply_alloc.c fails each allocation of the library. By default some of each
# command, with FAULTS=all a few hundred.
# shellcheck disable=SC2034,SC2154 # variables of host.sh

# with_failing NUMBER COMMAND [OPTION...]: its allocation NUMBER fails; how many there were is in the file allocations. What
# else is to go wrong is in the array hurt.
with_failing() {
	local xencfg=$PWD/starve before=(env "STARVE_AT=$1" "STARVE_LOG=$PWD/allocations" "${hurt[@]}")
	rm -f allocations
	run "${@:2}"
}

# starved_judge COMMAND STATUS WANTED
starved_judge() {
	[ "$2" = "$3" ] || [ "$2" = 2 ] || [ "$2" = 3 ] || wrong "status $2"
	{ [ "$2" = "$3" ] && cmp -s said whole; } || { [ "$2" -ge 2 ] && grep -iq 'out of memory\|cannot allocate memory' said; } ||
		wrong "status $2, and it does not say all, nor why"
	# Else nobody is told that something was done, and is so no more.
	[ "$2$3" != 23 ] || ! grep -qE 'nlmsg_type=RTM_(NEW|DEL)' calls || wrong "status 2, although it went as far as to change something"
	case $1 in
	plan | status) same before || wrong "it changed something" ;;
	*) calls_judge "$1" "$2" ;;
	esac
}

starved_command() { # COMMAND [OPTION...]
	local n i wanted step most=12
	[ "$FAULTS" != all ] || most=400
	at="$*"
	calls_prepare "$1"
	with_failing 0 "$@"
	wanted=$?
	n=$(sed -n 's/^# \([0-9]*\)$/\1/p' allocations)
	cp said whole
	run stop && same before && ((n > 100)) || return
	step=$((n / most + 1))
	for ((i = 1; i <= n; i += step)); do
		at="$*, allocation $i of $n"
		calls_prepare "$1"
		with_failing "$i" "$@"
		starved_judge "$1" "$?" "$wanted"
		goes stop before
		turns=$((turns + 1))
	done
	all=$((all + n))
}

starved() {
	local turns=0 all=0 words hurt=()
	(cd "$tests/.." && BUILD=$(dirname "$xencfg") "$tests/starve/build" "$OLDPWD/starve") || return
	begin_host "$1" && run apply && seen > applied && run stop && same before || return
	for words in plan status apply stop confirm; do
		starved_command "$words" || return
		[ "$words" = confirm ] || starved_command "$words" --format json || return
	done
	# An apply that fails at its second step, before anything is waited for, which would be another time another number of messages.
	traced "" apply && run stop || return
	hurt=(strace --seccomp-bpf -f -qq -o calls -e trace=sendto -e "inject=sendto:error=ENOBUFS:when=$(points change | sed -n '2s/.* //p')")
	starved_command apply || return
	echo "$turns of $all failing allocations" > measured
	[ ! -e failed ]
}
