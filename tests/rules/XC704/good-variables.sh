#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev="$INSIDE" bridge=lan
"$dir/network-bridge" "$@" netdev="$OUTSIDE" bridge=wan
