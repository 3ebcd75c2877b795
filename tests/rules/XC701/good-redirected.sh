#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan > /dev/null 2>&1 || exit 1
