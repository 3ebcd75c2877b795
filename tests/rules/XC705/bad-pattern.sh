#!/bin/sh
dev=eth0
name=${dev//eth/lan}
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge="$name"
