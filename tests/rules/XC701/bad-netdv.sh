#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdv=eth0 bridge=lan
