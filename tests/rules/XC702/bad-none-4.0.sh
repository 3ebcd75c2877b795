#!/bin/sh
/etc/xen/scripts/network-bridge netdev=eth0 bridge=lan
