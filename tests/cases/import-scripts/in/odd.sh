#!/bin/bash
dir=$(dirname "$0")
case $1 in
start)
	"$dir/network-bridge" start netdev=eth0 bridge=lan antispoof=no
	"$dir/network-bridge" start netdev=eth1.20 bridge=office
	"$dir/network-bridge" start netdev=eth1.20 bridge=lan
	for i in 1 2; do "$dir/network-bridge" start netdev=eth$i bridge=br$i; done
	"$dir/network-bridge" start netdev=$NIC bridge=dmz vifnum=x colour=blue
	"$dir/network-bridge" start bridge=rest
	"$dir/network-bridge" start bridge=null
	;;
stop)
	"$dir/network-bridge" stop netdev=eth0 bridge=lan
	;;
esac
