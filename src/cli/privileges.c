/*
 * privileges.c - which command needs which privilege. What it does not need is given up before anything is read.
 *
 * Root who runs `lint` wants files of all users judged, and nothing else done. So plain root is no wish for more.
 */
#include <xencfg/privilege.h>
#include "cli.h"

/* Is there an argument of --format that names a file? */
static bool reports_to_file(const struct call *call)
{
	for (size_t i = 0; i < call->n_formats; i++)
		if (strchr(call->formats[i], ':'))
			return true;
	return false;
}

/* As it was called, not only as it could be. */
static bool writes(const struct call *call)
{
	const struct command *command = call->command;

	if (command->run == command_compile || command->run == command_fmt)
		return !call->given[OPTION_CHECK] && !call->given[OPTION_DIFF];
	if (command->run == command_lint)
		return (call->given[OPTION_FIX] && !call->given[OPTION_DIFF]) || call->given[OPTION_WRITE_BASELINE] ||
		       reports_to_file(call);
	return command_has(command, OPTION_OUTPUT_FILE) && call->given[OPTION_OUTPUT_FILE];
}

static bool changes_network(const struct call *call)
{
	return call->command->run == command_apply || call->command->run == command_stop;
}

static bool asks_network(const struct call *call)
{
	return call->command->run == command_plan || call->command->run == command_status;
}

static unsigned needed(const struct call *call)
{
	/* confirm writes into the state folder, which is its own; the operand of explain is no file. */
	if (call->command->most == 0 || call->command->run == command_explain)
		return PRIVILEGE_NONE;
	if (changes_network(call) || asks_network(call))
		return PRIVILEGE_READ | PRIVILEGE_NETWORK;
	return writes(call) ? PRIVILEGE_READ | PRIVILEGE_WRITE : PRIVILEGE_READ;
}

/* To refuse would leave a host without its network because of a sandbox that is too strict to be left. */
static void give_up(const struct call *call, unsigned privileges)
{
	static bool told;

	if (privilege_keep(privileges) == 0 || told)
		return;
	told = true;
	trouble("%s goes on with privileges that it does not need: something, such as a filter of system calls, "
	        "forbids to give them up",
	        call->command->name);
}

void privileges_begin(const struct call *call)
{
	give_up(call, needed(call));
	/* What this kernel cannot forbid is not forbidden. */
	if (!changes_network(call) && call->command->run != command_confirm && !writes(call))
		privilege_only_read();
}

void privileges_read(const struct call *call)
{
	give_up(call, changes_network(call) ? PRIVILEGE_NETWORK : PRIVILEGE_NONE);
}
