/*
 * import_read.c - each file through its reader, into one host.
 *
 * What a reader reports goes into the list of what is told; what matters
 * to the file alone, and not to what becomes of it, is no error here.
 */
#include <errno.h>
#include <xencfg/file.h>
#include <xencfg/name.h>
#include "import.h"
#include "progress.h"

static const struct import_file *find_script(const struct import *im, struct text name)
{
	for (const struct import_file *file = im->files; file; file = file->next)
		if (file->kind == CONFIG_NETSCRIPT && text_is(name, file_base_name(file->path)))
			return file;
	return NULL;
}

/* What our own wrapper does besides comes back with the next compile. */
static bool is_generated(struct text text)
{
	struct text line;

	return text_split(&text, '\n', &line) && text_starts(text, generated_mark);
}

/* `runs`: xend is known to run it, or nothing tells which script xend runs. */
static int read_script(struct import *im, const struct import_file *file, bool runs)
{
	struct netscript *script;
	struct findings unused;
	size_t calls = 0;

	findings_init(&unused, &im->arena);
	if (netscript_read(&im->arena, &im->sources, file->source, runs ? &im->findings : &unused, &script) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < script->n_calls; i++)
		calls += script->calls[i].callee != NETSCRIPT_OTHER;
	/* Xen's own scripts stand in the same folder. */
	if (calls == 0)
		return 0;
	if (!runs) {
		import_left_out(im, file->path, "xend-config.sxp names another script");
		return 0;
	}
	if (im->toolstack == TOOLSTACK_XEND && !cell_given(&im->host.network_script))
		im->host.network_script =
			(struct cell){ text_of(file_base_name(file->path)), span_make(file->source, 0, 0) };
	if (!is_generated(sources_get(&im->sources, file->source)->text))
		finding_severity(&im->findings,
		                 import_warn(im, RULE_NETSCRIPT_SHELL, span_make(file->source, 0, 0),
		                             "of a script only its calls of network-bridge are carried over"),
		                 SEVERITY_NOTE);
	return import_calls(im, script);
}

/* (network-script …): Xen's own with its arguments, or a wrapper. */
static int read_network_script(struct import *im, const struct sxp_node *value)
{
	static const char folder[] = "/etc/xen/scripts/";
	struct netscript *script;
	struct text name;

	if (netscript_read_option(&im->arena, value, &im->findings, &script) < 0)
		return -ENOMEM;
	if (script->n_calls == 0)
		return 0;
	if (script->calls[0].callee != NETSCRIPT_OTHER)
		return import_calls(im, script);
	name = script->script.text;
	if (text_starts(name, folder))
		name = (struct text){ name.s + strlen(folder), name.n - strlen(folder) };
	if (text_is(name, "network-dummy")) /* Debian's, which does nothing: so does a description without bridges */
		return 0;
	if (text_has(name, '/') || text_is(name, "network-route") || text_is(name, "network-nat")) {
		import_warn(im, RULE_NETWORK_SCRIPT_MISSING, value->at,
		            "not carried over: a description has no other network script than its own wrapper");
		return 0;
	}
	im->host.network_script = (struct cell){ name, value->at };
	if (script->calls[0].n_arguments)
		import_warn(im, RULE_NETSCRIPT_ARGUMENT, value->at,
		            "not carried over: the arguments of %.*s, which needs none when compile writes it",
		            TEXT_ARG(name));
	im->script = find_script(im, name);
	if (im->script)
		return read_script(im, im->script, true);
	import_warn(im, RULE_NETWORK_SCRIPT_MISSING, value->at,
	            "not carried over: the bridges that %.*s makes; name that file, too", TEXT_ARG(name));
	return 0;
}

static int read_sxp(struct import *im, const struct import_file *file)
{
	const struct sxp_option *network, *vif;
	struct sxp *sxp;

	if (sxp_read(&im->arena, &im->sources, file->source, im->release, &im->findings, &sxp) < 0 ||
	    sxp_settings(&im->arena, sxp, im->release, &im->findings, &im->host.options, &im->host.n_options) < 0)
		return -ENOMEM;
	network = sxp_find(sxp, TEXT("network-script"));
	vif = sxp_find(sxp, TEXT("vif-script"));
	if (vif && vif->value && vif->value->kind != SXP_LIST)
		im->host.vif_script = (struct cell){ vif->value->text, vif->value->at };
	return network && network->value ? read_network_script(im, network->value) : 0;
}

