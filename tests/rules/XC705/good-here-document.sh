#!/bin/bash
dir=$(dirname "$0")
cat << EOF
It's "here
EOF
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan
