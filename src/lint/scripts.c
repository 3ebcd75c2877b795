/*
 * scripts.c - the rules about the scripts that options and vifs name: XC406, XC602.
 *
 * What stands in a scripts folder was looked up before; nothing is opened here.
 */
#include <xencfg/name.h>
#include "checks.h"

/*
 * What Xen itself installs in its scripts folder (tools/examples of 3.0 to 4.0, tools/hotplug/Linux of 4.1 to 4.4);
 * one of our own by such a name would replace it, and call itself.
 */
static bool is_shipped(struct text name)
{
	static const char *const names[] = {
		"blktap",
		"block",
		"block-common.sh",
		"block-enbd",
		"block-iscsi",
		"block-nbd",
		"external-device-migrate",
		"locking.sh",
		"logging.sh",
		"network-bridge",
		"network-nat",
		"network-route",
		"qemu-ifup",
		"vif-bridge",
		"vif-common.sh",
		"vif-nat",
		"vif-openvswitch",
		"vif-post.d",
		"vif-route",
		"vif-setup",
		"vif2",
		"vscsi",
		"vtpm",
		"vtpm-common.sh",
		"vtpm-delete",
		"vtpm-hotplug-common.sh",
		"vtpm-impl",
		"vtpm-migration.sh",
		"xen-backend.agent",
		"xen-hotplug-cleanup",
		"xen-hotplug-common.sh",
		"xen-network-common.sh",
		"xen-script-common.sh",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_is(name, names[i]))
			return true;
	return false;
}

/* The names that a description gives: compile writes them, so they must be safe and its own. */
static void check_described(struct check *cx)
{
	const struct cell *network = &cx->host->network_script, *vif = &cx->host->vif_script;
	const char *why;

	if (cell_given(network)) {
		why = script_name_wrong(network->text);
		if (!why && (text_has(network->text, '/') || text_has(network->text, ' ')))
			why = "is no plain file name: the wrapper stands in scripts/";
		if (!why && text_starts(network->text, "."))
			why = "begins with a dot";
		if (!why && is_shipped(network->text))
			why = "is one that Xen ships: the wrapper would replace it, and call itself";
		if (why)
			finding_add(cx->out, RULE_NETWORK_SCRIPT_MISSING, network->at,
			            "the network script's name \"%.*s\" %s", TEXT_ARG(network->text), why);
	}
	why = cell_given(vif) ? script_name_wrong(vif->text) : NULL;
	if (why)
		finding_add(cx->out, RULE_NETWORK_SCRIPT_MISSING, vif->at, "the vif script's name \"%.*s\" %s",
		            TEXT_ARG(vif->text), why);
}

/*
 * The script of a "NAME arguments" that stands in the host's scripts folder; empty for another folder's. *ret_at: of
 * the name, where the cell's place is that of its text.
 */
static struct text script_in_folder(const struct cell *cell, struct span *ret_at)
{
	static const char *const folders[] = { "/etc/xen/scripts/", "scripts/" };
	struct text rest = cell->text, name;

	*ret_at = cell->at;
	if (!text_split(&rest, ' ', &name))
		return (struct text){ "", 0 };
	if (cell->at.end - cell->at.begin == cell->text.n)
		*ret_at = span_make(cell->at.file, cell->at.begin, cell->at.begin + name.n);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (text_starts(name, folders[i]))
			name = (struct text){ name.s + strlen(folders[i]), name.n - strlen(folders[i]) };
	return text_has(name, '/') ? (struct text){ "", 0 } : name;
}

/* NULL, or what is the matter with the script. */
static const char *script_trouble(const struct host *host, struct text name)
{
	for (size_t i = 0; i < host->n_scripts; i++)
		if (text_same(host->scripts[i].name, name))
			return host->scripts[i].runs ? NULL : "is not executable";
	/* What Xen ships is there, whether or not this folder holds it. */
	return is_shipped(name) ? NULL : "is not there";
}

static struct finding *report_script(struct check *cx, enum rule rule, const struct cell *cell)
{
	struct span at;
	struct text name = script_in_folder(cell, &at);
	const char *trouble = name.n ? script_trouble(cx->host, name) : NULL;

	if (!cx->host->scripts || !trouble)
		return NULL;
	return finding_add(cx->out, rule, at, "%.*s %s in the scripts folder of this host", TEXT_ARG(name), trouble);
}

void check_network_script_missing(struct check *cx)
{
	const struct host *host = cx->host;

	if (cx->guests_only)
		return;
	if (host->described) {
		check_described(cx);
		return;
	}
	if (cell_given(&host->network_script))
		finding_help(cx->out, report_script(cx, RULE_NETWORK_SCRIPT_MISSING, &host->network_script),
		             "xend then starts without the host's bridges");
	if (cell_given(&host->vif_script))
		finding_help(cx->out, report_script(cx, RULE_NETWORK_SCRIPT_MISSING, &host->vif_script),
		             "no guest with a vif starts without it");
}

void check_vif_script_missing(struct check *cx)
{
	for (size_t i = 0; !cx->host->described && i < cx->host->n_vifs; i++) {
		const struct value *script = vif_get(&cx->host->vifs[i], VIF_SCRIPT);

		if (script)
			finding_help(
				cx->out,
				report_script(cx, RULE_VIF_SCRIPT_MISSING, &(struct cell){ script->text, script->at }),
				"the guest does not start without it");
	}
}
