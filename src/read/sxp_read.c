/*
 * sxp_read.c - S-expressions to a tree, as xend/sxp.py reads them.
 *
 * Judges no key and no value. The text is read twice: first to see whether
 * something is never closed, then to make the tree, with guesses only where
 * there is something to guess. No recursion.
 */
#include <errno.h>
#include <stdarg.h>
#include "bytes.h"
#include "sxp_reader.h"

static struct finding *add(struct sxp_reader *r, size_t begin, size_t end, const char *format, va_list ap)
	__attribute__((format(printf, 4, 0)));
static struct finding *add(struct sxp_reader *r, size_t begin, size_t end, const char *format, va_list ap)
{
	const char *message = arena_vprintf(r->arena, format, ap);

	if (!message) {
		r->error = -ENOMEM;
		return NULL;
	}
	return finding_add(r->out, RULE_SYNTAX, span_make(r->file, begin, end), "%s", message);
}

struct finding *sxp_error(struct sxp_reader *r, size_t begin, size_t end, const char *format, ...)
{
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	f = add(r, begin, end, format, ap);
	va_end(ap);
	r->sxp->accepted = false;
	return f;
}

struct finding *sxp_warning(struct sxp_reader *r, size_t begin, size_t end, const char *format, ...)
{
	struct finding *f;
	va_list ap;

	va_start(ap, format);
	f = add(r, begin, end, format, ap);
	va_end(ap);
	finding_severity(r->out, f, SEVERITY_WARNING);
	return f;
}

struct sxp_node *sxp_add(struct sxp_reader *r, enum sxp_kind kind, size_t begin, size_t end)
{
	struct sxp_node *node = r->too_deep ? NULL : arena_alloc(r->arena, sizeof(*node));

	if (!node) {
		r->error = r->too_deep ? r->error : -ENOMEM;
		return NULL;
	}
	node->kind = kind;
	node->whole = true;
	node->at = span_make(r->file, begin, end);
	*r->end[r->depth] = node;
	r->end[r->depth] = &node->next;
	++*(r->depth ? &r->open[r->depth - 1]->n : &r->sxp->n);
	return node;
}

/* Is a string or a list still open at the end? Mistakes of other kinds do not matter. */
static bool is_unclosed(const struct sxp_reader *r)
{
	struct text t = r->text;
	size_t depth = 0;
	bool in_word = false;

	for (size_t i = r->at; i < t.n; i++) {
		char c = t.s[i];

		if (c == '#') {
			while (i + 1 < t.n && t.s[i + 1] != '\n')
				i++;
		} else if ((c == '\'' || c == '"') && !in_word) {
			for (i++; i < t.n && t.s[i] != c; i++)
				i += t.s[i] == '\\';
			if (i >= t.n)
				return true;
			continue;
		} else if (c == '(') {
			depth++;
		} else if (c == ')') {
			depth -= depth > 0;
		}
		/* What ends an atom begins one, but for blanks, comments and parentheses. */
		in_word = !sxp_is_blank(c) && !strchr("()#", c);
	}
	return depth > 0;
}

static void open_list(struct sxp_reader *r)
{
	struct sxp_node *list;

	if (r->depth == SXP_NESTING_MAX || r->too_deep) {
		if (!r->too_deep++)
			sxp_error(r, r->at, r->at + 1, "lists nested deeper than %d levels", SXP_NESTING_MAX);
		r->at++;
		return;
	}
	list = sxp_add(r, SXP_LIST, r->at, r->at + 1);
	r->at++;
	if (!list)
		return;
	list->whole = false;
	r->open[r->depth++] = list;
	r->end[r->depth] = &list->first;
}

static void close_list(struct sxp_reader *r)
{
	struct sxp_node *list;

	r->at++;
	if (r->too_deep) {
		r->too_deep--;
	} else if (r->depth) {
		list = r->open[--r->depth];
		list->whole = !r->forgiven;
		list->at.end = (uint32_t)r->at;
		if (r->depth == 0)
			r->forgiven = false;
	} else {
		sxp_error(r, r->at - 1, r->at, "a parenthesis that closes nothing");
	}
}

