#!/bin/bash
#
# host.sh - the network that the checks of faults work on: two namespaces, three NICs, and what is seen of them.
#
# Sourced by run, in a process a check: each has namespaces and a state folder of its own. Never changes the
# network of this machine.
# shellcheck disable=SC2034,SC2154 # run sets xencfg, tests and at; plain and renamed go by name

host=xencfg-faults-$BASHPID
far=$host-far

# inside COMMAND...
inside() { nsenter --net="/run/netns/$host" "$@"; }

no_host() {
	ip netns del "$host" 2> /dev/null
	ip netns del "$far" 2> /dev/null
	rm -rf state
}

# Three NICs that are up; their other ends, too, in the namespace $far. Nothing is known of an earlier apply.
new_host() {
	no_host
	ip netns add "$host" && ip netns add "$far" || return
	# So that nothing is on its way when we look.
	inside sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad' || return
	ip -n "$host" -batch - << END && ip -n "$far" -batch - << END
link set dev lo up
link add eth0 address 00:16:3e:11:22:33 type veth peer name wire0 netns $far
link add eth1 address 00:16:3e:44:55:66 type veth peer name wire1 netns $far
link add eth2 address 00:16:3e:77:88:99 type veth peer name wire2 netns $far
link set dev eth0 up
link set dev eth1 up
link set dev eth2 up
addr add 192.168.0.1/24 brd + dev eth0 label eth0:a
addr add 192.168.0.2/24 dev eth0
addr add 10.0.0.1/8 dev eth0 valid_lft 10000 preferred_lft 9500
addr add 192.168.9.1/24 dev eth1
addr add 192.168.8.1/24 dev eth2
addr add 192.168.8.2/24 dev eth2
addr add 2001:db8::1/64 dev eth0 nodad
addr add 2001:db8:1::1/64 dev eth0 nodad valid_lft 10000 preferred_lft 9500
addr add 2001:db8:2::1/64 dev eth1 nodad noprefixroute
route add default via 192.168.0.9 dev eth0
route add default via 192.168.9.9 dev eth1 metric 50
route add 198.51.100.0/24 via 192.168.0.9 dev eth0 src 192.168.0.2 metric 7 mtu 1300 proto static
route add 203.0.113.0/25 nexthop via 192.168.0.8 dev eth0 weight 3 nexthop via 192.168.9.9 dev eth1 weight 2
route add blackhole 203.0.113.128/25
route add default via 192.168.0.9 dev eth0 table 100
route add 10.7.0.0/16 via 192.168.8.9 dev eth2 table 4000 onlink
route add default via 2001:db8::9 dev eth0 metric 5
route add 2001:db8:9::/48 via 2001:db8::9 dev eth0 metric 6 expires 9000
route add 2001:db8:a::/48 via 2001:db8::9 dev eth0 table 100 proto static
rule add from 192.168.0.2 lookup 100 pref 1000
END
link set dev wire0 up
link set dev wire1 up
link set dev wire2 up
END
	ip -n "$host" -6 rule add from 2001:db8:1::/64 lookup 100 pref 1002
}

# Keeps the names of the netdevs, as a Xen of today does; or renames them, as xend's network-bridge does, where the bridges may
# take over their names.
plain='"xen": "4.17", "bridges": [
	{ "name": "lan", "netdev": "eth0" }, { "name": "wan", "netdev": "eth1", "mtu": 1400 }, { "name": "dmz", "netdev": "eth2" } ]'
renamed='"xen": "3.2", "bridges": [
	{ "name": "lan", "netdev": "eth0" }, { "name": "eth1", "netdev": "eth1" }, { "name": "eth2", "netdev": "eth2" } ]'

# describe plain|renamed
describe() { echo "{ \"host\": { \"name\": \"gerf\" }, \"guests\": [], ${!1} }" > host.json; }

# What `ip` tells of links, addresses, routes of all tables and rules, but for what seen.sed leaves out.
seen() {
	{
		printf '%s\n' "addr show" "route show table all" "rule show" | ip -n "$host" -j -d -4 -batch - &&
			printf '%s\n' "link show" "addr show" "route show table all" "rule show" | ip -n "$host" -j -d -6 -batch -
	} | sed -Ef "$tests/faults/seen.sed"
}

# same_files FILE FILE: or how they differ; a line of a link is long, so it is broken.
same_files() {
	cmp -s "$1" "$2" && return
	diff -U 0 -F '"ifname"\|"dst"' <(tr , '\n' < "$1") <(tr , '\n' < "$2") | tail -n +3 | head -n 30
	return 1
}

# same FILE: what is seen is what was seen into FILE. The kernel may still be at work: it has a while for that.
same() {
	local i
	for ((i = 0; i < 10; i++)); do
		seen > now
		cmp -s "$1" now && return
		sleep 0.05
	done
	same_files "$1" now
}

# run COMMAND [OPTION...]: of xencfg, on host.json in the namespace; what it says is in the file said.
run() {
	# shellcheck disable=SC2046 # confirm asks for no description
	inside "${before[@]}" "$xencfg" "$1" --state-dir state "${@:2}" $([ "$1" = confirm ] || echo host.json) > said 2>&1
}

# traced INJECTION COMMAND [OPTION...]: likewise, with what strace is to do to one of its system calls; those are in the file
# calls. Status 124: it does not end. With alone=yes its children go on by themselves.
traced() {
	local how=(-f --seccomp-bpf) # and swallows signals
	[[ $1 != *:signal=* ]] || how=(-f)
	[ -z "${alone-}" ] || how=()
	local before=(timeout 20 strace "${how[@]}" -qq -o calls -e "trace=$calls_names" ${1:+-e "inject=$1"})
	run "${@:2}"
}

# Nothing waits to be taken back, and nothing is left of what was written in between.
no_journal() { ! find state -type f ! -name lock ! -name 'watchdog*' 2> /dev/null | grep .; }

# As described, and a second apply has nothing to do.
is_applied() { same applied && run status && run apply --quiet && [ ! -s said ] && same applied; }

# begin_host NETWORK: a new host with its description; the file before says how it is.
begin_host() { new_host && describe "$1" && seen > before; }

# wrong WHAT [COMMAND]: tells of it, and goes on with a network like new, and COMMAND. The file failed stays.
wrong() {
	echo "$at: $1"
	tail -n 3 said | sed 's/^/    /'
	echo "$at" >> failed
	# Who sees three sees all.
	(($(wc -l < failed) < 3)) || exit 1
	new_host && { [ -z "${2-}" ] || run "$2"; }
}
