/*
 * domu_xm_names.c - what the names of a config stand for, while it is read and at its end.
 *
 * xm runs the file with names of its own (Opts.load in
 * tools/python/xen/xm/opts.py, 3.2) and takes for options what the file
 * leaves behind. Functions see none of the file's names: their globals are
 * others.
 */
#include <stdlib.h>

#include "domu_xm.h"

/* Python 2's own names and those that xm puts there; sorted, a test holds them to it. */
const char *const xm_builtins[] = {
	"ArithmeticError",
	"AssertionError",
	"AttributeError",
	"BaseException",
	"BufferError",
	"BytesWarning",
	"DeprecationWarning",
	"EOFError",
	"Ellipsis",
	"EnvironmentError",
	"Exception",
	"FloatingPointError",
	"FutureWarning",
	"GeneratorExit",
	"IOError",
	"ImportError",
	"ImportWarning",
	"IndentationError",
	"IndexError",
	"KeyError",
	"KeyboardInterrupt",
	"LookupError",
	"MemoryError",
	"NameError",
	"NotImplemented",
	"NotImplementedError",
	"OSError",
	"OverflowError",
	"PendingDeprecationWarning",
	"ReferenceError",
	"RuntimeError",
	"RuntimeWarning",
	"StandardError",
	"StopIteration",
	"SyntaxError",
	"SyntaxWarning",
	"SystemError",
	"SystemExit",
	"TabError",
	"TypeError",
	"UnboundLocalError",
	"UnicodeDecodeError",
	"UnicodeEncodeError",
	"UnicodeError",
	"UnicodeTranslateError",
	"UnicodeWarning",
	"UserWarning",
	"ValueError",
	"Vars",
	"Warning",
	"ZeroDivisionError",
	"__builtins__",
	"__debug__",
	"__doc__",
	"__import__",
	"__name__",
	"__package__",
	"abs",
	"add_offset_to_ip",
	"all",
	"any",
	"apply",
	"basestring",
	"bin",
	"bool",
	"buffer",
	"bytearray",
	"bytes",
	"callable",
	"check_subnet",
	"chr",
	"classmethod",
	"cmp",
	"coerce",
	"compile",
	"complex",
	"copyright",
	"credits",
	"delattr",
	"dict",
	"dir",
	"divmod",
	"enumerate",
	"errno",
	"eval",
	"execfile",
	"exit",
	"file",
	"filter",
	"float",
	"format",
	"frozenset",
	"get_current_ipaddr",
	"get_current_ipgw",
	"get_current_ipmask",
	"get_defaultroute",
	"getattr",
	"globals",
	"hasattr",
	"hash",
	"help",
	"hex",
	"id",
	"inet_aton",
	"inet_ntoa",
	"input",
	"int",
	"intern",
	"isinstance",
	"issubclass",
	"iter",
	"len",
	"license",
	"list",
	"locals",
	"long",
	"map",
	"max",
	"memoryview",
	"min",
	"next",
	"object",
	"oct",
	"open",
	"ord",
	"os",
	"pow",
	"print",
	"property",
	"quit",
	"range",
	"raw_input",
	"re",
	"reduce",
	"reload",
	"repr",
	"reversed",
	"round",
	"set",
	"setattr",
	"slice",
	"socket",
	"sorted",
	"staticmethod",
	"str",
	"struct",
	"sum",
	"super",
	"sys",
	"tuple",
	"type",
	"unichr",
	"unicode",
	"vars",
	"xm_file",
	"xm_help",
	"xm_vars",
	"xrange",
	"zip",
};
const size_t xm_n_builtins = sizeof(xm_builtins) / sizeof(xm_builtins[0]);

static int compare_name(const void *key, const void *item)
{
	return text_compare(*(const struct text *)key, text_of(*(const char *const *)item));
}

static bool is_builtin(struct text name)
{
	return bsearch(&name, xm_builtins, xm_n_builtins, sizeof(xm_builtins[0]), compare_name) != NULL;
}

/* The reader's own number of an assignment says when it was made, and whether it may not have been made. */
static size_t stamp(const struct xm *m)
{
	return m->epoch << 1 | (m->mode == XM_MAYBE);
}

static bool is_forgotten(const struct xm *m, const struct domu_assignment *a)
{
	return m->forever || a->room >> 1 != m->epoch;
}

void xm_forget_names(struct xm *m, bool forever)
{
	if (m->mode == XM_DEAD)
		return;
	m->epoch++;
	m->forever |= forever;
	m->open_names = true;
	m->r->domu->dynamic = true;
}

/* What can read or change the file's names behind our back. */
static void note_powers(struct xm *m, struct text name)
{
	if (text_is(name, "locals") || text_is(name, "globals") || text_is(name, "vars"))
		xm_forget_names(m, true);
	else if (text_is(name, "execfile") || text_is(name, "eval") || text_is(name, "input"))
		xm_forget_names(m, false);
}

