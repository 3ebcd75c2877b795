#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" vifnum=1 netdev=eth1 bridge=wan
