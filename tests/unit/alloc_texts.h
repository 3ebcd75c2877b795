/*
 * alloc_texts.h - the descriptions that test_alloc.c works on; nobody else includes it.
 */
#ifndef XENCFG_TEST_ALLOC_TEXTS_H
#define XENCFG_TEST_ALLOC_TEXTS_H

/* Small, and yet of everything: each reader, many rules, both kinds of netdevs that are made. */
static const char xend_text[] =
	"{ \"xen\": \"4.1\", \"host\": { \"name\": \"g\\u0065rf\", \"oui\": [\"02:AB:CD\", \"local\"],\n"
	"    \"options\": { \"dom0-min-mem\": 196, \"xend-relocation-server\": true, \"keymap\": \"d\\u0065\" } },\n"
	"  \"ignore\": [{ \"rule\": \"XC206\", \"reason\": \"spare\" }, { \"rule\": \"XC302\" }],\n"
	"  \"bridges\": [\n"
	"    { \"name\": \"lan\", \"netdev\": \"eth0\", \"gateway\": \"192.168.0.1\",\n"
	"      \"subnets\": [\"192.168.0.0/24\", \"192.168.0.128/25\"] },\n"
	"    { \"name\": \"dmz\", \"netdev\": \"dummy0\", \"netdev_mac\": \"00:16:3E:00:00:09\", \"vifnum\": 0 },\n"
	"    { \"name\": \"v100\", \"netdev\": \"eth1\", \"vlan\": 100, \"vifnum\": 0, \"antispoof\": true,\n"
	"      \"rename_netdev\": false } ],\n"
	"  \"defaults\": { \"memory\": 256, \"kernel\": \"/k\", \"extra\": \"it's \\u00e4\", \"cpu_weight\": 1.5, \"nestedhvm\": 1 },\n"
	"  \"guests\": [\n"
	"    { \"name\": \"web\", \"autostart\": true, \"disk\": [\"phy:/dev/a,xvda,w\", \"file:/b,xvdb,r\"], \"vncdisplay\": \"3\",\n"
	"      \"uuid\": \"2f1b7b9e-3a7c-4d52-9d0e-5d1c8f6a4b20\", \"on_crash\": \"coredump-restart\",\n"
	"      \"extra_cfg\": [\"# a line\", \"acpi = 1\"],\n"
	"      \"vif\": [{ \"bridge\": \"lan\", \"ip\": [\"192.168.0.10\", \"192.168.0.11\"] },\n"
	"        { \"bridge\": \"dmz\", \"dhcp\": true, \"rate\": \"1Mb/s\" }] },\n"
	"    { \"name\": \"mail\", \"ip\": \"192.168.0.12\", \"netmask\": \"255.255.255.0\", \"gateway\": \"192.168.0.1\",\n"
	"      \"vif\": [{ \"br\\u0069dge\": \"lan\", \"mac\": \"00:16:3E:00:00:01\", \"ip\": \"192.168.0.12\", \"vifname\": \"mail0\" },\n"
	"        { \"mac\": \"00:16:3E:00:00:02\", \"ip\": \"192.168.0.13\" }] } ] }\n";

static const char xl_text[] =
	"{ \"xen\": \"4.17\", \"host\": { \"vif_script\": \"vif-bridge\", \"options\": { \"autoballoon\": \"off\" } },\n"
	"  \"bridges\": [{ \"name\": \"lan\" }],\n"
	"  \"defaults\": { \"memory\": 512, \"type\": \"hvm\" },\n"
	"  \"guests\": [{ \"name\": \"web\", \"vnuma\": [[\"pnode=0\", \"size=512\"]], \"serial\": [\"pty\"],\n"
	"      \"vif\": [{ \"bridge\": \"lan\", \"dhcp\": true, \"mac\": \"00-16-3e-00-00-01\", \"trusted\": true }] },\n"
	"    { \"name\": \"b\\u00fcro\", \"extra_cfg\": [\"xen_platform_pci = 1\"], \"vif\": [{ \"bridge\": \"lan\" }] } ] }\n";

/* Much wrong, some of it said with escapes, so that the messages need memory too. */
static const char wrong_text[] =
	"{ \"xen\": \"4.17\", \"toolstack\": \"xend\", \"h\\u006fts\": {}, \"a\": 1, \"b\": 2, \"\\u0061\": 3, \"bridges\": [\n"
	"    { \"n\\u0061me\": 1, \"mtu\": 1, \"stp\": \"x\\n\", \"subnets\": [\"x\"], \"gateway\": \"300.1.1.1\" },\n"
	"    { \"name\": \"l n\" },\n"
	"    { \"name\": \"lan\", \"netdev\": \"eth0\", \"vlan\": 7 }, { \"name\": \"lan\", \"netdev\": \"eth0\", \"vlan\": 7 },\n"
	"    { \"name\": \"abcdefghijklmno\", \"netdev\": \"abcdefghijkl\", \"vlan\": 4000 } ],\n"
	"  \"ignore\": [{ \"rule\": \"XC104\" }, { \"rule\": \"nonsense\" }, {}],\n"
	"  \"defaults\": { \"dhcp\": \"dhcp\", \"pvh\": true, \"hap\": \"x\", \"builder\": \"linux\", \"vnuma\": [[[[[]]]]] },\n"
	"  \"guests\": [\n"
	"    { \"name\": \"a/b\", \"memory\": 0, \"uuid\": \"x\", \"on_crash\": \"explode\", \"hostname\": \"h\",\n"
	"      \"disk\": [\"x\", \"phy:/a,zzz,w\"] },\n"
	"    { \"name\": \"a/b\", \"vcpus\": 4, \"maxvcpus\": 2, \"extra_cfg\": [\"name = 'x'\", \"!\"],\n"
	"      \"disk\": [\"/a,raw,xvda,w\", \"/a,raw,xvda,w\"] },\n"
	"    { \"disk\": [\"/a,raw,xvda,w\"], \"vfb\": [\"vncdisplay=1,vnclisten=0.0.0.0\"], \"vncdisplay\": 1, \"vif\": [\n"
	"      { \"mac\": \"00:16:3E:XX:XX:XX\", \"bridge\": \"lna\", \"ip\": \"dhcp\", \"type\": \"ioemu\", \"model\": \"x\",\n"
	"        \"rate\": \"fast\", \"vlan\": \"1\" },\n"
	"      { \"mac\": \"01:00:00:00:00:00\", \"ip\": [\"10.0.0.1\", \"127.0.0.1\"], \"script\": \"a;b\",\n"
	"        \"vifname\": \"abcdefghijklmnop\" },\n"
	"      { \"mac\": \"52:54:00:12:34:56\", \"vifname\": \"x\", \"dhcp\": true, \"ip\": \"10.0.0.1\" },\n"
	"      { \"mac\": \"52:54:00:12:34:56\", \"vifname\": \"x\", \"m\\u0061c2\": 1, \"mtu\": 1 } ] } ] }\n";

#endif
