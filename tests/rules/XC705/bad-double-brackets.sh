#!/bin/sh
dir=$(dirname "$0")
if [[ $1 == start ]]; then modprobe dummy; fi
"$dir/network-bridge" "$@" netdev=dummy0 bridge=lan
