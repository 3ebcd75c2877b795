/*
 * lint.c - xencfg lint: collect, read, check, report.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/lint.h>
#include <xencfg/parallel.h>
#include "lint.h"
#include "lint_fix.h"

/* Where the search for a policy begins. */
static const char *first_path(const struct call *call)
{
	if (call->n_operands == 0)
		return ".";
	if (strcmp(call->operands[0], "-") == 0 && call->value[OPTION_STDIN_FILENAME])
		return call->value[OPTION_STDIN_FILENAME];
	return call->operands[0];
}

/* The policy, and what the command line says in its place. */
static int choose(struct lint *l)
{
	struct call *call = l->call;
	const char *path = NULL, *xen = call->value[OPTION_XEN], *toolstack = call->value[OPTION_TOOLSTACK];
	struct text text;
	uint32_t file;
	int error;

	policy_init(&l->policy);
	if (!call->given[OPTION_NO_CONFIG] &&
	    policy_find(&l->arena, call->value[OPTION_CONFIG], first_path(call), &path) < 0)
		return trouble("out of memory");
	if (path) {
		error = file_read(&l->arena, AT_FDCWD, path, &text);
		if (error)
			return trouble_file("read the policy", path, error);
		file = sources_add(&l->sources, path, text);
		if (!file || policy_read(&l->arena, &l->sources, file, &l->findings, &l->policy) < 0 ||
		    policy_settle(&l->arena, path, &l->policy) < 0)
			return trouble("out of memory");
		if (l->findings.n)
			return print_findings(call, &l->sources, &l->findings), EXIT_TROUBLE;
	}
	l->release = xen ? release_find(text_of(xen)) : l->policy.release;
	l->toolstack = toolstack ? toolstack_find(text_of(toolstack)) : l->policy.toolstack;
	/* A release on the command line takes the place of the policy's toolstack, too, where it does not have that. */
	if (l->release < n_releases &&
	    (l->toolstack == TOOLSTACKS || (xen && !toolstack && !releases[l->release].has[l->toolstack])))
		l->toolstack = releases[l->release].usual;
	if (l->release < n_releases && !releases[l->release].has[l->toolstack])
		return trouble("Xen %s has no %s", releases[l->release].name, toolstack_names[l->toolstack]);
	return 0;
}

/* Bridges that the policy, --bridge or the kernel says are there: names without a place. */
static int add_known(struct lint *l, struct host *host)
{
	const struct cells *policy = &l->policy.bridges;

	host->bridges =
		arena_array(&l->arena, policy->n + l->call->n_bridges + l->n_live_bridges, sizeof(*host->bridges));
	if (!host->bridges)
		return -ENOMEM;
	for (size_t i = 0; i < policy->n; i++)
		host->bridges[host->n_bridges++].name.text = policy->items[i].text;
	for (size_t i = 0; i < l->call->n_bridges; i++)
		host->bridges[host->n_bridges++].name.text = text_of(l->call->bridges[i]);
	for (size_t i = 0; i < l->n_live_bridges; i++)
		host->bridges[host->n_bridges++].name.text = l->live_bridges[i];
	return host_index_bridges(host, &l->arena);
}

/* A host of which no file tells. Without a release: the newest that has the toolstack, and rules that depend on it
 * keep silent. */
static int make_plain(struct lint *l)
{
	for (enum toolstack t = 0; t < TOOLSTACKS; t++) {
		struct host *host = &l->plain[t];

		host->toolstack = t;
		host->ouis = l->policy.ouis;
		host->n_ouis = l->policy.n_ouis;
		host->oui_local = l->policy.oui_local;
		host->netdevs = l->netdevs;
		host->n_netdevs = l->n_netdevs;
		host->release = l->release;
		host->release_known = l->release < n_releases && releases[l->release].has[t];
		if (!host->release_known)
			host->release = release_newest(t);
		if (add_known(l, host) < 0)
			return trouble("out of memory");
	}
	return 0;
}

