/*
 * print.c - what the commands say: results, findings, troubles.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <xencfg/file.h>
#include <xencfg/keys.h>
#include "cli.h"

/* Names come from outside: none of them may steer the terminal. */
static void put_message(const char *message)
{
	struct sb plain = { 0 };
	bool whole;

	report_plain(&plain, text_of(message));
	whole = !plain.error;
	if (whole)
		fprintf(stderr, "xencfg: %.*s\n", (int)plain.n, plain.s ? plain.s : "");
	sb_free(&plain);
	if (whole)
		return;
	/* Without memory less of it can be shown. */
	fputs("xencfg: ", stderr);
	for (; *message; message++)
		fputc(*message < ' ' || *message > '~' ? '?' : *message, stderr);
	fputc('\n', stderr);
}

/* What memory is out for is told without: a message that is not very long needs none. */
int trouble(const char *format, ...)
{
	struct arena arena = { 0 };
	char first[512], *s = first;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(first, sizeof(first), format, ap);
	va_end(ap);
	if (n >= (int)sizeof(first)) {
		va_start(ap, format);
		s = arena_vprintf(&arena, format, ap);
		va_end(ap);
	}
	put_message(s ? s : first);
	arena_free(&arena);
	return EXIT_TROUBLE;
}

int trouble_file(const char *doing, const char *name, int error)
{
	if (strcmp(name, "-") == 0)
		name = "standard input";
	switch (error) {
	case -EFBIG:
		return trouble("cannot %s %s: it is larger than %d MiB", doing, name, FILE_SIZE_MAX >> 20);
	case -EISDIR:
		return trouble("cannot %s %s: it is a folder", doing, name);
	case -ESTALE:
		return trouble("cannot %s %s: it was changed meanwhile; run xencfg again", doing, name);
	case -ENOMEM:
		return trouble("out of memory");
	default:
		return trouble("cannot %s %s: %s", doing, name, strerror(-error));
	}
}

static struct report_style style_of(const struct call *call)
{
	return (struct report_style){ call->messages.colour, call->messages.width,
		                      call->given[OPTION_QUIET] ? SEVERITY_ERROR : SEVERITY_NOTE };
}

int print_message(const struct call *call, struct sources *sources, struct span at, enum severity severity,
                  const char *message)
{
	struct report_style style = style_of(call);
	struct sb text = { 0 };
	int error = report_text_one(&text, sources, at, severity, message, &style);

	if (!error)
		error = text.error;
	if (!error)
		error = file_write_all(STDERR_FILENO, sb_view(&text));
	sb_free(&text);
	return error == -ENOMEM ? trouble("out of memory") : 0;
}

int print_findings(const struct call *call, struct sources *sources, const struct findings *findings)
{
	struct report_style style = style_of(call);
	struct finding **sorted = findings_sorted(findings, sources);
	struct sb text = { 0 };
	int error;

	error = sorted ? report_text(&text, sources, sorted, findings->n, &style) : -ENOMEM;
	if (!error)
		error = file_write_all(STDERR_FILENO, sb_view(&text));
	sb_free(&text);
	return error == -ENOMEM ? trouble("out of memory") : 0;
}

int print_summary(const struct findings *findings, const char *behind)
{
	struct sb text = { 0 };
	int status = 0;

	report_summary(&text, findings);
	if (text.error)
		status = trouble("out of memory");
	else
		fprintf(stderr, "%.*s%s\n", (int)text.n, text.s, behind);
	sb_free(&text);
	return status;
}

int print_out(const struct sb *text)
{
	int error = text->error ? text->error : file_write_all(STDOUT_FILENO, sb_view(text));

	if (error == 0 || error == -EPIPE)
		return 0;
	return trouble_file("write", "to standard output", error);
}

int print_text(const struct sb *text)
{
	struct text rest = sb_view(text), line;
	struct sb plain = { .error = text->error };
	int status;

	if (!isatty(STDOUT_FILENO))
		return print_out(text);
	while (text_split(&rest, '\n', &line)) {
		report_plain(&plain, line);
		if (rest.s)
			sb_byte(&plain, '\n');
	}
	status = print_out(&plain);
	sb_free(&plain);
	return status;
}

int wants_json(const struct call *call, bool *ret)
{
	const char *format = call->value[OPTION_FORMAT];

	*ret = format && strcmp(format, "json") == 0;
	if (!format || *ret || strcmp(format, "text") == 0)
		return 0;
	return trouble("%s has no format \"%s\": it is %s", call->command->name, format,
	               call->command->run == command_rules ? "text, json or markdown" : "text or json");
}

int check_target(const struct call *call)
{
	const char *xen = call->value[OPTION_XEN], *toolstack = call->value[OPTION_TOOLSTACK];

	if (xen && release_find(text_of(xen)) == n_releases)
		return trouble("there is no Xen \"%s\" that xencfg knows; it knows %s to %s", xen, releases[0].name,
		               releases[n_releases - 1].name);
	if (toolstack && toolstack_find(text_of(toolstack)) == TOOLSTACKS)
		return trouble("there is no toolstack \"%s\": it is xend or xl", toolstack);
	return 0;
}
