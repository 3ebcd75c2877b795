#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start) on=yes ;;
esac
if [ "$on" ]; then
    "$dir/network-bridge" start netdev=eth0 bridge=lan
fi
