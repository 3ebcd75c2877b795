/*
 * netscript_simple.c - one simple command: is it a call of network-bridge, an assignment, a look at the arguments?
 *
 * Knows the few commands that change what it has to know, and passes over
 * all others.
 */
#include "netscript_reader.h"

/* Is this expansion, as written, the script's first argument, or all of them? */
bool netscript_is_command(const struct netscript_reader *r, struct text expansion)
{
	struct text name = shell_expansion(expansion);
	const struct shell_variable *v;

	if (text_is(name, "1") || text_is(name, "@") || text_is(name, "*"))
		return !r->shifted;
	v = netscript_variable(r, name);
	return v && v->command;
}

void netscript_look(struct netscript_reader *r, bool looks)
{
	r->looked = r->looked || looks;
	r->decided = r->decided || looks;
}

bool netscript_mentions_command(const struct netscript_reader *r, struct text raw)
{
	for (size_t i = 0; i + 1 < raw.n; i++) {
		struct text rest = { raw.s + i + 1, raw.n - i - 1 };
		const struct shell_variable *v;
		size_t n;

		if (raw.s[i] != '$')
			continue;
		if (rest.s[0] == '{')
			rest.s++, rest.n--;
		if (rest.n && strchr("1@*#", rest.s[0]))
			return true;
		n = shell_name_length(rest);
		v = netscript_variable(r, (struct text){ rest.s, n });
		if (v && v->command)
			return true;
	}
	return false;
}

static bool is_one_of(struct text t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(t, words[i]))
			return true;
	return false;
}

#define IS_ONE_OF(t, ...)                                  \
	is_one_of(t, (const char *const[]){ __VA_ARGS__ }, \
	          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static struct text base_name(struct text t)
{
	const char *slash = t.n ? memrchr(t.s, '/', t.n) : NULL;

	return slash ? (struct text){ slash + 1, t.n - (size_t)(slash + 1 - t.s) } : t;
}

/*
 * Is this Xen's script? By a path, through a variable that was given one, or
 * renamed to make place for the wrapper.
 */
static bool is_network_bridge(const struct netscript_reader *r, const struct shell_text *word)
{
	const struct shell_variable *v;
	struct text t = word->text;
	struct text base;

	if (shell_expands(word) && word->expands_from == 0 && word->expands_to == t.n) {
		v = netscript_variable(r, shell_expansion(t));
		if (!v)
			return false;
		t = v->value;
	}
	base = base_name(t);
	if (IS_ONE_OF(base, "network-bridge", "network-bridge.xen", "network-bridge.orig"))
		return true;
	/* "${dir}network-bridge" */
	return text_ends(base, "}network-bridge");
}

/* The words of a variable-setting command. */
static void assign_words(struct netscript_reader *r, size_t from)
{
	for (size_t i = from; i < r->n_words; i++)
		netscript_assign_word(r, r->words[i]);
}

/* After read, for or unset a variable may hold anything. */
static void forget_words(struct netscript_reader *r, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < r->n_words; i++) {
		struct text raw = shell_raw(&r->shell, r->words[i]);

		if (raw.n && shell_name_length(raw) == raw.n)
			netscript_assign(r, raw, NULL, false);
	}
}

static void check_test(struct netscript_reader *r, size_t from)
{
	for (size_t i = from; i < r->n_words; i++)
		if (text_is(shell_raw(&r->shell, r->words[i]), "=="))
			shell_report_bash(&r->shell, r->words[i].begin, r->words[i].end, "== in a test");
}

static void set_arguments(struct netscript_reader *r)
{
	r->shifted = true;
	r->lost = false;
	r->set = true;
}

/* The first argument of all, which is the command, goes; for sure only where the shift runs whatever happens. */
static void shift(struct netscript_reader *r, bool by_one)
{
	r->lost = r->lost || (by_one && !r->part && !r->set);
	r->shifted = true;
}

/* The commands that change what the variables or the arguments hold; false for all others. */
static bool run_builtin(struct netscript_reader *r, struct text name, size_t k)
{
	struct text next = k + 1 < r->n_words ? shell_raw(&r->shell, r->words[k + 1]) : (struct text){ "", 0 };

	if (IS_ONE_OF(name, "let", "declare", "typeset", "source", "pushd", "popd", "shopt"))
		shell_report_bash(&r->shell, r->words[k].begin, r->words[k].end, "this command");
	if (text_is(name, "shift"))
		shift(r, k + 1 == r->n_words);
	else if (text_is(name, "set") && (text_is(next, "--") || !strchr("-+", next.n ? *next.s : '-')))
		set_arguments(r);
	else if (IS_ONE_OF(name, "export", "readonly", "local", "declare", "typeset"))
		assign_words(r, k + 1);
	else if (IS_ONE_OF(name, "read", "unset", "mapfile", "getopts"))
		forget_words(r, k + 1, r->n_words);
	else if (IS_ONE_OF(name, "for", "select"))
		forget_words(r, k + 1, k + 2);
	else
		return false;
	return true;
}

