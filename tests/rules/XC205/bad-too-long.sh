#!/bin/sh
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=enx001b21aabbcc1 bridge=lan
