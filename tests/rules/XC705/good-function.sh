#!/bin/sh
up() { ip link set "$1" up; }
up eth0
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge=lan
