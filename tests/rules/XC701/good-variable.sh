#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" netdev="$dev" bridge=$name
