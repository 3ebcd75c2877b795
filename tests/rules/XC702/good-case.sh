#!/bin/bash
dir=$(dirname "$0")
case "$1" in
start)
    "$dir/network-bridge" start netdev=eth0 bridge=lan ;;
stop)
    "$dir/network-bridge" stop netdev=eth0 bridge=lan ;;
esac
