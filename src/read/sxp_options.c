/*
 * sxp_options.c - the options of xend-config.sxp: which of them count, and what xend makes of their values.
 *
 * Keys and types are those of the key tables. Knows nothing of what the
 * values are good for: that is for the rules.
 */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include "bytes.h"
#include "sxp_reader.h"

/* One conversion. */
struct options {
	struct arena *arena;
	struct findings *out;
	struct sxp *sxp;
	unsigned release; /* an index; where it is not known or has no xend, the last one with xend */
	bool release_known;
	int error;
};

static struct finding *report(struct options *o, enum rule rule, enum severity severity, struct span at,
                              const char *format, ...) __attribute__((format(printf, 5, 6)));
static struct finding *report(struct options *o, enum rule rule, enum severity severity, struct span at,
                              const char *format, ...)
{
	const char *message;
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	message = arena_vprintf(o->arena, format, ap);
	va_end(ap);
	if (!message) {
		o->error = -ENOMEM;
		return NULL;
	}
	f = finding_add(o->out, rule, at, "%s", message);
	finding_severity(o->out, f, severity);
	return f;
}

/* get_config_bool: 1, 0, or -1 for what it refuses. */
static int read_switch(struct text t)
{
	static const char *const words[][6] = {
		{ "no", "n", "0", "off", "false", "f" },
		{ "yes", "y", "1", "on", "true", "t" },
	};

	for (int on = 0; on < 2; on++)
		for (size_t i = 0; i < 6; i++)
			if (t.n == strlen(words[on][i]) && strncasecmp(t.s, words[on][i], t.n) == 0)
				return on;
	return -1;
}

/* Without the blanks that Python's int() passes over. */
static struct text strip(struct text t)
{
	while (t.n && sxp_is_blank(t.s[0]))
		t.s++, t.n--;
	while (t.n && sxp_is_blank(t.s[t.n - 1]))
		t.n--;
	return t;
}

/* get_config_int: Python 2's int(), which takes blanks around the number and its sign. 0, -EINVAL or -ERANGE. */
static int read_integer(struct text t, long long *ret)
{
	bool negative;
	int error;

	t = strip(t);
	negative = text_starts(t, "-");
	if (negative || text_starts(t, "+"))
		t = strip((struct text){ t.s + 1, t.n - 1 });
	if (text_starts(t, "-") || text_starts(t, "+"))
		return -EINVAL;
	error = text_to_number(t, ret);
	if (!error && negative)
		*ret = -*ret;
	return error;
}

static void refuse(struct options *o, const struct sxp_option *option, const char *wanted)
{
	const struct sxp_node *value = option->value;
	struct text key = bytes_excerpt(option->key), text = bytes_excerpt(value->text);

	if (value->kind == SXP_LIST)
		report(o, RULE_XEND_OPTION_VALUE, SEVERITY_ERROR, value->at, "%.*s takes %s, not a list", TEXT_ARG(key),
		       wanted);
	else
		report(o, RULE_XEND_OPTION_VALUE, SEVERITY_ERROR, value->at, "%.*s takes %s, not \"%.*s\"",
		       TEXT_ARG(key), wanted, TEXT_ARG(text));
}

/* The tree below a value. Recursion ends at SXP_NESTING_MAX: deeper lists are not read. */
static int read_any(struct options *o, const struct sxp_node *node, struct value *ret)
{
	int error = 0;

	*ret = (struct value){ .kind = VALUE_STRING, .text = node->text, .at = node->at };
	if (node->kind != SXP_LIST)
		return 0;
	ret->kind = VALUE_LIST;
	ret->text = (struct text){ "", 0 };
	ret->items = arena_array(o->arena, node->n, sizeof(*ret->items));
	if (!ret->items)
		return node->n ? -ENOMEM : 0;
	for (const struct sxp_node *item = node->first; item && !error; item = item->next)
		error = read_any(o, item, &ret->items[ret->n++]);
	return error;
}