/* Commands that start the command behind them. */
static bool is_prefix(struct text base)
{
	return IS_ONE_OF(base, "exec", "command", "builtin", "env", "nohup", "nice", "sudo", "time", "eval", "sh",
	                 "bash", "dash", ".", "source");
}

/* The index of the word that names the command, behind assignments and prefixes; n_words when there is none. */
static size_t find_command(struct netscript_reader *r, bool *ret_sourced)
{
	struct shell *sh = &r->shell;
	size_t k = 0;

	*ret_sourced = false;
	while (k < r->n_words) {
		struct text raw = shell_raw(sh, r->words[k]), base = base_name(raw);

		if (text_is(raw, "-c"))
			return r->n_words;
		if (k && text_starts(raw, "-")) {
			k++;
		} else if (netscript_assignment(raw)) {
			k++;
		} else if (is_prefix(base)) {
			*ret_sourced = text_is(base, ".") || text_is(base, "source");
			if (*ret_sourced && !text_is(base, "."))
				shell_report_bash(sh, r->words[k].begin, r->words[k].end, "this command");
			k++;
		} else {
			break;
		}
	}
	return k;
}

/* Commands behind which, or behind a function of which, the script may be at its end. */
static bool may_leave(const struct netscript_reader *r, size_t k, const struct shell_text *name)
{
	for (size_t i = 0; i <= k; i++)
		if (IS_ONE_OF(shell_raw(&r->shell, r->words[i]), "exit", "return", "exec", "eval", ".", "source",
		              "kill"))
			return true;
	return shell_expands(name) && name->expands_from == 0 && name->expands_to == name->text.n;
}

static void read_call(struct netscript_reader *r, size_t k, const struct shell_text *name, bool own, bool sourced)
{
	struct netscript_call *call = netscript_add_call(r);
	struct shell *sh = &r->shell;
	bool broken = sh->broken;

	if (!call)
		return;
	call->callee = own ? NETSCRIPT_OWN : NETSCRIPT_NETWORK_BRIDGE;
	call->script_at = span_make(sh->file, name->begin, name->end);
	call->at = span_make(sh->file, name->begin, r->words[r->n_words - 1].end);
	/* Sourced without arguments it has those of the script; and what is set for it alone it takes as well. */
	if (sourced && k + 1 == r->n_words)
		call->command = NETSCRIPT_HANDED_ON;
	for (size_t i = 0; i < r->n_words; i++) {
		struct shell_text word;

		if (i == k || (i < k && !netscript_assignment(shell_raw(sh, r->words[i]))))
			continue;
		/* A quote that is never closed spoils the word that it stands in, the last one. */
		sh->broken = broken && i + 1 == r->n_words;
		word = shell_decode(sh, r->words[i]);
		netscript_add_word(r, call, &word);
	}
	if (broken && call->command == NETSCRIPT_NONE)
		call->command = NETSCRIPT_UNKNOWN;
	if (call->command == NETSCRIPT_LITERAL && !text_is(call->word.text, "start") && !call->branch.at.file &&
	    !call->in_function)
		r->stops = true;
}

/* Words that only go into a message or to a script of Xen's decide nothing. */
static bool is_harmless(struct text base)
{
	return IS_ONE_OF(base, "echo", "printf", "logger", ":", "for") || text_starts(base, "network-") ||
	       text_starts(base, "vif-");
}

void netscript_simple_command(struct netscript_reader *r)
{
	struct shell *sh = &r->shell;
	bool sourced, own;
	size_t k = find_command(r, &sourced);
	struct shell_text name;
	struct text base;

	if (k == r->n_words) {
		assign_words(r, 0);
		return;
	}
	name = shell_decode(sh, r->words[k]);
	base = base_name(name.text);
	r->leaves = r->leaves || may_leave(r, k, &name);
	own = r->has_own && text_is(name.text, "network_bridge");
	if (own || is_network_bridge(r, &name)) {
		read_call(r, k, &name, own, sourced);
		return;
	}
	if (text_is(name.text, "[") || text_is(name.text, "test"))
		check_test(r, k + 1);
	if (run_builtin(r, name.text, k) || is_harmless(base))
		return;
	for (size_t i = k; i < r->n_words && !r->decided; i++)
		netscript_look(r, netscript_mentions_command(r, shell_raw(sh, r->words[i])));
}
