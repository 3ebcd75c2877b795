#!/bin/bash
dir=$(dirname "$0")
shift
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan
