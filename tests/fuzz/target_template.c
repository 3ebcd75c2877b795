/*
 * target_template.c - a template, read against each kind of view that there is, and rendered in every syntax.
 *
 * What is read can be rendered: the names in it are bound. What is wrong is a finding.
 */
#include <errno.h>
#include <xencfg/description.h>
#include <xencfg/template.h>
#include "emit/views.h"
#include "fuzz.h"

/* With lists that are full, empty and missing, and values that need their quotes. */
static const char description[] =
	"{ \"xen\": \"4.1\", \"host\": { \"name\": \"g\", \"options\": { \"dom0-min-mem\": 196, \"keymap\": \"d'e\" } "
	"},\n"
	"  \"bridges\": [ { \"name\": \"lan\", \"netdev\": \"eth0\" }, { \"name\": \"dmz\", \"netdev\": \"dummy0\" },\n"
	"    { \"name\": \"v100\", \"netdev\": \"eth1\", \"vlan\": 100, \"antispoof\": true } ],\n"
	"  \"guests\": [ { \"name\": \"web\", \"kernel\": \"/k\", \"extra\": \"it's \\\"\\u00e4\\\"\", \"memory\": "
	"64,\n"
	"      \"extra_cfg\": [\"# a line\"], \"disk\": [\"phy:/a,xvda,w\"],\n"
	"      \"vif\": [{ \"bridge\": \"lan\", \"ip\": [\"10.0.0.1\"] }, { \"bridge\": \"dmz\", \"dhcp\": true }] } ] "
	"}\n";

static struct fuzz model;
static struct view views[3];
static const struct view_type *const types[] = { &view_host_type, &view_wrapper_type, &view_domu_type };

/* Once: nothing of it changes. */
static void make_model(void)
{
	static const struct description_options options = { NULL, NULL };
	struct host *host;

	fuzz_open(&model, "host.json", TEXT(description));
	FUZZ_REQUIRE(description_read(&model.arena, &model.sources, model.file, &options, &model.findings, &host) == 0);
	FUZZ_REQUIRE(host_index_bridges(host, &model.arena) == 0 && host_compute_macs(host) == 0);
	host_connect_vifs(host);
	FUZZ_REQUIRE(view_host(host, &model.arena, &views[0]) == 0 && view_wrapper(host, &model.arena, &views[1]) == 0);
	FUZZ_REQUIRE(view_domu(host, &host->guests[0], &model.arena, &views[2]) == 0);
}

static void render(const struct template *template, enum syntax syntax, const struct view *view)
{
	struct sb first = { 0 }, second = { 0 };
	const struct value *bad = NULL, *again = NULL;
	int r = template_render(&first, template, syntax, view, &bad);

	FUZZ_REQUIRE(r == 0 || (r == -EILSEQ && bad));
	FUZZ_REQUIRE(template_render(&second, template, syntax, view, &again) == r && again == bad);
	fuzz_require_same(&first, &second);
}

static void read_as(struct text text, size_t which)
{
	struct template template;
	struct fuzz f;
	int r;

	fuzz_open(&f, "domu.cfg", text);
	r = template_read(&f.arena, &f.sources, f.file, types[which], &f.findings, &template);
	FUZZ_REQUIRE(r == 0 ? f.findings.n == 0 : r == -EINVAL && f.findings.n > 0);
	fuzz_check_findings(&f, NULL);
	for (unsigned syntax = 0; r == 0 && syntax < SYNTAXES; syntax++)
		render(&template, (enum syntax)syntax, &views[which]);
	fuzz_close(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!model.file)
		make_model();
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		read_as(fuzz_text(data, size), i);
	return 0;
}
