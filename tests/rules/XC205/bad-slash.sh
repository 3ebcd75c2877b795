#!/bin/sh
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth/0 bridge=lan
