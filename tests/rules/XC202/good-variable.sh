#!/bin/sh
b=lan
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge=$b
