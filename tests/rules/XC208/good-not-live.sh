#!/bin/sh
"$(dirname "$0")/network-bridge" "$@" netdev=eth4711 bridge=lan
