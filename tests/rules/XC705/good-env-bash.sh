#!/usr/bin/env bash
dir=${0%/*}
[[ -d /sys/class/net/eth1 ]] || exit 1
"$dir/network-bridge" "$@" netdev=eth1 bridge=lan
