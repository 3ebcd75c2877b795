# seen.jq - what `ip -j -d` tells of a network, without what moves by itself. Everything else counts.
#
# Input: one array an object of `ip` (links with addresses, routes of all tables, rules; IPv4, then IPv6), in its order.

# Counts down from 10000, 9500 or 9000 s, and no check takes half an hour.
def counting: if . > 7000 and . <= 10000 then "a while" else . end;

def address:
	.valid_life_time |= counting | .preferred_life_time |= counting;

def bridge:
	# Clocks that run.
	del(.linkinfo.info_data | .hello_timer, .tcn_timer, .topology_change_timer, .gc_timer);

def link:
	# A bridge that is made again has another number. What it is is told only with -d of links, and of IPv4 addresses.
	(if .linkinfo | . == null or .info_kind == "bridge" then del(.ifindex) else . end) |
	(if .linkinfo.info_kind == "bridge" then bridge else . end)
	| (if has("addr_info") then .addr_info |= map(address) else . end)
	# Clocks of a port.
	| del(.linkinfo.info_slave_data | .message_age_timer, .forward_delay_timer, .hold_timer)
	# A link has its first queue from when it first goes up.
	| del(.qdisc);

def route:
	(if has("expires") then .expires |= counting else . end)
	# How often it was looked up.
	| del(.cache);

.[] | if has("ifname") then link elif has("dst") and has("type") then route else . end