/* A line begins an option, or the file ends, inside of lists. */
static void close_all(struct sxp_reader *r)
{
	struct finding *f;

	if (r->depth && !r->forgiven) {
		f = sxp_error(r, r->open[0]->at.begin, r->open[0]->at.begin + 1,
		              "the list that begins here has no end");
		if (r->depth > 1)
			finding_label(r->out, f,
			              span_make(r->file, r->open[r->depth - 1]->at.begin,
			                        r->open[r->depth - 1]->at.begin + 1),
			              "nor has this one");
		finding_help(r->out, f, "%u closing parenthes%s missing", r->depth, r->depth == 1 ? "is is" : "es are");
	}
	while (r->depth)
		r->open[--r->depth]->at.end = (uint32_t)r->at;
	r->too_deep = 0;
	r->forgiven = false;
}

static void read_item(struct sxp_reader *r)
{
	char c = r->text.s[r->at];

	if (r->depth && r->unclosed && sxp_line_opens(r, r->at))
		close_all(r);
	if (sxp_is_blank(c))
		r->at++;
	else if (c == '(')
		open_list(r);
	else if (c == ')')
		close_list(r);
	else if (c == '\'' || c == '"')
		sxp_read_string(r);
	else if (c > ' ' && c <= '~')
		sxp_read_atom(r);
	else
		sxp_read_odd(r);
}

static void read_all(struct sxp_reader *r)
{
	r->unclosed = is_unclosed(r);
	while (r->at < r->text.n && !r->error) {
		char c = r->text.s[r->at];

		if (c == '#') {
			const char *end = memchr(r->text.s + r->at, '\n', r->text.n - r->at);

			r->at = end ? (size_t)(end - r->text.s) : r->text.n;
		} else if (c == '\4' && r->depth == 0) {
			sxp_warning(r, r->at, r->at + 1,
			            "a control character (end of transmission): xend reads no further");
			return;
		} else {
			read_item(r);
		}
	}
	close_all(r);
}

/* The value behind the key as child_value finds it: a list (@ …) right behind the key is passed over. */
static const struct sxp_node *value_of(const struct sxp_node *list)
{
	const struct sxp_node *value = list->first->next;

	if (value && value->kind == SXP_LIST && value->first && value->first->kind != SXP_LIST &&
	    text_is(value->first->text, "@"))
		value = value->next;
	return value;
}

static void list_options(struct sxp_reader *r)
{
	struct sxp *sxp = r->sxp;

	sxp->options = arena_array(r->arena, sxp->n + 1, sizeof(*sxp->options));
	if (!sxp->options) {
		r->error = -ENOMEM;
		return;
	}
	for (const struct sxp_node *node = sxp->first; node; node = node->next) {
		const struct sxp_node *key = node->first;

		if (node->kind == SXP_LIST && key && key->kind != SXP_LIST)
			sxp->options[sxp->n_options++] = (struct sxp_option){
				.key = key->text, .key_at = key->at, .list = node, .value = value_of(node)
			};
	}
}

static void check_characters(struct sxp_reader *r)
{
	size_t at = text_utf8_length(r->text);

	if (at == r->text.n)
		return;
	finding_help(r->out,
	             finding_add(r->out, RULE_UNREADABLE, span_make(r->file, at, at + 1), "byte 0x%02x is no UTF-8",
	                         (unsigned)(unsigned char)r->text.s[at]),
	             "save the file as UTF-8");
}

int sxp_read(struct arena *a, const struct sources *sources, uint32_t file, unsigned release, struct findings *out,
             struct sxp **ret)
{
	const struct source *source = sources_get(sources, file);
	struct sxp_reader r = { .arena = a, .out = out, .file = file };

	if (!source)
		return -EINVAL;
	r.text = source->text;
	r.sxp = arena_alloc(a, sizeof(*r.sxp));
	if (!r.sxp)
		return -ENOMEM;
	*ret = r.sxp;
	r.end[0] = &r.sxp->first;
	r.splits_at_exclamation = release == n_releases || release < RELEASE_4_0;
	r.sxp->accepted = !bytes_report_nul(out, file, r.text);
	if (!r.sxp->accepted)
		return out->error;
	r.at = bytes_report_mark(out, file, r.text, "xend takes it for a wrong character");
	r.sxp->accepted = r.at == 0;
	check_characters(&r);
	bytes_report_returns(out, file, r.text, SEVERITY_NOTE, "");
	read_all(&r);
	if (!r.error)
		list_options(&r);
	return r.error ? r.error : out->error;
}
