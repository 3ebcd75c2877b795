#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev:eth0 bridge=lan
