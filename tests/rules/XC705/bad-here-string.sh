#!/bin/sh
read -r dev <<< "eth0 eth1"
"$(dirname "$0")/network-bridge" "$@" netdev="$dev" bridge=lan
