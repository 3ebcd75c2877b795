#!/bin/sh
if [ "$1" == start ]; then modprobe dummy; fi
"$(dirname "$0")/network-bridge" "$@" netdev=dummy0 bridge=lan
