#!/bin/bash
dir=$(dirname "$0")
echo "It's up" 'say "yes"' it\'s # don't
"$dir/network-bridge" "$@" netdev=eth0 bridge=lan
