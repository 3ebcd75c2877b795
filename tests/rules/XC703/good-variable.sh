#!/bin/bash
dir=$(dirname "$0")
for n in 0 1; do
    "$dir/network-bridge" "$@" vifnum=$n netdev=eth$n bridge=lan$n
done
