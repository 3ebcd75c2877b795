#!/bin/bash
dir=$(dirname "$0")
for dev in eth0 eth1; do
    "$dir/network-bridge" start netdev=$dev bridge=br-$dev
done
