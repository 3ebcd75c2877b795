#!/bin/bash
dir=$(dirname "$0")
case "$(uname -r)" in
2.6.*)
    "$dir/network-bridge" start netdev=eth0 bridge=lan ;;
esac
