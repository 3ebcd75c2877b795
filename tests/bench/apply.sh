# shellcheck shell=bash disable=SC2154
#
# apply.sh - the group "apply" of run, which reads it: apply and status against what does the same.
#
# In network namespaces that it makes itself, with veth as NICs; the network
# of the machine stays as it is. network-bridge itself is not measured here,
# since it wants ifup and the Xen of its time: what it took is in
# network_bridge.
#
# Linux removes a bridge in 17 ms or more, and lets nobody else on the machine
# change a network meanwhile. So they are removed 25 at a time, before the
# next run is measured. Of the 10,000 links most are veth: a pair costs 0.7 ms
# to make and to remove.

host=xencfg-bench-$$
network_bridge=0.6 # seconds a bridge: of Xen 3.2, with a veth as the NIC
many=$([ "${GROWTH:-0}" != 0 ] && echo 1000 || echo 200)

inside() { nsenter --net="/run/netns/$host" "$@"; }

# As ours and seconds, of what runs inside; nsenter is not measured.
inside_ours() { # COMMAND...
	local taken
	taken=$(inside_seconds "$@")
	printf '%s ' "$taken"
}
inside_seconds() { # COMMAND...
	local taken
	taken=$(inside "$build/measure" "$@")
	echo "${taken%% *}"
}

