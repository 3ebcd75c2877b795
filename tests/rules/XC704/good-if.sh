#!/bin/bash
dir=$(dirname "$0")
if [ -e /sys/class/net/eth1 ]; then
    "$dir/network-bridge" "$@" netdev=eth1 bridge=lan
else
    "$dir/network-bridge" "$@" netdev=eth0 bridge=lan
fi
