#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" vifnum=0 netdev=eth0 bridge=lan
"$dir/network-bridge" "$@" vifnum=0 netdev=eth1 bridge=wan
