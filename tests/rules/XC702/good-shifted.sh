#!/bin/bash
dir=$(dirname "$0")
command=$1
shift
"$dir/network-bridge" "$command" "$@" netdev=eth0 bridge=lan
