/*
 * network.c - the description, the kernel and the state folder, for the commands that work on the network.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <xencfg/description.h>
#include <xencfg/file.h>
#include <xencfg/kernel.h>
#include <xencfg/lint.h>
#include <xencfg/machine.h>
#include "network.h"

/* Only with CAP_NET_ADMIN does the kernel tell it: plan and status ask before they give that up. */
static enum kernel_forward known_forward = KERNEL_FORWARD_UNKNOWN;

static enum kernel_forward forward(void)
{
	return known_forward;
}

static int give_up(struct network *n)
{
	bool filters;
	int error = machine_filters_bridges(&n->arena, &filters);

	if (!error && filters)
		known_forward = kernel_forward();
	privileges_read(n->call);
	return error;
}

static int read_description(struct network *n, const char *name)
{
	struct description_options options = { n->call->value[OPTION_XEN], n->call->value[OPTION_TOOLSTACK] };
	struct text text;
	uint32_t file;
	int error = file_read(&n->arena, AT_FDCWD, name, &text), other = give_up(n);

	error = error ? error : other;
	if (!error) {
		file = sources_add(&n->sources, file_plain_path(name), text);
		error = file ? description_read(&n->arena, &n->sources, file, &options, &n->findings, &n->host) :
		               -ENOMEM;
		/* -EINVAL comes with a finding. */
		error = error == -ENOMEM ? error : 0;
	}
	if (!error && n->host)
		error = lint_run(n->host, &n->sources, &n->arena, NULL, &n->findings);
	return error ? trouble_file("read", name, error) : 0;
}

/* What is no error concerns compile and lint. */
static int check_description(struct network *n)
{
	int error;

	if (findings_errors(&n->findings) || !n->host) {
		print_findings(n->call, &n->sources, &n->findings);
		return trouble("the description is invalid; nothing was touched");
	}
	findings_init(&n->findings, &n->arena);
	error = net_want_of(&n->arena, n->host, &n->want);
	return error ? trouble("out of memory") : 0;
}

int network_kernel(struct network *n)
{
	struct utsname linux_name;
	int error;

	if (uname(&linux_name) == 0 && !machine_linux_serves(linux_name.release))
		return trouble("%s needs Linux 3.18 or later; this is %s. Older hosts use the network script that "
		               "`xencfg compile` writes",
		               n->call->command->name, linux_name.release);
	error = kernel_open(&n->arena, &n->kernel);
	if (error) {
		n->kernel.self = NULL;
		trouble_file("talk to", "the kernel by netlink", error);
		return error == -ENOMEM ? EXIT_TROUBLE :
		                          trouble("a sandbox may forbid it: %s needs sockets of AF_NETLINK",
		                                  n->call->command->name);
	}
	return 0;
}

int network_load(struct network *n, struct call *call)
{
	int status;

	n->call = call;
	n->sources.arena = &n->arena;
	findings_init(&n->findings, &n->arena);
	status = check_target(call);
	if (!status)
		status = wants_json(call, &n->json);
	if (!status && call->n_operands)
		status = read_description(n, call->operands[0]);
	if (!status && call->n_operands)
		status = check_description(n);
	return status ? status : network_kernel(n);
}

static int add_warnings(struct network *n, const struct plan_warning *more, size_t n_more)
{
	struct plan_warning *all = arena_array(&n->arena, n->n_warnings + n_more + 1, sizeof(*all));

	if (!all)
		return -ENOMEM;
	if (n->n_warnings)
		memcpy(all, n->warnings, n->n_warnings * sizeof(*all));
	if (n_more)
		memcpy(all + n->n_warnings, more, n_more * sizeof(*all));
	n->warnings = all;
	n->n_warnings += n_more;
	return 0;
}

int network_warnings(struct network *n, const struct plan *plan, const struct net_state *have)
{
	struct plan_warning *machine = NULL;
	size_t n_machine = 0;
	int error = add_warnings(n, plan->warnings, plan->n_warnings);

	/* Where nothing is done, nothing hurts. */
	if (!error && plan->n_ops)
		error = machine_warn(&n->arena, "", &n->want, have, forward, &machine, &n_machine);
	if (!error)
		error = add_warnings(n, machine, n_machine);
	return error ? trouble("out of memory") : 0;
}

static const char *state_dir(const struct network *n)
{
	return n->call->given[OPTION_STATE_DIR] ? n->call->value[OPTION_STATE_DIR] : STATE_DIR;
}

/* With what the state folder tells, or without: when it tells nothing, or nothing to us, or of another network. */
static int plan_with_state(struct network *n)
{
	const char *path;
	int dir, error = state_folder(&n->arena, state_dir(n), &path);

	if (!error)
		error = state_look(path, &dir);
	if (!error) {
		error = apply_plan(&n->arena, dir, &n->want, &n->have, &n->findings, &n->plan);
		close(dir);
	}
	if (error == -ENOENT || error == -ENOTDIR || error == -EACCES || error == -EPERM || error == -EXDEV)
		error = plan_build(&n->arena, &n->want, &n->have, &n->findings, &n->plan);
	return error;
}

int network_plan(struct network *n)
{
	int error = n->kernel.observe(n->kernel.self, &n->arena, &n->have);

	if (error)
		return trouble_file("ask the kernel for", "its network", error);
	error = plan_with_state(n);
	if (error == -EINVAL)
		return 0;
	if (error == -ENOMEM)
		return trouble("out of memory");
	return error ? network_trouble(n, NULL, error) : network_warnings(n, &n->plan, &n->have);
}

static int trouble_state(const char *path, int error)
{
	switch (error) {
	case -EWOULDBLOCK:
		return trouble("another xencfg is at work on this network");
	case -EPERM:
		return trouble("the state folder %s must belong to who runs xencfg, and nobody else may write there",
		               path);
	case -ELOOP:
	case -ENOTDIR:
		return trouble("the state folder %s must be a folder, and no link to one", path);
	case -EACCES:
		trouble_file("use the state folder", path, error);
		return trouble("this needs root, or CAP_NET_ADMIN and a --state-dir of one's own");
	default:
		return trouble_file("use the state folder", path, error);
	}
}

int network_lock(struct network *n, struct apply *a)
{
	const char *path, *base = state_dir(n);
	int dir = -1, error = state_folder(&n->arena, base, &path);

	/* Of one below it we only know who may write there when we know that of both. */
	if (!error && strcmp(path, base) != 0)
		error = state_open(base, &dir);
	if (dir >= 0)
		close(dir);
	if (!error)
		error = state_open(path, &a->dir);
	if (!error)
		error = state_lock(a->dir, &a->lock);
	a->arena = &n->arena;
	a->kernel = &n->kernel;
	a->want = &n->want;
	a->findings = &n->findings;
	return error ? trouble_state(path, error) : 0;
}

void network_close(struct network *n)
{
	if (n->kernel.self)
		kernel_close(&n->kernel);
	sb_free(&n->out);
	arena_free(&n->arena);
}