static int make_workers(struct lint *l)
{
	const char *said = l->call->value[OPTION_JOBS];
	unsigned long n = parallel_default();
	char *end;

	if (said) {
		errno = 0;
		n = strtoul(said, &end, 10);
		if (errno || *end || *said == '-' || n == 0 || n > PARALLEL_MAX)
			return trouble("-j takes a number of threads from 1 to %d, not \"%s\"", PARALLEL_MAX, said);
	}
	l->workers = arena_array(&l->arena, n, sizeof(*l->workers));
	if (!l->workers)
		return trouble("out of memory");
	l->n_workers = (unsigned)n;
	for (unsigned i = 0; i < l->n_workers; i++)
		findings_init(&l->workers[i].findings, &l->workers[i].keep);
	return 0;
}

static int read_early(void *context, unsigned worker, size_t item)
{
	struct lint *l = context;

	return lint_read_early(l, &l->workers[worker], &l->files[item]);
}

static int read_late(void *context, unsigned worker, size_t item)
{
	struct lint *l = context;

	progress_step(&l->progress, worker == 0);
	return lint_read_late(l, &l->workers[worker], &l->files[item]);
}

/* Did a file that looked like a domU by its name turn out to tell of a host? */
static bool is_surprised(struct lint *l)
{
	bool surprised = false;

	for (size_t i = 0; i < l->n_files; i++)
		if (!l->files[i].early && l->files[i].told)
			l->files[i].early = surprised = true;
	return surprised;
}

/* Forgets what was read, to read it anew. */
static void start_over(struct lint *l)
{
	for (unsigned i = 0; i < l->n_workers; i++) {
		struct lint_worker *worker = &l->workers[i];

		worker->claims = (struct claims){ 0 };
		worker->kept = NULL;
		worker->suppressions = (struct suppressions){ 0 };
		findings_init(&worker->findings, &worker->keep);
	}
	for (size_t i = 0; i < l->n_files; i++) {
		struct source *source = &l->sources.items[l->files[i].source];

		l->files[i].told = NULL;
		if (source->rereads)
			source->text = (struct text){ NULL, 0 };
		source->lines = NULL;
	}
	sources_free(&l->sources);
	findings_init(&l->findings, &l->arena);
	for (size_t i = 0; i < l->n_folders; i++)
		l->folders[i] = (struct lint_folder){ .path = l->folders[i].path };
	l->homes = NULL;
	l->n_homes = 0;
	l->n_told = 0;
}

/* First what tells of hosts, then, knowing it, the domUs. */
static int read_all(struct lint *l)
{
	int error;

	do {
		start_over(l);
		error = parallel_run(l->n_workers, l->n_files, read_early, l);
		if (!error)
			error = lint_make_homes(l);
		progress_begin(&l->progress, l->call->given[OPTION_QUIET], "files", l->n_files);
		if (!error)
			error = parallel_run(l->n_workers, l->n_files, read_late, l);
		progress_end(&l->progress);
	} while (!error && is_surprised(l));
	return error ? trouble("out of memory") : 0;
}

static void report_unreadable(struct lint *l, struct lint_file *file)
{
	finding_add(&l->findings, RULE_UNREADABLE, span_make(file->source, 0, 0), "cannot be read: %s",
	            file->error == -EFBIG ? "it is too large for a configuration" : strerror(-file->error));
	if (!file->reported)
		trouble_file("read", file->path, file->error);
	file->reported = true;
}

/* What could not be read, and how many files were. */
static void count(struct lint *l)
{
	l->n_checked = 0;
	for (size_t i = 0; i < l->n_files; i++) {
		struct lint_file *file = &l->files[i];

		if (file->error)
			report_unreadable(l, file);
		else if (file->kind == CONFIG_UNKNOWN && file->named && !l->fixed)
			trouble("%s is no configuration that xencfg knows", file->path);
		l->troubled |= file->error || (file->kind == CONFIG_UNKNOWN && file->named);
		l->n_checked += file->kind != CONFIG_UNKNOWN;
	}
}

