#!/bin/sh
source /etc/default/xen
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge=lan
