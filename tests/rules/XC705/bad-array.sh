#!/bin/sh
devs=(eth0 eth1)
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge=lan
