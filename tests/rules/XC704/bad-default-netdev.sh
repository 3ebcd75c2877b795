#!/bin/bash
dir=$(dirname "$0")
"$dir/network-bridge" "$@" bridge=lan
"$dir/network-bridge" "$@" bridge=wan
