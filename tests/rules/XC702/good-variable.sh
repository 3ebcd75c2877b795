#!/bin/bash
dir=$(dirname "$0")
op=$1
"$dir/network-bridge" "$op" netdev=eth0 bridge=lan
