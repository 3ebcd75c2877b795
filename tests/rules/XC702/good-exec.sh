#!/bin/bash
dir=$(dirname "$0")
exec "$dir/network-bridge" "$@" netdev=eth0 bridge=lan