/* xl.conf is read by libxlutil, as xl's domUs are. */
static int read_xl_conf(struct import *im, const struct import_file *file)
{
	struct domu *conf;

	if (domu_read(&im->arena, &im->sources, file->source, DOMU_XL, &im->findings, &conf) < 0)
		return -ENOMEM;
	return cfg_options(&im->arena, conf, im->release, &im->findings, &im->host.options, &im->host.n_options);
}

static int read_domu(struct import *im, const struct import_file *file)
{
	bool xl = im->toolstack == TOOLSTACK_XL;
	struct import_guest *added;
	struct domu *domu;

	if (domu_read(&im->arena, &im->sources, file->source, xl ? DOMU_XL : DOMU_XM, &im->findings, &domu) < 0)
		return -ENOMEM;
	/* Of what the tool refuses nobody knows what it means. */
	if (!domu->accepted)
		return 0;
	added = arena_alloc(&im->arena, sizeof(*added));
	if (!added || cfg_guest_whole(&im->arena, &im->sources, file->source, domu, im->toolstack, im->release,
	                              &im->findings, &added->guest, &added->others) < 0)
		return -ENOMEM;
	added->file = file;
	*im->last_guest = added;
	im->last_guest = &added->next;
	import_lost(im, file, domu);
	return 0;
}

/* In this order: a network script is read where xend-config.sxp does not name another. */
static int read_host_files(struct import *im)
{
	static const char *const others[] = { [TOOLSTACK_XEND] = "xend does not read it; --toolstack xl is for that",
		                              [TOOLSTACK_XL] = "xl does not read it; --toolstack xend is for that" };
	enum config_kind own = im->toolstack == TOOLSTACK_XL ? CONFIG_XL_CONF : CONFIG_SXP;
	bool found = false;
	int error = 0;

	for (const struct import_file *file = im->files; file && !error; file = file->next) {
		if (file->kind != CONFIG_SXP && file->kind != CONFIG_XL_CONF)
			continue;
		if (file->kind != own)
			import_left_out(im, file->path, others[im->toolstack]);
		else
			error = own == CONFIG_SXP ? read_sxp(im, file) : read_xl_conf(im, file);
		found |= file->kind == own && own == CONFIG_SXP;
	}
	for (const struct import_file *file = im->files; file && !error; file = file->next)
		if (file->kind == CONFIG_NETSCRIPT && file != im->script)
			error = read_script(im, file, !found);
	return error;
}

/*
 * What keeps a file from working, and not from being carried over: a vif with a key that xm refuses, a script that
 * compile writes anew. What only Python knows is said for the keys that count, by import_lost.
 */
static void soften(struct import *im)
{
	for (struct finding *f = im->findings.first; f; f = f->next) {
		bool carried = f->rule == RULE_UNKNOWN_KEY || f->rule == RULE_WRONG_RELEASE ||
		               f->rule >= RULE_NETSCRIPT_ARGUMENT;

		if (carried && f->severity == SEVERITY_ERROR)
			finding_severity(&im->findings, f, SEVERITY_WARNING);
		if (f->rule == RULE_PYTHON_NEEDED && f->severity == SEVERITY_NOTE)
			finding_severity(&im->findings, f, SEVERITY_OFF);
	}
	findings_remove_off(&im->findings);
}

int import_read(struct import *im)
{
	struct progress progress;
	int error = read_host_files(im);

	progress_begin(&progress, im->call->given[OPTION_QUIET], "files", im->n_files);
	for (const struct import_file *file = im->files; file && !error; file = file->next) {
		if (file->kind == CONFIG_DOMU)
			error = read_domu(im, file);
		progress_step(&progress, true);
	}
	progress_end(&progress);
	if (!error)
		error = import_named_bridges(im);
	soften(im);
	return error ? error : im->findings.error;
}
