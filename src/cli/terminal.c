/*
 * terminal.c - how wide a standard stream is, and whether it shows colours.
 *
 * Writes nothing.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli.h"

enum { COLUMNS_MOST = 10000, MESSAGES_WIDTH = 120 };

unsigned terminal_width(int fd, unsigned otherwise)
{
	const char *said = getenv("COLUMNS");
	unsigned long columns = said && *said >= '1' && *said <= '9' ? strtoul(said, NULL, 10) : 0;
	struct winsize size;

	/* Who says it knows better, as for git and man. */
	if (columns > 0 && columns <= COLUMNS_MOST)
		return (unsigned)columns;
	return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : otherwise;
}

static bool shows_colours(int fd)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(fd) && !(no && *no) && terminal && strcmp(terminal, "dumb") != 0;
}

static struct look look_of(int fd, const char *when)
{
	bool colour = !when || strcmp(when, "auto") == 0 ? shows_colours(fd) : strcmp(when, "always") == 0;

	return (struct look){ colour, terminal_width(fd, MESSAGES_WIDTH) };
}

int terminal_looks(struct call *call)
{
	const char *when = call->value[OPTION_COLOR];

	if (when && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 && strcmp(when, "never") != 0)
		return trouble("--color is auto, always or never, not \"%s\"", when);
	call->results = look_of(STDOUT_FILENO, when);
	call->messages = look_of(STDERR_FILENO, when);
	call->file = (struct look){ false, MESSAGES_WIDTH };
	return 0;
}
