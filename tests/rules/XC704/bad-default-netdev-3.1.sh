#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" vifnum=1 bridge=lan
"$dir/network-bridge" "$@" vifnum=2 netdev=eth1 bridge=wan
