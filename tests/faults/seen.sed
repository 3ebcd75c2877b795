#!/bin/sed -Ef
#
# seen.sed - what `ip -j -d` tells of a network, an object a line, without what moves by itself. Everything else counts.

s/\},\{"(ifindex|type|priority)"/},\n{"\1"/g

# A bridge that is made again has another number; a veth, which has one of its other end beside it, stays what it is.
s/"ifindex":([0-9]+),"link_index"/"index":\1,"link_index"/g
s/"ifindex":[0-9]+,//g

# A link has its first queue from when it first goes up.
s/"qdisc":"[a-z_]+",//g

# Clocks that run in a bridge and in its ports.
s/"(hello|tcn|topology_change|gc|message_age|forward_delay|hold)_timer": *[0-9.]+,//g

# Counts down from 10000, 9500 or 9000 s, and no check takes half an hour.
s/"(valid_life_time|preferred_life_time|expires)":([789][0-9]{3}|10000)([,}])/"\1":"a while"\3/g

# How often a route was looked up.
s/"cache":\[[^]]*\],?//g
