#!/bin/ash
dir=${0%/*}
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan
