#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" $options bridge=lan
