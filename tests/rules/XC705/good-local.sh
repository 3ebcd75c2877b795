#!/bin/sh
up() {
    local dev="$1"
    ip link set "$dev" up
}
up eth0
. /etc/default/xen
"$(dirname "$0")/network-bridge" "$@" netdev=eth0 bridge="${name:-lan}"
