/*
 * test_description.c - from HOST.json to the model: every member and its place; what the command line says.
 */
#include "harness.h"
#include <errno.h>
#include <xencfg/description.h>

struct reading {
	struct run run;
	struct host *host;
	int result;
};

static void read_with(struct reading *r, const char *text, const char *xen, const char *toolstack)
{
	struct description_options options = { xen, toolstack };
	uint32_t file;

	run_open(&r->run);
	file = run_source(&r->run, "host.json", text_of(text));
	r->result = description_read(&r->run.arena, &r->run.sources, file, &options, &r->run.findings, &r->host);
}

/* A description without anything wrong. */
static const struct host *read_good(struct reading *r, const char *text)
{
	read_with(r, text, NULL, NULL);
	if (r->result || r->run.findings.n)
		fail_msg("%d, %s", r->result, r->run.findings.n ? r->run.findings.first->message : "no finding");
	return r->host;
}

static void expect_cell(struct reading *r, const struct cell *cell, const char *text, const char *bytes)
{
	expect_text("value", cell->text, text);
	expect_span("place", &r->run, cell->at, bytes);
}

static void reads_the_host(void **state)
{
	struct reading r;
	const struct host *host = read_good(&r,
		"{ \"$schema\": \"s\", \"xen\": \"3.2\", \"toolstack\": \"xend\",\n"
		"  \"host\": { \"name\": \"g\\u0065rf\", \"network_script\": \"my-script\", \"vif_script\": \"vif-nat\",\n"
		"    \"oui\": [\"02:AB:cd\", \"local\", \"00:50:56\"],\n"
		"    \"options\": { \"dom0-min-mem\": 196, \"vnc-listen\": \"127.0.0.1\", \"xend-http-server\": true } } }");

	(void)state;
	expect_span("host", &r.run, host->at, "{");
	assert_int_equal(host->release, release_find(TEXT("3.2")));
	assert_int_equal(host->toolstack, TOOLSTACK_XEND);
	expect_cell(&r, &host->name, "gerf", "\"g\\u0065rf\"");
	expect_cell(&r, &host->network_script, "my-script", "\"my-script\"");
	expect_cell(&r, &host->vif_script, "vif-nat", "\"vif-nat\"");
	assert_int_equal(host->n_ouis, 2);
	assert_memory_equal(host->ouis[0].oui, "\x02\xab\xcd", 3);
	assert_memory_equal(host->ouis[1].oui, "\x00\x50\x56", 3);
	assert_true(host->oui_local);
	assert_int_equal(host->n_options, 3);
	assert_string_equal(key_lists[KEYS_HOST_OPTION].keys[host->options[0].key].name, "dom0-min-mem");
	expect_span("key", &r.run, host->options[0].key_at, "\"dom0-min-mem\"");
	assert_int_equal(host->options[0].value.kind, VALUE_INTEGER);
	assert_int_equal(host->options[0].value.number, 196);
	expect_span("value", &r.run, host->options[1].value.at, "\"127.0.0.1\"");
	expect_text("value", host->options[1].value.text, "127.0.0.1");
	assert_int_equal(host->options[2].value.kind, VALUE_BOOLEAN);
	assert_int_equal(host->options[2].value.number, 1);
	assert_int_equal(host->n_bridges + host->n_guests + host->n_vifs + host->n_defaults + host->ignores.n, 0);
	run_close(&r.run);
}

