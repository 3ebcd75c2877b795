#!/bin/bash
dir=$(dirname "$0")
OP=$1
case $OP in
  start) "$dir/network-bridge" start netdev=eth0 bridge=lan ;;
  *) "$dir/network-bridge" "$OP" netdev=eth0 bridge=lan ;;
esac
