#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev=eth2 bridge= lan