static void reads_bridges(void **state)
{
	struct reading r;
	const struct host *host = read_good(&r,
		"{ \"xen\": \"4.17\", \"bridges\": [ { \"name\": \"lan\", \"netdev\": \"eth0\", \"netdev_mac\": \"52:54:00:00:00:01\","
		" \"vifnum\": 3, \"vlan\": 100, \"mtu\": 9000, \"forward_delay\": 15, \"stp\": true, \"antispoof\": false,"
		" \"nf_call\": true, \"rename_netdev\": false, \"dhcp\": true, \"subnets\": [\"10.0.0.0/8\", \"oops\"],"
		" \"gateway\": \"10.0.0.1\", \"addresses\": [], \"default_route\": \"10.0.0.2\" }, { \"name\": \"dmz\" } ] }");
	const struct bridge *lan = host->bridges, *dmz = host->bridges + 1;

	(void)state;
	assert_int_equal(host->n_bridges, 2);
	expect_span("bridge", &r.run, lan->at, "{");
	expect_cell(&r, &lan->name, "lan", "\"lan\"");
	expect_cell(&r, &lan->netdev, "eth0", "\"eth0\"");
	expect_cell(&r, &lan->netdev_mac, "52:54:00:00:00:01", "\"52:54:00:00:00:01\"");
	assert_int_equal(lan->vifnum.value, 3);
	expect_span("vifnum", &r.run, lan->vifnum.at, "3");
	assert_int_equal(lan->vlan.value, 100);
	assert_int_equal(lan->mtu.value, 9000);
	assert_int_equal(lan->forward_delay.value, 15);
	assert_true(lan->stp.on && !lan->antispoof.on && lan->nf_call.on && !lan->rename_netdev.on && lan->dhcp.on);
	expect_span("antispoof", &r.run, lan->antispoof.at, "false");
	assert_int_equal(lan->subnets.n, 2);
	expect_span("subnets", &r.run, lan->subnets.at, "[\"10.0.0.0/8\", \"oops\"]");
	assert_true(lan->subnets.items[0].valid && lan->subnets.items[0].ip.prefix == 8);
	expect_cell(&r, &lan->subnets.items[1].cell, "oops", "\"oops\"");
	assert_true(!lan->subnets.items[1].valid && lan->subnets.items[1].why);
	assert_int_equal(lan->gateways.n, 1);
	expect_cell(&r, &lan->gateways.items[0].cell, "10.0.0.1", "\"10.0.0.1\"");
	assert_true(lan->addresses.n == 0 && lan->addresses.at.file);
	assert_int_equal(lan->default_routes.n, 1);
	expect_cell(&r, &dmz->name, "dmz", "\"dmz\"");
	assert_int_equal(dmz->netdev.at.file + dmz->netdev_mac.at.file + dmz->vifnum.at.file + dmz->vlan.at.file +
			 dmz->mtu.at.file + dmz->stp.at.file + dmz->antispoof.at.file + dmz->rename_netdev.at.file +
			 dmz->dhcp.at.file + dmz->subnets.at.file + dmz->gateways.at.file + dmz->addresses.at.file, 0);
	run_close(&r.run);
}

