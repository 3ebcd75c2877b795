/*
 * netscript_call.c - what a call of network-bridge says, and whether the script makes sense of it.
 *
 * As findCommand and evalVariables of xen-script-common.sh read their
 * arguments (3.0 to 4.4): the first word without '=' is the command, each
 * word with one behind its first character is evaluated.
 */
#include <errno.h>
#include "bytes.h"
#include "netscript_reader.h"

static bool is_around(const struct netscript_reader *r, enum frame_kind kind)
{
	for (unsigned i = 0; i < r->depth; i++)
		if (r->frames[i].kind == kind)
			return true;
	return false;
}

static void locate_call(const struct netscript_reader *r, struct netscript_call *call)
{
	for (unsigned i = 0; i < r->depth; i++) {
		const struct frame *f = &r->frames[i];

		call->in_function = call->in_function || f->function;
		if (f->kind == FRAME_CASE && f->on_command)
			call->branch = f->branch;
	}
	call->in_loop = is_around(r, FRAME_LOOP);
	call->way = r->part;
	call->list = r->list;
}

struct netscript_call *netscript_add_call(struct netscript_reader *r)
{
	struct netscript *script = r->script;

	if (script->n_calls == r->n_calls_room) {
		size_t room = r->n_calls_room ? r->n_calls_room * 2 : 8;
		struct netscript_call *calls = arena_array(r->shell.arena, room, sizeof(*calls));

		if (!calls) {
			r->shell.error = -ENOMEM;
			return NULL;
		}
		if (script->n_calls)
			memcpy(calls, script->calls, script->n_calls * sizeof(*calls));
		script->calls = calls;
		r->n_calls_room = room;
	}
	script->calls[script->n_calls] = (struct netscript_call){ 0 };
	locate_call(r, &script->calls[script->n_calls]);
	return &script->calls[script->n_calls++];
}

static struct netscript_argument *add_argument(struct netscript_reader *r, struct netscript_call *call)
{
	size_t n = call->n_arguments;

	/* The room is the next power of two. */
	if ((n & (n - 1)) == 0) {
		struct netscript_argument *grown = arena_array(r->shell.arena, n ? n * 2 : 1, sizeof(*grown));

		if (!grown) {
			r->shell.error = -ENOMEM;
			return NULL;
		}
		if (n)
			memcpy(grown, call->arguments, n * sizeof(*grown));
		call->arguments = grown;
	}
	return &call->arguments[call->n_arguments++];
}

static const char *const read_names[] = { "netdev", "bridge", "antispoof", "vifnum" };

/* The name that was meant; NULL when none is near. */
static const char *suggest(struct text name)
{
	const char *meant = NULL;
	unsigned least = 3;

	for (size_t i = 0; i < sizeof(read_names) / sizeof(*read_names); i++) {
		unsigned distance = text_distance(name, text_of(read_names[i]), least - 1);

		if (text_starts(name, read_names[i]))
			return read_names[i];
		if (distance < least) {
			least = distance;
			meant = read_names[i];
		}
	}
	return meant;
}

static void check_name(struct netscript_reader *r, struct netscript_call *call, const struct cell *name)
{
	const char *meant;
	struct finding *f;

	for (size_t i = 0; i < sizeof(read_names) / sizeof(*read_names); i++)
		if (text_is(name->text, read_names[i]))
			return;
	/* findCommand's own variable: what it sets is overwritten. */
	if (text_is(name->text, "command")) {
		call->command = NETSCRIPT_UNKNOWN;
		return;
	}
	if (r->shell.broken || call->callee == NETSCRIPT_OTHER ||
	    (call->callee == NETSCRIPT_OWN && text_is(name->text, "rename")))
		return;
	f = shell_report(&r->shell, RULE_NETSCRIPT_ARGUMENT, SEVERITY_WARNING, name->at,
	                 "network-bridge does not read \"%.*s\": it is set and ignored",
	                 TEXT_ARG(bytes_excerpt(name->text)));
	meant = suggest(name->text);
	if (meant)
		finding_help(r->shell.out, f, "did you mean \"%s\"?", meant);
}

static void add_value(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word,
                      size_t equals)
{
	struct netscript_argument *argument = add_argument(r, call);
	const struct shell_variable *v;
	struct cell value;

	if (!argument)
		return;
	argument->name = shell_cell(&r->shell, word, 0, equals);
	argument->at = span_make(r->shell.file, word->begin, word->end);
	value = shell_cell(&r->shell, word, equals + 1, word->text.n);
	argument->known = !shell_expands(word) && !word->globs;
	if (shell_expands(word) && word->expands_from == equals + 1 && word->expands_to == word->text.n) {
		v = netscript_variable(r, shell_expansion(value.text));
		if (v && v->known) {
			value.text = v->value;
			argument->known = true;
		}
	}
	argument->value = value;
	check_name(r, call, &argument->name);
}

/* "netdev= eth2": the argument before this word is empty, and only blanks are between. */
static const struct netscript_argument *empty_before(const struct netscript_reader *r,
                                                     const struct netscript_call *call, const struct shell_text *word)
{
	const struct netscript_argument *last = call->n_arguments ? &call->arguments[call->n_arguments - 1] : NULL;

	if (!last || word->vague || !last->known || last->value.text.n || last->at.end >= word->begin)
		return NULL;
	for (size_t i = last->at.end; i < word->begin; i++)
		if (r->shell.text.s[i] != ' ' && r->shell.text.s[i] != '\t')
			return NULL;
	return last;
}

