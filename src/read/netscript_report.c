/*
 * netscript_report.c - how the reader of network scripts says what it sees.
 *
 * Keeps silent while the reader only looks for what is never closed.
 */
#include <errno.h>
#include <stdarg.h>
#include "netscript_reader.h"

struct finding *shell_report(struct shell *sh, enum rule rule, enum severity severity, struct span at,
                             const char *format, ...)
{
	const char *message;
	struct finding *f;
	va_list ap;

	if (sh->probe)
		return NULL;
	va_start(ap, format);
	message = arena_vprintf(sh->arena, format, ap);
	va_end(ap);
	if (!message) {
		sh->error = -ENOMEM;
		return NULL;
	}
	f = finding_add(sh->out, rule, at, "%s", message);
	finding_severity(sh->out, f, severity);
	return f;
}

void shell_report_bash(struct shell *sh, size_t begin, size_t end, const char *what)
{
	if (sh->posix && !sh->broken)
		finding_help(sh->out,
		             shell_report(sh, RULE_NETSCRIPT_SHELL, SEVERITY_WARNING, span_make(sh->file, begin, end),
		                          "%s is known to bash, but not to every sh", what),
		             "begin the script with #!/bin/bash");
}

size_t shell_line_end(const struct shell *sh, size_t at)
{
	const char *end = at < sh->text.n ? memchr(sh->text.s + at, '\n', sh->text.n - at) : NULL;

	return end ? (size_t)(end - sh->text.s) : sh->text.n;
}

size_t shell_report_unclosed(struct shell *sh, size_t begin, size_t end, const char *what)
{
	if (!sh->unsure)
		shell_report(sh, RULE_NETSCRIPT_SHELL, SEVERITY_ERROR, span_make(sh->file, begin, end),
		             "%s begins here and has no end", what);
	sh->broken = true;
	sh->n_unclosed++;
	/* What follows is read again, line by line; a file that is all quotes is not worth that. */
	if (sh->probe || sh->unsure || sh->n_unclosed == UNCLOSED_MAX)
		return sh->text.n;
	return shell_line_end(sh, begin);
}
