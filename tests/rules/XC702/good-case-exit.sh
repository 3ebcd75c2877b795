#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start) ;;
*) exit 0 ;;
esac
"$dir/network-bridge" start netdev=eth0 bridge=lan
