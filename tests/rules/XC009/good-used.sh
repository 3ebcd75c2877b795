#!/bin/sh
# xencfg: ignore=XC702 called by rc.local only
"$(dirname "$0")/network-bridge" start netdev=eth0
