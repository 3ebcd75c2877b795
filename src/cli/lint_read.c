/*
 * lint_read.c - each file through its reader, into the host that it belongs to.
 *
 * Chooses the dialect of a domU; what is wrong in a file is said by its
 * reader or its rules.
 */
#include <errno.h>
#include <xencfg/cfg.h>
#include <xencfg/description.h>
#include <xencfg/lint.h>
#include <xencfg/netscript.h>
#include "lint.h"

/* A description is a host of its own. */
static int read_description(struct lint *l, struct lint_file *file)
{
	struct description_options options = { l->call->value[OPTION_XEN], l->call->value[OPTION_TOOLSTACK] };
	struct host *host;
	int error = description_read(&l->arena, &l->sources, file->source, &options, &l->findings, &host);

	if (error == -EINVAL)
		return 0;
	return error ? error : lint_run(host, &l->sources, &l->arena, &l->findings);
}

static struct lint_bridge *add_bridge(struct lint *l, struct lint_host *host)
{
	struct lint_bridge *bridge = arena_alloc(&l->arena, sizeof(*bridge));

	if (!bridge)
		return NULL;
	*host->last_bridge = bridge;
	host->last_bridge = &bridge->next;
	return bridge;
}

/* The bridges that the calls of a script, or of an option, make. */
static int add_calls(struct lint *l, struct lint_host *host, const struct netscript *script)
{
	for (size_t i = 0; i < script->n_calls; i++) {
		struct netscript_name bridge, netdev;
		struct lint_bridge *added;

		if (script->calls[i].callee == NETSCRIPT_OTHER)
			continue;
		if (netscript_call_bridge(&script->calls[i], l->release, &l->arena, &bridge) < 0 ||
		    netscript_call_netdev(&script->calls[i], l->release, &l->arena, &netdev) < 0)
			return -ENOMEM;
		if (bridge.certainty == NETSCRIPT_NO_NAME || bridge.text.n == 0)
			continue;
		added = add_bridge(l, host);
		if (!added)
			return -ENOMEM;
		added->bridge.at = script->calls[i].at;
		added->bridge.name = (struct cell){ bridge.text, bridge.at };
		if (netdev.certainty == NETSCRIPT_SURE)
			added->bridge.netdev = (struct cell){ netdev.text, netdev.at };
	}
	return 0;
}

static int read_script(struct lint *l, struct lint_file *file)
{
	struct lint_host *host = lint_host_of(l, file, TOOLSTACK_XEND);
	struct netscript *script;

	if (!host || netscript_read(&l->arena, &l->sources, file->source, &l->findings, &script) < 0)
		return -ENOMEM;
	return add_calls(l, host, script);
}

static int read_sxp(struct lint *l, struct lint_file *file)
{
	static const char *const options[] = { "network-script", "vif-script" };
	struct lint_host *host = lint_host_of(l, file, TOOLSTACK_XEND);
	struct sxp *sxp;

	if (!host || sxp_read(&l->arena, &l->sources, file->source, l->release, &l->findings, &sxp) < 0 ||
	    sxp_settings(&l->arena, sxp, l->release, &l->findings, &host->host.options, &host->host.n_options) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < 2; i++) {
		const struct sxp_option *option = sxp_find(sxp, text_of(options[i]));
		struct netscript *script;

		if (!option || !option->value || option->value->kind == SXP_LIST)
			continue;
		if (i == 1)
			host->host.vif_script = (struct cell){ option->value->text, option->value->at };
		else if (netscript_read_option(&l->arena, option->value, &l->findings, &script) < 0 ||
		         add_calls(l, host, script) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* xl.conf is read by libxlutil, as xl's domUs are. */
static int read_xl_conf(struct lint *l, struct lint_file *file)
{
	struct lint_host *host = lint_host_of(l, file, TOOLSTACK_XL);
	struct domu *conf;

	if (!host || domu_read(&l->arena, &l->sources, file->source, DOMU_XL, &l->findings, &conf) < 0)
		return -ENOMEM;
	host->told = true;
	return cfg_options(&l->arena, conf, l->release, &l->findings, &host->host.options, &host->host.n_options);
}

/* Reads the file in a dialect, its findings into a list of their own. */
static int try(struct lint *l, const struct lint_file *file, enum domu_dialect dialect, struct findings *out,
               struct domu **ret)
{
	findings_init(out, &l->arena);
	return domu_read(&l->arena, &l->sources, file->source, dialect, out, ret);
}

static void take_over(struct findings *out, struct findings *from)
{
	if (!from->first)
		return;
	*out->last = from->first;
	out->last = from->last;
	out->n += from->n;
	for (int i = 0; i <= SEVERITY_ERROR; i++)
		out->counts[i] += from->counts[i];
}

/*
 * The dialect that was said, else xm beside an xend-config.sxp or network
 * script, else xl if that takes the file, else xm if that does, else the one
 * with which fewer things are wrong.
 */
static int read_dialect(struct lint *l, struct lint_file *file, enum toolstack *ret_toolstack, struct domu **ret)
{
	struct findings xl, xm;
	struct domu *as_xl = NULL, *as_xm = NULL;

	*ret_toolstack = l->toolstack;
	if (l->toolstack != TOOLSTACKS)
		return domu_read(&l->arena, &l->sources, file->source, l->toolstack == TOOLSTACK_XL ? DOMU_XL : DOMU_XM,
		                 &l->findings, ret);
	if (try(l, file, DOMU_XL, &xl, &as_xl) < 0)
		return -ENOMEM;
	if ((!as_xl->accepted || lint_toolstack_of(l, file) == TOOLSTACK_XEND) &&
	    try(l, file, DOMU_XM, &xm, &as_xm) < 0)
		return -ENOMEM;
	*ret_toolstack = as_xm && (as_xm->accepted || findings_errors(&xm) < findings_errors(&xl)) ? TOOLSTACK_XEND :
	                                                                                             TOOLSTACK_XL;
	*ret = *ret_toolstack == TOOLSTACK_XEND ? as_xm : as_xl;
	take_over(&l->findings, *ret_toolstack == TOOLSTACK_XEND ? &xm : &xl);
	return 0;
}

static int read_domu(struct lint *l, struct lint_file *file)
{
	enum toolstack toolstack;
	struct lint_guest *added;
	struct lint_host *host;
	struct domu *domu;
	int error = read_dialect(l, file, &toolstack, &domu);

	/* Of what the tool refuses nobody knows what it means. */
	if (error || !domu->accepted)
		return error;
	host = lint_host_of(l, file, toolstack);
	added = arena_alloc(&l->arena, sizeof(*added));
	if (!host || !added)
		return -ENOMEM;
	error = cfg_guest(&l->arena, &l->sources, file->source, domu, toolstack, l->toolstack != TOOLSTACKS, l->release,
	                  &l->findings, &added->guest);
	if (error)
		return error;
	*host->last_guest = added;
	host->last_guest = &added->next;
	return 0;
}

int lint_read(struct lint *l, struct lint_file *file)
{
	static int (*const readers[CONFIG_KINDS])(struct lint *, struct lint_file *) = {
		[CONFIG_DESCRIPTION] = read_description, [CONFIG_SXP] = read_sxp,   [CONFIG_NETSCRIPT] = read_script,
		[CONFIG_XL_CONF] = read_xl_conf,         [CONFIG_DOMU] = read_domu,
	};
	int error = readers[file->kind](l, file);

	if (!error && file->kind != CONFIG_DESCRIPTION)
		error = suppress_read(&l->arena, &l->sources, file->source, &l->findings, &l->suppressions);
	return error ? error : l->findings.error;
}
