/*
 * main.c - the command that was called.
 */
#include <signal.h>
#include "cli.h"

int main(int argc, char **argv)
{
	static struct call call;
	int status;

	/* A reader that goes away is noticed by the write, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	status = call_read(&call, argc, argv);
	return status >= 0 ? status : call.command->run(&call);
}