void xm_lookup(struct xm *m, struct text name, struct span at, struct domu_value *ret)
{
	struct domu_assignment *a = m->mode == XM_DEAD ? NULL : reader_find(m->r, name);

	*ret = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = at };
	xm_note_python(m, at);
	if (a) {
		a->used = true;
		if (!is_forgotten(m, a))
			*ret = a->value;
		if (ret->kind == DOMU_UNKNOWN || (ret->list && ret->list->unknown))
			xm_unknown(m, ret, at);
	} else if (text_is(name, "None")) {
		ret->kind = DOMU_NONE;
		ret->text = name;
	} else if (text_is(name, "True") || text_is(name, "False")) {
		ret->kind = DOMU_BOOL;
		ret->text = name;
		ret->number = text_is(name, "True");
	} else {
		if (is_builtin(name))
			note_powers(m, name);
		else if (!m->open_names && m->mode == XM_LIVE)
			xm_fault(m, at, "put a value between quotes",
			         "%.*s is not quoted, and no name that Python knows here", TEXT_ARG(name));
		xm_unknown(m, ret, at);
	}
}

/* The value, or the item of it, that only a running Python knows; NULL: there is none. */
static const struct domu_value *unknown_part(const struct domu_value *v)
{
	if (v->list && v->list->doubtful)
		return &v->list->items[v->list->doubtful - 1];
	return v->kind == DOMU_UNKNOWN ? v : NULL;
}

/* The rules that need such a value keep silent, and this says so: once for each name. */
static void note_unknown(struct xm *m, struct text name, const struct domu_value *v,
                         const struct domu_assignment *before)
{
	const struct domu_value *unknown = unknown_part(v);

	if (!unknown || m->fault.message)
		return;
	m->python_told |= unknown->at.begin <= m->python.begin && m->python.begin < unknown->at.end;
	if (before && !before->helper && unknown_part(&before->value))
		return;
	reader_remark(m->r, RULE_PYTHON_NEEDED, SEVERITY_NOTE, unknown->at, "%s%.*s is only known when Python runs",
	              unknown == v ? "" : "an item of ", TEXT_ARG(name));
}

void xm_bind(struct xm *m, struct text name, struct span at, struct domu_value *v, bool append)
{
	struct domu_assignment *a = reader_find(m->r, name);
	struct domu_value value = *v;

	if (text_is(name, "None")) {
		xm_syntax(m, at, "Python lets nothing be assigned to None");
		return;
	}
	if (m->mode == XM_DEAD)
		return;
	if (a && !append && m->mode == XM_LIVE && m->blocks == 0 && !a->used && !a->helper && a->room == stamp(m))
		reader_duplicate(m->r, a->key_at, name, at);
	if (m->mode == XM_MAYBE) {
		xm_leak(v);
		xm_unknown(m, &value, v->at);
	}
	note_unknown(m, name, &value, a);
	a = reader_assign(m->r, name, at, append);
	if (!a)
		return;
	a->value = value;
	a->room = stamp(m);
}

void xm_bind_lost(struct xm *m, struct text name, struct span at)
{
	struct domu_assignment *a = m->mode == XM_DEAD ? NULL : reader_assign(m->r, name, at, false);

	if (!a)
		return;
	a->value.at = at;
	a->room = stamp(m);
}

void xm_lose(struct xm *m, size_t first)
{
	struct domu *domu = m->r->domu;

	for (size_t i = first; i < domu->n; i++)
		domu->items[i].value = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = domu->items[i].value.at };
}

void xm_bind_helper(struct xm *m, struct text name, struct span at)
{
	struct domu_assignment *a = m->mode == XM_DEAD ? NULL : reader_assign(m->r, name, at, false);

	if (!a)
		return;
	a->used = a->helper = true;
	a->value = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = at };
	a->room = stamp(m);
}

/* Hands the final items to the value. Bodies nest no deeper than DOMU_NESTING_MAX; each is walked once. */
static void resolve_value(struct domu_value *v)
{
	struct domu_list *list = v->list;

	if (!list)
		return;
	if (list->unknown) {
		*v = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = v->at };
		return;
	}
	v->items = list->items;
	v->n = list->n;
	if (list->done)
		return;
	list->done = true;
	for (size_t i = 0; i < list->n; i++)
		resolve_value(&list->items[i]);
}

void xm_resolve(struct xm *m)
{
	struct domu *domu = m->r->domu;

	for (size_t i = 0; i < domu->n; i++) {
		struct domu_assignment *a = &domu->items[i];

		if (is_forgotten(m, a))
			a->value = (struct domu_value){ .kind = DOMU_UNKNOWN, .at = a->value.at };
		resolve_value(&a->value);
		if (a->used)
			reader_find(m->r, a->key)->used = true;
	}
	for (size_t i = 0; i < domu->n; i++)
		domu->items[i].used = reader_find(m->r, domu->items[i].key)->used;
}
