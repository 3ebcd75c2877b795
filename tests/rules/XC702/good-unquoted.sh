#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" $1 netdev=eth0 bridge=lan
