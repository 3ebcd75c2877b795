#!/bin/bash
dir=$(dirname "$0")
for n in 0 1; do
    "$dir/network-bridge" "$@" netdev=eth$n bridge=lan$n
done