static void report_stray(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word)
{
	struct shell *sh = &r->shell;
	const struct netscript_argument *empty = empty_before(r, call, word);
	struct span at = span_make(sh->file, word->begin, word->end);
	bool taken = call->command == NETSCRIPT_NONE && call->callee == NETSCRIPT_NETWORK_BRIDGE;
	const char *verb = taken ? "takes this word for its command" : "passes over this word";
	struct finding *f;

	/* What it takes for its command need not be missed once more. */
	if (taken)
		call->command = NETSCRIPT_UNKNOWN;
	if (sh->broken || call->callee == NETSCRIPT_OTHER)
		return;
	if (!empty) {
		f = shell_report(sh, RULE_NETSCRIPT_ARGUMENT, SEVERITY_ERROR, at, "network-bridge %s: \"%.*s\"", verb,
		                 TEXT_ARG(bytes_excerpt(word->text)));
		finding_help(sh->out, f, "it reads start, stop or status, and words of the form name=value");
		return;
	}
	at.begin = empty->at.begin;
	f = shell_report(sh, RULE_NETSCRIPT_ARGUMENT, SEVERITY_ERROR, at,
	                 "\"%.*s\" is set to nothing: network-bridge %s", TEXT_ARG(bytes_excerpt(empty->name.text)),
	                 verb);
	finding_help(sh->out, f, "write it without the blank: %.*s=%.*s", TEXT_ARG(bytes_excerpt(empty->name.text)),
	             TEXT_ARG(bytes_excerpt(word->text)));
	finding_fix(sh->out, f, span_make(sh->file, empty->at.end, word->begin), "%s", "");
}

/* start, stop or status: whatever the script is called with. */
static void add_literal(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word,
                        struct text command)
{
	if (call->command != NETSCRIPT_NONE)
		return;
	call->command = NETSCRIPT_LITERAL;
	call->word = shell_cell(&r->shell, word, 0, word->text.n);
	call->word.text = command;
	/* Nothing before it decided whether to start: see netscript_check_calls. */
	call->decided = call->way ? r->looked : r->decided;
}

static bool is_literal(struct text t)
{
	return text_is(t, "start") || text_is(t, "stop") || text_is(t, "status");
}

/* A word that is an expansion and no name=value. */
static void add_expansion(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word)
{
	bool whole = word->expands_from == 0 && word->expands_to == word->text.n;
	struct text name = shell_expansion(word->text);
	enum netscript_command command = NETSCRIPT_UNKNOWN;
	const struct shell_variable *v = whole ? netscript_variable(r, name) : NULL;

	if (v && v->known && is_literal(v->value)) {
		add_literal(r, call, word, v->value);
		return;
	}
	/* What is left of the script's arguments, if anything: no command. */
	if (whole && r->lost && !call->in_function && (text_is(name, "1") || text_is(name, "@") || text_is(name, "*")))
		return;
	if (whole && netscript_is_command(r, word->text))
		command = NETSCRIPT_HANDED_ON;
	if (!(whole && (text_is(name, "@") || text_is(name, "1"))) && command == NETSCRIPT_UNKNOWN)
		call->open = true;
	if (call->command == NETSCRIPT_NONE || (call->command == NETSCRIPT_UNKNOWN && command == NETSCRIPT_HANDED_ON)) {
		call->command = command;
		call->word = shell_cell(&r->shell, word, 0, word->text.n);
	}
}

void netscript_add_word(struct netscript_reader *r, struct netscript_call *call, const struct shell_text *word)
{
	const char *found = word->text.n ? memchr(word->text.s, '=', word->text.n) : NULL;
	size_t equals = found ? (size_t)(found - word->text.s) : 0;
	struct text t = word->text;

	if (equals && (!shell_expands(word) || equals < word->expands_from)) {
		add_value(r, call, word, equals);
	} else if (shell_expands(word)) {
		add_expansion(r, call, word);
	} else if (is_literal(t)) {
		add_literal(r, call, word, t);
	} else {
		report_stray(r, call, word);
	}
}

void netscript_check_calls(struct netscript_reader *r)
{
	struct netscript *script = r->script;
	struct shell *sh = &r->shell;

	for (size_t i = 0; i < script->n_calls; i++) {
		const struct netscript_call *call = &script->calls[i];
		struct finding *f;

		if (call->callee != NETSCRIPT_NETWORK_BRIDGE)
			continue;
		if (call->command == NETSCRIPT_NONE && !call->open) {
			f = shell_report(sh, RULE_NETSCRIPT_PASSTHROUGH, SEVERITY_ERROR, call->script_at,
			                 "network-bridge gets no command here, and does nothing");
			finding_help(sh->out, f,
			             r->lost ? "keep it from the shift, command=$1, and hand it on: \"$command\"" :
			                       "hand on the script's own arguments: \"$@\"");
			if (!r->shifted && !call->in_function)
				finding_fix(sh->out, f, span_make(sh->file, call->script_at.end, call->script_at.end),
				            " \"$@\"");
		} else if (call->command == NETSCRIPT_LITERAL && text_is(call->word.text, "start") && !call->decided &&
		           !call->in_function && !r->stops) {
			f = shell_report(sh, RULE_NETSCRIPT_PASSTHROUGH, SEVERITY_ERROR, call->word.at,
			                 "this starts the network whatever the script is called with");
			finding_help(sh->out, f, "hand on the script's own arguments: \"$@\"");
		}
	}
}
