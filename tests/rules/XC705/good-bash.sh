#!/bin/bash
dir=$(dirname "$0")
if [[ $1 == start ]]; then modprobe dummy; fi
devs=(dummy0)
"$dir/network-bridge" "$@" netdev=dummy0 bridge=lan
