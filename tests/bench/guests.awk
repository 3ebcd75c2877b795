# guests.awk - a description of N guests, about 320 bytes each, for the benchmarks: awk -v n=100000 -f guests.awk
function mac(i) { return sprintf("00:16:3E:%02x:%02x:%02x", int(i / 65536) % 128, int(i / 256) % 256, i % 256) }
BEGIN {
	print "{ \"xen\": \"4.17\", \"host\": { \"name\": \"bench\" },"
	print "  \"bridges\": [ { \"name\": \"lan\", \"netdev\": \"eth0\" }, { \"name\": \"wan\", \"netdev\": \"eth1\" } ],"
	print "  \"defaults\": { \"kernel\": \"/boot/vmlinuz-xen\", \"on_crash\": \"restart\" },"
	print "  \"guests\": ["
	for (i = 1; i <= n; i++)
		printf "    { \"name\": \"guest%d\", \"memory\": %d, \"vcpus\": 2,\n" \
			"      \"root\": \"/dev/xvda1 ro\", \"extra\": \"console=hvc0 quiet splash=silent\",\n" \
			"      \"disk\": [ \"phy:/dev/vg0/guest%d,xvda1,w\", \"phy:/dev/vg0/guest%d-swap,xvda2,w\" ],\n" \
			"      \"vif\": [ { \"bridge\": \"%s\", \"mac\": \"%s\", \"ip\": \"10.%d.%d.%d\" } ] }%s\n",
			i, 256 + i % 1024, i, i, i % 2 ? "lan" : "wan", mac(i),
			int(i / 65536), int(i / 256) % 256, i % 256, i < n ? "," : ""
	print "  ] }"
}
