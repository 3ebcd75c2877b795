/*
 * main.c - the command that was called.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "cli.h"

/* What is opened later gets no number of a standard file that is closed: what we print would go there. */
static void open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_NOCTTY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	static struct call call;
	int status;

	open_standard();
	/* A reader that goes away is noticed by the write, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	status = call_read(&call, argc, argv);
	return status >= 0 ? status : call.command->run(&call);
}
