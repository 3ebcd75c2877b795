#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" vifnum=0 netdev=eth3
"$dir/network-bridge" "$@" vifnum=1 netdev=eth1 bridge=xenbr0
