#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan mtu=9000
