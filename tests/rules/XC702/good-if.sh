#!/bin/bash
dir=$(dirname "$0")
if [ "$1" = start ]; then
    "$dir/network-bridge" start netdev=eth0 bridge=lan
else
    "$dir/network-bridge" stop netdev=eth0 bridge=lan
fi
