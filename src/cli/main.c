/*
 * main.c - the command that was called.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "cli.h"

/*
 * What is opened later gets no number of a standard file that is closed: what we print would go there. To use one that
 * was closed is an error still.
 */
static void open_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    /* cppcheck-suppress leakReturnValNotUsed ; its number is the use */
		    open("/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_NOCTTY) < 0)
			return;
}

int main(int argc, char **argv)
{
	static struct call call;
	int status;

	open_standard();
	/* A reader that goes away is noticed by the write, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	status = call_read(&call, argc, argv);
	if (status >= 0)
		return status;
	privileges_begin(&call);
	return call.command->run(&call);
}