static void reads_guests_and_vifs(void **state)
{
	struct reading r;
	const struct host *host = read_good(&r,
		"{ \"xen\": \"4.17\", \"bridges\": [{ \"name\": \"wan\" }, { \"name\": \"lan\" }],\n"
		"  \"defaults\": { \"memory\": 256, \"kernel\": \"/k\" },\n"
		"  \"guests\": [\n"
		"    { \"name\": \"a\", \"memory\": 128, \"vif\": [] },\n"
		"    { \"name\": \"b\", \"autostart\": true, \"disk\": [\"phy:/dev/a,xvda,w\", \"phy:/dev/b,xvdb,w\"],\n"
		"      \"vnuma\": [[\"pnode=0\", \"size=512\"], [\"pnode=1\"]], \"extra_cfg\": [\"# x\", \"pci = []\"],\n"
		"      \"vif\": [ { \"bridge\": \"lan\", \"mac\": \"00:16:3E:00:00:01\", \"ip\": [\"10.0.0.1\", \"10.0.0.2\"] },\n"
		"               { \"bridge\": \"none\", \"dhcp\": true, \"mtu\": 1400, \"trusted\": false } ] } ] }");
	const struct guest *b = host->guests + 1;
	const struct vif *vif = b->vifs;

	(void)state;
	assert_int_equal(host->n_guests, 2);
	assert_int_equal(host->n_vifs, 2);
	assert_ptr_equal(b->vifs, host->vifs);
	assert_int_equal(guest_get(host, host->guests, DOMU_MEMORY)->number, 128);
	assert_int_equal(guest_get(host, b, DOMU_MEMORY)->number, 256);
	assert_null(guest_own(b, DOMU_MEMORY));
	expect_text("default", guest_text(host, b, DOMU_KERNEL), "/k");
	assert_null(guest_get(host, b, DOMU_RAMDISK));
	expect_cell(&r, &b->name, "b", "\"b\"");
	assert_true(b->autostart.on && !host->guests[0].autostart.at.file);
	assert_int_equal(guest_own(b, DOMU_DISK)->n, 2);
	expect_span("item", &r.run, guest_own(b, DOMU_DISK)->items[1].at, "\"phy:/dev/b,xvdb,w\"");
	expect_text("nested", guest_own(b, DOMU_VNUMA)->items[0].items[1].text, "size=512");
	assert_int_equal(b->extra_cfg.n, 2);
	expect_cell(&r, &b->extra_cfg.items[1], "pci = []", "\"pci = []\"");
	assert_int_equal(b->n_vifs, 2);
	assert_true(vif[0].guest == b && vif[0].index == 0 && vif[1].index == 1);
	assert_ptr_equal(vif[0].bridge, host->bridges + 1);
	assert_null(vif[1].bridge);
	assert_int_equal(vif[0].mac_form, MAC_GOOD);
	assert_int_equal(vif[0].mac.byte[5], 1);
	assert_int_equal(vif_get(vif, VIF_IP)->n, 2);
	expect_text("bridge", vif_text(vif, VIF_BRIDGE), "lan");
	assert_true(vif[1].dhcp.on && !vif[0].dhcp.at.file);
	assert_int_equal(vif_get(vif + 1, VIF_MTU)->number, 1400);
	assert_int_equal(vif_get(vif + 1, VIF_TRUSTED)->kind, VALUE_BOOLEAN);
	assert_null(vif_get(vif + 1, VIF_MAC));
	assert_int_equal(vif_text(vif + 1, VIF_MAC).n, 0);
	run_close(&r.run);
}

static void reads_ignores_with_their_scope(void **state)
{
	struct reading r;
	const struct host *host = read_good(&r,
		"{ \"xen\": \"4.17\", \"ignore\": [{ \"rule\": \"XC206\", \"reason\": \"r\" }],\n"
		"  \"bridges\": [{ \"name\": \"lan\", \"ignore\": [{ \"rule\": \"bridge-unused\" }] }],\n"
		"  \"guests\": [{ \"name\": \"a\", \"vif\": [{ \"ignore\": [{ \"reason\": \"s\", \"rule\": \"xc104\" }] }] }] }");
	const struct ignore *items = host->ignores.items;

	(void)state;
	assert_int_equal(host->ignores.n, 3);
	assert_int_equal(items[0].rule, RULE_BRIDGE_UNUSED);
	assert_int_equal(items[0].scope.begin, 0);
	expect_text("reason", items[0].reason.text, "r");
	expect_span("rule", &r.run, items[0].at, "\"XC206\"");
	expect_span("scope", &r.run, items[1].scope, "{ \"name\": \"lan\", \"ignore\": [{ \"rule\": \"bridge-unused\" }] }");
	assert_int_equal(items[1].reason.text.n, 0);
	assert_int_equal(items[2].rule, RULE_MAC_FOREIGN_OUI);
	expect_span("scope", &r.run, items[2].scope, "{ \"ignore\": [{ \"reason\": \"s\", \"rule\": \"xc104\" }] }");
	run_close(&r.run);
}