remove_bridges() {
	local names i
	mapfile -t names < <(ip -n "$host" -br link show type bridge | awk '{ print $1 }')
	for ((i = 0; i < ${#names[@]}; i += 25)); do
		{ printf 'link set dev %s group 25\n' "${names[@]:i:25}"; echo "link del group 25"; } | ip -n "$host" -batch -
	done
}

remove_network() {
	[ ! -e "/run/netns/$host" ] || { remove_bridges; ip netns del "$host"; }
}

# Nothing is known of an earlier apply. Returns when the kernel has done with the former one.
new_network() {
	remove_network
	rm -rf "$work/state"
	ip netns add "$host"
	ip -n "$host" link set dev lo up
}

## Three bridges, on NICs with an address each, and the default route through the first

new_nics() {
	local i
	new_network
	for i in 0 1 2; do
		cat << END
link add eth$i address 00:16:3e:00:00:0$i type veth peer name wire$i
link set dev wire$i up
link set dev eth$i up
addr add 192.0.$i.1/24 brd + dev eth$i
END
	done | ip -n "$host" -batch -
	ip -n "$host" route add default via 192.0.0.254
}

three_bridges() { # RELEASE
	cat << END
{ "xen": "$1", "host": { "name": "bench" }, "guests": [], "bridges": [
  { "name": "lan", "netdev": "eth0" }, { "name": "wan", "netdev": "eth1" }, { "name": "dmz", "netdev": "eth2" } ] }
END
}

# The same to the end, in the same order, as it is done by hand; with a word, eth0 becomes peth0 and so on.
commands() { # [RENAMED]
	local i bridge bridges=(lan wan dmz)
	echo "set -e"
	for i in 0 1 2; do
		bridge=${bridges[i]}
		cat << END
brctl addbr $bridge
brctl stp $bridge off
brctl setfd $bridge 0
ip link set dev $bridge address 00:16:3e:00:00:0$i
ip addr add 192.0.$i.1/24 brd + dev $bridge
ip link set dev $bridge up
brctl addif $bridge eth$i
END
		[ "$i" != 0 ] || echo "ip route replace default via 192.0.0.254 dev $bridge"
		echo "ip addr del 192.0.$i.1/24 dev eth$i"
		[ -z "${1-}" ] || echo "ip link set dev eth$i name peth$i"
	done
}

batch() { # [RENAMED]
	commands "$@" | sed -e 1d -e 's/^ip //' -e 's/^brctl addbr \(.*\)/link add \1 type bridge/' \
		-e 's/^brctl stp \(.*\) off/link set dev \1 type bridge stp_state 0/' \
		-e 's/^brctl setfd \(.*\) 0/link set dev \1 type bridge forward_delay 0/' \
		-e 's/^brctl addif \(.*\) \(.*\)/link set dev \2 master \1/'
}

apply_three() { # RELEASE PEER...
	new_nics
	inside_ours "$xencfg" apply --quiet --state-dir "$work/state" "$work/three-$1.json"
	new_nics
	inside_seconds "${@:2}"
}

measure_three() {
	local release what="3 bridges" renamed=
	for release in 4.17 3.2; do
		three_bridges "$release" > "$work/three-$release.json"
		commands "$renamed" > "$work/commands"
		batch "$renamed" > "$work/batch"
		repeat "$runs" apply_three "$release" sh "$work/commands" > "$work/pairs"
		awk -v t="$network_bridge" '{ print $1, t * 3 }' "$work/pairs" | row "apply $what, to network-bridge" 0.02
		row "apply $what, to brctl and ip" 0.2 < "$work/pairs"
		repeat "$runs" apply_three "$release" ip -batch "$work/batch" | row "apply $what, to ip -batch" ""
		what="3 renamed" renamed=yes
	done
}

## Many bridges

bridges() { # COUNT
	awk -v n="$1" 'BEGIN {
		print "{ \"xen\": \"4.17\", \"host\": { \"name\": \"bench\" }, \"guests\": [], \"bridges\": ["
		for (i = 1; i <= n; i++)
			printf "  { \"name\": \"br%d\" }%s\n", i, i < n ? "," : ""
		print "] }"
	}'
}

# What measure says of xencfg and of the floor: a line.
apply_bridges() { # COUNT same|change
	new_network
	printf '%s ' "$(inside "$build/measure" "$xencfg" apply --quiet --state-dir "$work/state" "$work/$1-bridges.json")"
	new_network
	inside "$build/measure" "$build/netlink_floor" "$2" "$1"
}

apply_many_and_one() {
	printf '%s ' "$(apply_bridges "$many" same)"
	apply_bridges 1 same
}

# By the work of the processors: whoever else changes a network of this machine is waited for, and a bridge takes
# the kernel so long to remove that there are few runs. The limit is for 1000 bridges; with fewer of them the start of
# the programs would count too much, so what one bridge takes is deducted.
measure_many() {
	local all=1.1
	[ "$many" = 1000 ] || all=
	bridges "$many" > "$work/$many-bridges.json"
	bridges 1 > "$work/1-bridges.json"
	repeat 5 apply_many_and_one > "$work/same"
	awk '{ print $3, $6 }' "$work/same" | row "apply $many bridges, work, of 5" "$all"
	awk '{ print $3 - $9, $6 - $12 }' "$work/same" | row "apply $many but the first, work, of 5" 1.1
	awk '{ print $1, $4 }' "$work/same" | row "apply $many bridges, time, of 5" ""
	repeat 3 apply_bridges "$many" change | awk '{ print $3, $6 }' | row "apply $many, to changes only, of 3" ""
}

## Many links

status_pair() {
	inside_ours "$xencfg" status --quiet "$work/one.json"
	inside_seconds ip -j link
}

measure_links() {
	local i
	new_network
	echo '{ "xen": "4.17", "host": { "name": "bench" }, "bridges": [ { "name": "lan" } ], "guests": [] }' > "$work/one.json"
	for ((i = 1; i < 5000; i++)); do
		echo "link add eth$i group 26 type veth peer name wire$i"
	done | ip -n "$host" -batch -
	inside "$xencfg" apply --quiet --state-dir "$work/state" "$work/one.json"
	repeat "$runs" status_pair | row "status, $(ip -n "$host" -o link | wc -l) links" 1.5
	ip -n "$host" link del group 26
}

measure_apply() {
	if ! program netlink_floor -lmnl || ! command -v brctl ip nsenter > /dev/null || ! new_network; then
		echo "run: apply is measured as root, in network namespaces, against brctl and ip: tests/setup check installs them" >&2
		exit 2
	fi
	measure_three
	measure_links
	measure_many
}
