#!/bin/sh
"$(dirname "$0")/network-bridge" "$@" netdev=dummy7 bridge=lan
