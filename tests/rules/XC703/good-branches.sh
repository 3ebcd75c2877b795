#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start)
    "$dir/network-bridge" start vifnum=0 netdev=eth0 bridge=lan ;;
stop)
    "$dir/network-bridge" stop vifnum=0 netdev=eth0 bridge=lan ;;
esac
