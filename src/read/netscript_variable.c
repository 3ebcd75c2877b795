/*
 * netscript_variable.c - what the variables of a script hold, as far as one reading can tell.
 *
 * A value counts as known when the variable gets it once, whatever happens,
 * and it is written out. It follows no function call.
 */
#include <errno.h>
#include <xencfg/hash.h>
#include "netscript_reader.h"

enum { FIRST_SLOTS = 32 };

/* The slot of a name: the one that holds it, or the empty one where it belongs. At least half of them are empty. */
static uint32_t *find_slot(const struct netscript_reader *r, struct text name)
{
	uint64_t hash = hash_add(HASH_START, name);
	size_t mask = r->n_slots - 1, i = (hash ^ hash >> 32) & mask;

	while (r->slots[i] && !text_same(r->variables[r->slots[i] - 1].name, name))
		i = (i + 1) & mask;
	return &r->slots[i];
}

/* The variables and their slots grow together: there are half as many. */
static int grow(struct netscript_reader *r)
{
	size_t n_slots = r->n_slots ? r->n_slots * 2 : FIRST_SLOTS;
	struct shell_variable *variables = arena_array(r->shell.arena, n_slots / 2, sizeof(*variables));
	uint32_t *slots = arena_array(r->shell.arena, n_slots, sizeof(*slots));

	if (!variables || !slots)
		return r->shell.error = -ENOMEM;
	if (r->n_variables)
		memcpy(variables, r->variables, r->n_variables * sizeof(*variables));
	r->variables = variables;
	r->slots = slots;
	r->n_slots = n_slots;
	for (size_t i = 0; i < r->n_variables; i++)
		*find_slot(r, variables[i].name) = (uint32_t)i + 1;
	return 0;
}

const struct shell_variable *netscript_variable(const struct netscript_reader *r, struct text name)
{
	uint32_t slot = r->n_variables && name.n ? *find_slot(r, name) : 0;

	return slot ? &r->variables[slot - 1] : NULL;
}

void netscript_assign(struct netscript_reader *r, struct text name, const struct shell_text *value, bool add)
{
	uint32_t *slot = r->n_slots ? find_slot(r, name) : NULL;
	bool first = !slot || !*slot;
	struct shell_variable *v;

	if (first) {
		if (r->n_variables == r->n_slots / 2 && grow(r) < 0)
			return;
		r->variables[r->n_variables] = (struct shell_variable){ .name = name };
		slot = find_slot(r, name);
		*slot = (uint32_t)++r->n_variables;
	}
	v = &r->variables[*slot - 1];
	/* Not when only some ways through the script lead here. */
	v->known = first && value && !add && !shell_expands(value) && !r->part;
	v->value = value ? value->text : (struct text){ "", 0 };
	if (value && shell_expands(value) && value->expands_from == 0 && value->expands_to == value->text.n)
		v->command = v->command || netscript_is_command(r, value->text);
}

size_t netscript_assignment(struct text t)
{
	size_t n = shell_name_length(t);

	if (n == 0 || n == t.n)
		return 0;
	if (t.s[n] == '[') {
		const char *close = memchr(t.s + n, ']', t.n - n);

		n = close ? (size_t)(close - t.s) + 1 : t.n;
	}
	if (n < t.n && t.s[n] == '+')
		n++;
	return n < t.n && t.s[n] == '=' ? n + 1 : 0;
}

void netscript_assign_word(struct netscript_reader *r, struct shell_word word)
{
	struct text raw = shell_raw(&r->shell, word);
	size_t at = netscript_assignment(raw), n = shell_name_length(raw);
	struct shell_text value;
	bool simple = at == n + 1;

	if (!at)
		return;
	if (!simple)
		shell_report_bash(&r->shell, word.begin, word.begin + at, "this assignment");
	value = shell_decode(&r->shell, (struct shell_word){ word.begin + at, word.end });
	netscript_assign(r, (struct text){ raw.s, n }, &value, !simple);
}
