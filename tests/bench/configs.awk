# configs.awk - N domU configs as people write them, about 450 bytes each: awk -v n=20000 -v folder=DIR -f configs.awk
#
# Of one xl host: every name, MAC and IP address once, on three bridges.
# With -v each=1000 they go into folders of so many.
function mac(i) { return sprintf("00:16:3E:%02x:%02x:%02x", int(i / 65536) % 128, int(i / 256) % 256, i % 256) }
function vif(i) {
	return sprintf("'mac=%s, bridge=%s, ip=10.%d.%d.%d'", mac(i), bridge[i % 3], int(i / 65536) % 256,
		int(i / 256) % 256, i % 256)
}
BEGIN {
	split("dmz,lan,wan", names, ",")
	for (i in names)
		bridge[i - 1] = names[i]
	for (i = 1; i <= n; i++) {
		if (each && i % each == 1)
			system(sprintf("mkdir -p '%s/%04d'", folder, int((i - 1) / each)))
		name = sprintf("guest%07d", i)
		file = each ? sprintf("%s/%04d/%s.cfg", folder, int((i - 1) / each), name) : folder "/" name ".cfg"
		print "# " name ": ordered by department " i % 97 ", see the list of servers" > file
		print "name    = \"" name "\"" > file
		print "memory  = " 256 * (1 + i % 8) > file
		print "vcpus   = " 1 + i % 4 > file
		print i % 4 ? "kernel  = \"/boot/vmlinuz-xen\"\nramdisk = \"/boot/initrd-xen.img\"" : "bootloader = \"pygrub\"" > file
		print "root    = \"/dev/xvda1 ro\"\nextra   = \"console=hvc0\"\n" > file
		print "disk = [ 'phy:/dev/vg0/" name "-root,xvda1,w'" \
			(i % 3 ? ",\n         'phy:/dev/vg0/" name "-swap,xvda2,w'" : "") " ]" > file
		print "vif  = [ " vif(2 * i) (i % 2 ? ",\n         " vif(2 * i + 1) : "") " ]\n" > file
		print "# after a crash somebody wants to look\non_poweroff = \"destroy\"\non_crash    = \"preserve\"" > file
		close(file)
	}
}
