#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth1 bridge=lan
"$dir/network-bridge" "$@" netdev=eth10 bridge=lan1
