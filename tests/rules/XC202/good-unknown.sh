#!/bin/sh
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge=$(cat /etc/bridge/name)
