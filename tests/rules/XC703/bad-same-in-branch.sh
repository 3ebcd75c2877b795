#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start)
    "$dir/network-bridge" start vifnum=1 netdev=eth0 bridge=lan
    "$dir/network-bridge" start vifnum=1 netdev=eth1 bridge=wan ;;
esac
