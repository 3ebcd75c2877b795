# shellcheck shell=bash disable=SC2154
# packets.sh - how many packets apply and stop lose, counted from the other side. For tests/apply/run, whose functions it uses.

# How many packets the switch has sent everywhere, since its port had no link. Without a switch none.
flooded() { ip -n "$far" -j -s link show dev rehto 2> /dev/null | jq '.[0].stats64.rx.packets' | grep . || echo 0; }

# lose: at one packet a millisecond from the other side, to IPv4 and IPv6, while apply and stop run; how many are lost of the
# worse of the two families goes to $lost, what is lost while the NIC negotiates with a switch to $negotiated.
lose() {
	local pinging before
	before=$(flooded)
	inside "$far" fping -q -i 0.5 -p 1 -t 300 -c 1500 192.168.0.1 2001:db8::1 > "$tmp/fping" 2>&1 &
	pinging=$!
	sleep 0.3
	ends 0 run apply > "$tmp/apply" 2>&1 || { cat "$tmp/apply"; wait "$pinging"; return 1; }
	sleep 0.3
	ends 0 run stop > "$tmp/apply" 2>&1 || { cat "$tmp/apply"; wait "$pinging"; return 1; }
	wait "$pinging"
	cat "$tmp/fping"
	negotiated=$((($(flooded) - before) / 2))
	lost=$(sed -n 's,.*= \([0-9]*\)/\([0-9]*\)/.*,\1 \2,p' "$tmp/fping" | awk -v negotiated="$negotiated" '
		{ lost = $1 - $2 - negotiated; if (lost > most) most = lost } END { if (NR == 2) print most + 0; else print 9999 }')
}

# losses RUNS [MOST]: of so many runs. One that loses more than MOST is made again, once: a link that was down comes back under a
# lock that all of this machine's namespaces share, and whoever else is at work holds it for tens of milliseconds.
losses() {
	local i again=${2-} lost negotiated
	: > "$tmp/losses"
	: > "$tmp/negotiated"
	for ((i = 0; i < $1; i++)); do
		lose || return
		if [ -n "$again" ] && ((lost > again)); then
			again=
			echo "a run that lost $lost was made again" | tee -a "$tmp/repeated"
			lose || return
		fi
		echo "$lost" >> "$tmp/losses"
		echo "$negotiated" >> "$tmp/negotiated"
	done
	{
		echo "lost of 1500 a run: $(paste -s -d ' ' "$tmp/losses")"
		grep -qvx 0 "$tmp/negotiated" && echo "while a NIC negotiated: $(paste -s -d ' ' "$tmp/negotiated")"
		cat "$tmp/repeated" 2> /dev/null
		rm -f "$tmp/repeated"
	} | tee "$tmp/measured"
}

# lost_at_most MEDIAN MOST
lost_at_most() {
	sort -n "$tmp/losses" | awk -v median="$1" -v most="$2" '{ n[NR] = $1 } END { exit !(NR && n[int((NR + 1) / 2)] <= median && n[NR] <= most) }'
}

loses_nothing() { new_host dad && sleep 2 && description 4.17 && losses 10 && lost_at_most 0 1; }

# The other side does not see that the NIC goes down, as when a switch is between them.
add_switch() {
	ip -n "$far" -batch - << END
addr flush dev wire0
link add switch type bridge
link add other type veth peer name rehto
link set dev other up master switch
link set dev rehto up
link set dev wire0 master switch
link set dev switch up
addr add 192.168.0.9/24 dev switch
addr add 2001:db8::9/64 dev switch nodad
END
}

# As with Linux 6.1, where a NIC goes down to be renamed.
loses_little() {
	new_host dad && add_switch && sleep 2 && description 3.2 && "${CC:-cc}" -shared -fPIC -o linux_6_1.so "$folder/linux_6_1.c" &&
		LD_PRELOAD=$tmp/linux_6_1.so run plan 2>&1 | grep 'takes eth0 down' &&
		LD_PRELOAD=$tmp/linux_6_1.so losses 10 5 && lost_at_most 5 5
}
loses_nothing_renamed() { new_host dad && sleep 2 && description 3.2 && losses 10 && lost_at_most 0 1; }
