#!/bin/bash
dir=$(dirname "$0")
command=start
"$dir/network-bridge" $command netdev=eth0 bridge=lan