/* The value as its types have it; VALUE_NONE, with a finding, for what xend cannot read. */
static void read_value(struct options *o, const struct sxp_option *option, unsigned types, struct value *ret)
{
	const struct sxp_node *node = option->value;
	bool is_list = node->kind == SXP_LIST;
	int error;

	*ret = (struct value){ .at = node->at, .text = node->text };
	if (types & TYPE_BOOLEAN) {
		int on = is_list ? -1 : read_switch(node->text);

		ret->kind = on < 0 ? VALUE_NONE : VALUE_BOOLEAN;
		ret->number = on;
		if (on < 0)
			refuse(o, option, "yes or no");
		return;
	}
	if (types & TYPE_INTEGER) {
		error = is_list ? -EINVAL : read_integer(node->text, &ret->number);
		/* Python's integers have no end, ours have. */
		ret->kind = error == 0 ? VALUE_INTEGER : error == -ERANGE ? VALUE_STRING : VALUE_NONE;
		if (error == -EINVAL)
			refuse(o, option, "a whole number");
		return;
	}
	if (is_list && !(types & TYPE_VALUE)) {
		refuse(o, option, "one word or one string");
		return;
	}
	if (read_any(o, node, ret) < 0)
		o->error = -ENOMEM;
}

/* What stands behind the value: xend does not look at it. */
static void check_rest(struct options *o, const struct sxp_option *option, unsigned types)
{
	const struct sxp_node *first = option->value->next, *last = first;
	bool simple = option->value->kind == SXP_ATOM;
	struct text raw;
	struct finding *f;

	if (!first)
		return;
	for (const struct sxp_node *node = first; node; node = node->next) {
		simple = simple && node->kind == SXP_ATOM;
		last = node;
	}
	f = report(o, RULE_XEND_OPTION_VALUE, SEVERITY_WARNING,
	           span_make(first->at.file, first->at.begin, last->at.end), "xend reads only the first value of %.*s",
	           TEXT_ARG(bytes_excerpt(option->key)));
	if (!(types & TYPE_STRING) || !simple)
		return;
	/* Atoms point into the source: what lies between the first and the last is there, too. */
	raw = (struct text){ option->value->text.s, last->at.end - option->value->at.begin };
	if (text_has(raw, '\'') || text_has(raw, '\\') || text_has(raw, '#') || text_has(raw, '\n'))
		return;
	finding_help(o->out, f, "put all of it between one pair of quotes");
	/* What has no blanks is one word, and commands have arguments; of anything else the first word may be meant. */
	if ((text_has(raw, ' ') || text_has(raw, '\t')) && !text_ends(option->key, "-script"))
		return;
	finding_fix(o->out, f, span_make(first->at.file, option->value->at.begin, last->at.end), "'%.*s'",
	            TEXT_ARG(raw));
}

static void report_unknown(struct options *o, const struct sxp_option *option)
{
	const struct key *meant = key_suggest(KEYS_HOST_OPTION, option->key, TOOLSTACK_XEND, o->release);
	struct text key = bytes_excerpt(option->key);
	struct finding *f =
		report(o, RULE_UNKNOWN_KEY, SEVERITY_WARNING, option->key_at, "no xend reads \"%.*s\"", TEXT_ARG(key));

	if (meant)
		finding_help(o->out, f, "did you mean \"%s\"?", meant->name);
}

static void report_release(struct options *o, const struct sxp_option *option, const struct key *key)
{
	const struct key_use *use = &key->use[TOOLSTACK_XEND];
	bool early = o->release < use->first;

	report(o, RULE_WRONG_RELEASE, SEVERITY_WARNING, option->key_at,
	       "xend of Xen %s does not read \"%s\"; it does %s %s", releases[o->release].name, key->name,
	       early ? "from" : "up to", releases[early ? use->first : use->last].name);
}