/* The rules between files, then what the files and the policy say of the findings. */
static int check(struct lint *l)
{
	struct suppressions suppressions = { 0 };
	struct claims claims = { 0 };
	struct claim_home *homes = lint_list_homes(l);
	int error = homes ? lint_judge_homes(l) : -ENOMEM;

	for (unsigned i = 0; i < l->n_workers && !error; i++) {
		claims_join(&claims, &l->workers[i].claims);
		findings_join(&l->findings, &l->workers[i].findings);
		error = suppress_join(&l->arena, &suppressions, &l->workers[i].suppressions);
	}
	if (!error)
		error = claims_compare(&claims, homes, &l->findings);
	if (!error)
		error = suppress_apply(&suppressions, &l->findings);
	policy_apply(&l->policy, &l->findings);
	return error ? trouble("out of memory") : 0;
}

static void list_file(struct sb *out, const struct lint_file *file)
{
	report_path(out, text_of(file->path));
	sb_printf(out, ": %s\n", config_kind_name(file->kind));
}

static int list_files(const struct lint *l)
{
	struct sb out = { 0 };
	int status;

	for (size_t i = 0; i < l->n_files; i++)
		if (l->files[i].kind != CONFIG_UNKNOWN)
			list_file(&out, &l->files[i]);
	status = print_out(&out);
	sb_free(&out);
	return status;
}

/* Reads and judges everything. */
int lint_find(struct lint *l)
{
	int status = read_all(l);

	if (status)
		return status;
	count(l);
	if (!l->call->given[OPTION_LIST_FILES])
		status = check(l);
	return status ? status : lint_use_baseline(l);
}

/* --fix. What is left then is found anew: it may stand elsewhere, and what was refused before is read now. */
static int fix(struct lint *l)
{
	bool diff = l->call->given[OPTION_DIFF];
	uint32_t standard_input = 0;
	int status;

	for (size_t i = 0; i < l->n_files; i++)
		if (l->files[i].standard_input)
			standard_input = l->files[i].source;
	status = lint_fix(&l->sources, &l->findings, standard_input, diff, l->call->given[OPTION_QUIET], &l->fixed);
	/* Standard output now holds a diff or a config, and nothing else. */
	l->printed = standard_input || diff;
	return status || diff || !l->fixed ? status : lint_find(l);
}

/* The line is right: what it says of options that go together. */
static int check_call(const struct lint *l)
{
	if (lint_fails(l) < 0)
		return trouble("--fail-level is error, warning or note, not \"%s\"", l->call->value[OPTION_FAIL_LEVEL]);
	if (l->call->given[OPTION_DIFF] && !l->call->given[OPTION_FIX])
		return trouble("--diff shows what --fix would do: say --fix --diff");
	return check_target(l->call);
}

int lint_prepare(struct lint *l)
{
	int status = check_call(l);

	if (!status)
		status = choose(l);
	if (!status && l->call->given[OPTION_LIVE])
		status = lint_find_links(l);
	if (!status)
		status = make_plain(l);
	return status ? status : make_workers(l);
}

static int verdict(const struct lint *l)
{
	if (l->troubled)
		return EXIT_TROUBLE;
	if (l->call->given[OPTION_WRITE_BASELINE])
		return EXIT_OK;
	return l->fixed && l->call->given[OPTION_DIFF] ? EXIT_FINDINGS : lint_fails(l);
}

static int run(struct lint *l)
{
	int status = lint_prepare(l);

	if (!status)
		status = lint_collect(l);
	if (!status)
		status = lint_find(l);
	if (!status && l->call->given[OPTION_LIST_FILES])
		return list_files(l) || l->troubled ? EXIT_TROUBLE : EXIT_OK;
	if (!status && l->call->given[OPTION_FIX])
		status = fix(l);
	if (!status)
		status = lint_report(l);
	return status ? status : verdict(l);
}

void lint_open(struct lint *l, struct call *call)
{
	l->call = call;
	l->sources.arena = &l->arena;
	findings_init(&l->findings, &l->arena);
}

void lint_close(struct lint *l)
{
	for (unsigned i = 0; i < l->n_workers; i++) {
		arena_free(&l->workers[i].keep);
		arena_free(&l->workers[i].scratch);
		if (l->workers[i].folder && l->workers[i].folder_fd >= 0)
			close(l->workers[i].folder_fd);
	}
	sources_free(&l->sources);
	free(l->files);
	arena_free(&l->arena);
}

int command_lint(struct call *call)
{
	static struct lint l;
	int status;

	lint_open(&l, call);
	status = run(&l);
	lint_close(&l);
	return status;
}