static void no_model_without_an_object(void **state)
{
	static const char *const texts[] = { "", "[]", "\"xen\"", "{ \"xen\": \"4.17\", }", "{ \"xen\": \"\xff\" }" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct reading r;

		read_with(&r, texts[i], NULL, NULL);
		assert_int_equal(r.result, -EINVAL);
		assert_null(r.host);
		assert_int_equal(r.run.findings.n, 1);
		assert_int_equal(findings_errors(&r.run.findings), 1);
		run_close(&r.run);
	}
}

static void the_command_line_has_the_last_word(void **state)
{
	static const struct {
		const char *text, *xen, *toolstack, *release;
		enum toolstack used;
	} cases[] = {
		{ "{ \"xen\": \"3.2\" }", NULL, NULL, "3.2", TOOLSTACK_XEND },
		{ "{ \"xen\": \"4.1\" }", NULL, NULL, "4.1", TOOLSTACK_XEND },
		{ "{ \"xen\": \"4.2\" }", NULL, NULL, "4.2", TOOLSTACK_XL },
		{ "{ \"xen\": \"4.4\", \"toolstack\": \"xend\" }", NULL, NULL, "4.4", TOOLSTACK_XEND },
		{ "{ \"xen\": \"4.1\", \"toolstack\": \"xl\" }", NULL, NULL, "4.1", TOOLSTACK_XL },
		{ "{ \"xen\": \"3.2\" }", "4.17", NULL, "4.17", TOOLSTACK_XL },
		{ "{ \"xen\": \"4.17\" }", "3.0", NULL, "3.0", TOOLSTACK_XEND },
		{ "{ \"xen\": \"4.2\" }", NULL, "xend", "4.2", TOOLSTACK_XEND },
		{ "{ \"xen\": \"3.2\" }", "4.1", "xl", "4.1", TOOLSTACK_XL },
		{ "{ \"xen\": \"3.2\", \"toolstack\": \"xend\" }", "4.17", NULL, "4.17", TOOLSTACK_XL },
	};
	struct reading r;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		read_with(&r, cases[i].text, cases[i].xen, cases[i].toolstack);
		if (r.result || r.run.findings.n || r.host->release != release_find(text_of(cases[i].release)) ||
		    r.host->toolstack != cases[i].used)
			fail_msg("%s with %s, %s", cases[i].text, cases[i].xen, cases[i].toolstack);
		run_close(&r.run);
	}
	/* What only the described toolstack has is then no mistake. */
	read_with(&r, "{ \"xen\": \"4.4\", \"toolstack\": \"xend\", \"host\": { \"options\": { \"dom0-min-mem\": 196 } } }", NULL, "xl");
	assert_int_equal(r.result, 0);
	assert_int_equal(r.run.findings.n, 1);
	assert_int_equal(r.run.findings.first->severity, SEVERITY_NOTE);
	assert_int_equal(r.host->n_options, 0);
	run_close(&r.run);
}

static void a_wrong_word_of_the_command_line_is_refused(void **state)
{
	static const char *const words[][2] = { { "4.99", NULL }, { "4", NULL }, { NULL, "xm" }, { "4.17", "xend" }, { "3.2", "xl" } };

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct reading r;

		read_with(&r, "{ \"xen\": \"4.4\" }", words[i][0], words[i][1]);
		if (r.result != 0 || r.run.findings.n != 1 || findings_errors(&r.run.findings) != 1)
			fail_msg("--xen %s --toolstack %s: %d, %zu errors", words[i][0], words[i][1], r.result,
				 findings_errors(&r.run.findings));
		run_close(&r.run);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_host),
		cmocka_unit_test(reads_bridges),
		cmocka_unit_test(reads_guests_and_vifs),
		cmocka_unit_test(reads_ignores_with_their_scope),
		cmocka_unit_test(no_model_without_an_object),
		cmocka_unit_test(the_command_line_has_the_last_word),
		cmocka_unit_test(a_wrong_word_of_the_command_line_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
