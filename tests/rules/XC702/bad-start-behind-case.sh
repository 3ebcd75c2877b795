#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start) modprobe dummy ;;
esac
"$dir/network-bridge" start netdev=eth0 bridge=lan
