#!/bin/sh
# xencfg: ignore=XC702
"$(dirname "$0")/network-bridge" start netdev=eth0
