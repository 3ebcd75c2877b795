#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan vifnum=1
"$dir/network-bridge" "$@" netdev=eth1 bridge=wan vifnum=1
