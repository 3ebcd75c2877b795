/*
 * netscript_option.c - a script and its arguments as an option of xend-config.sxp names them.
 *
 * Not a shell's words: xend splits at each single blank, and quotes mean
 * nothing to it (get_network_script in xend/XendOptions.py, 3.0 to 4.4).
 */
#include <errno.h>
#include "netscript_reader.h"

static struct shell_text piece_text(const struct sxp_node *value, struct text piece)
{
	size_t offset = (size_t)(piece.s - value->text.s);
	struct shell_text t = {
		.text = piece, .begin = value->at.begin, .end = value->at.end, .vague = !value->verbatim
	};

	if (value->verbatim) {
		t.begin = value->text_at + offset;
		t.end = t.begin + piece.n;
	}
	return t;
}

static enum netscript_callee callee_of(struct text script)
{
	return text_is(script, "network-bridge") || text_ends(script, "/network-bridge") ? NETSCRIPT_NETWORK_BRIDGE :
	                                                                                   NETSCRIPT_OTHER;
}

int netscript_read_option(struct arena *a, const struct sxp_node *value, struct findings *out, struct netscript **ret)
{
	struct netscript_reader *r = arena_alloc(a, sizeof(*r));
	struct netscript *script = arena_alloc(a, sizeof(*script));
	struct text rest = value->text, piece;
	struct netscript_call *call;
	struct shell_text name;

	if (!r || !script)
		return -ENOMEM;
	*ret = script;
	r->script = script;
	/* The text of a verbatim value stands in its file: so does what is around it. */
	r->shell = (struct shell){ .arena = a, .out = out, .file = value->at.file };
	r->shell.text.s = value->verbatim ? value->text.s - value->text_at : NULL;
	if (value->kind == SXP_LIST || !text_split(&rest, ' ', &piece))
		return 0;
	name = piece_text(value, piece);
	script->script = shell_cell(&r->shell, &name, 0, piece.n);
	call = netscript_add_call(r);
	if (!call)
		return -ENOMEM;
	call->callee = callee_of(piece);
	call->command = NETSCRIPT_HANDED_ON;
	call->script_at = script->script.at;
	call->at = value->at;
	while (!r->shell.error && text_split(&rest, ' ', &piece)) {
		struct shell_text word = piece_text(value, piece);

		/* An empty word behind the command does no harm. */
		if (piece.n)
			netscript_add_word(r, call, &word);
	}
	return r->shell.error ? r->shell.error : out->error;
}
