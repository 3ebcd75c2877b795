#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" NETDEV=eth0 bridge=lan