static void read_option(struct options *o, const struct sxp_option *option, struct setting *settings, size_t *n)
{
	const struct key *key = key_find(KEYS_HOST_OPTION, option->key);
	struct setting *setting = &settings[*n];
	unsigned types;

	if (!key || !key->use[TOOLSTACK_XEND].types) {
		report_unknown(o, option);
		return;
	}
	if (o->release_known && !key_is_read(key, TOOLSTACK_XEND, o->release)) {
		report_release(o, option, key);
		return;
	}
	types = key->use[TOOLSTACK_XEND].types;
	if (option->shadowed || !option->list->whole)
		return;
	if (!option->value) {
		report(o, RULE_XEND_OPTION_VALUE, SEVERITY_WARNING, option->list->at,
		       "no value: xend takes its default for %s", key->name);
		return;
	}
	check_rest(o, option, types);
	setting->key = (uint16_t)(key - key_lists[KEYS_HOST_OPTION].keys);
	setting->key_at = option->key_at;
	read_value(o, option, types, &setting->value);
	*n += setting->value.kind != VALUE_NONE;
}

/* By key, and among the same by place. */
static int compare_options(const void *a, const void *b)
{
	const struct sxp_option *x = *(struct sxp_option *const *)a, *y = *(struct sxp_option *const *)b;
	int order = text_compare(x->key, y->key);

	return order ? order : x < y ? -1 : x > y;
}

static void mark_shadowed(struct options *o)
{
	struct sxp *sxp = o->sxp;
	struct sxp_option **sorted = arena_array(o->arena, sxp->n_options + 1, sizeof(struct sxp_option *)), *first;

	if (!sorted) {
		o->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < sxp->n_options; i++)
		sorted[i] = &sxp->options[i];
	qsort(sorted, sxp->n_options, sizeof(struct sxp_option *), compare_options);
	first = sorted[0];
	for (size_t i = 1; i < sxp->n_options; i++) {
		if (!text_same(first->key, sorted[i]->key)) {
			first = sorted[i];
			continue;
		}
		sorted[i]->shadowed = true;
		finding_label(o->out,
		              report(o, RULE_DUPLICATE_KEY, SEVERITY_WARNING, sorted[i]->key_at,
		                     "%.*s is given twice; the first one wins", TEXT_ARG(bytes_excerpt(first->key))),
		              first->key_at, "this is the one that xend reads");
	}
}

/* What stands on the top level and is no (key value): xend takes it and never looks at it. */
static void check_top(struct options *o)
{
	size_t i = 0;

	for (const struct sxp_node *node = o->sxp->first; node; node = node->next) {
		if (i < o->sxp->n_options && o->sxp->options[i].list == node)
			i++;
		else if (node->kind != SXP_LIST)
			report(o, RULE_SYNTAX, SEVERITY_WARNING, node->at,
			       "xend passes over a word outside of parentheses");
		else if (node->whole)
			report(o, RULE_SYNTAX, SEVERITY_WARNING, node->at,
			       "xend passes over a list that begins with no key");
	}
}

/* What `xm list --long` prints, and `xm create -F` takes: no options of xend, whether it is sound or not. */
static bool is_domain(const struct sxp *sxp)
{
	return sxp->n_options && (text_is(sxp->options[0].key, "domain") || text_is(sxp->options[0].key, "vm"));
}

int sxp_settings(struct arena *a, struct sxp *sxp, unsigned release, struct findings *out,
                 struct setting **ret_settings, size_t *ret_n)
{
	struct options o = { .arena = a, .out = out, .sxp = sxp, .release = release };

	*ret_n = 0;
	*ret_settings = arena_array(a, sxp->n_options + 1, sizeof(**ret_settings));
	if (!*ret_settings)
		return -ENOMEM;
	o.release_known = release < n_releases && releases[release].has[TOOLSTACK_XEND];
	if (!o.release_known)
		o.release = RELEASE_4_4;
	if (is_domain(sxp))
		return 0;
	check_top(&o);
	mark_shadowed(&o);
	for (size_t i = 0; i < sxp->n_options && !o.error; i++)
		read_option(&o, &sxp->options[i], *ret_settings, ret_n);
	return o.error ? o.error : out->error;
}

const struct sxp_option *sxp_find(const struct sxp *sxp, struct text key)
{
	for (size_t i = 0; i < sxp->n_options; i++)
		if (text_same(sxp->options[i].key, key))
			return &sxp->options[i];
	return NULL;
}
