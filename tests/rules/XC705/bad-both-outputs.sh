#!/bin/sh
modprobe dummy &> /dev/null
"$(dirname "$0")/network-bridge" "$@" netdev=dummy0 bridge=lan
