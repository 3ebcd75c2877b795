#!/bin/bash
dir=$(dirname "$0")
# "$dir/network-bridge" start netdev=eth0
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan
