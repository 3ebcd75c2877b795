/*
 * template.h - templates: what is written, readable as such.
 *
 * Three constructs of Mustache, with its rules for tags alone on a line:
 * {{name}}, {{#list}}…{{/list}}, {{^list}}…{{/list}}. The first line,
 * {{! xencfg: python }}, names the target's syntax and thereby how every
 * value is quoted. Names are bound when a template is read: one that its
 * view does not have is a finding, and rendering cannot meet it.
 */
#ifndef XENCFG_TEMPLATE_H
#define XENCFG_TEMPLATE_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>
#include <xencfg/value.h>

enum {
	TEMPLATE_DEPTH_MAX = 8, /* sections in sections */
};

/* How a value is written so that the target reads the same value again (quote.c). */
enum syntax {
	SYNTAX_PYTHON, /* xm: a Python 2 literal in ASCII */
	SYNTAX_SXP,    /* xend-config.sxp, in ASCII */
	SYNTAX_SHELL,  /* one word of bash */
	SYNTAX_CONF,   /* libxlutil: xl's .cfg and xl.conf */
	SYNTAX_HTML,   /* text of a page, also in an attribute between quotes: what nobody runs is never refused */
	SYNTAXES
};

/*
 * Appends the value as a literal. Returns 0 or -EILSEQ, with nothing
 * appended, when the syntax cannot hold it (a control character; beyond
 * ASCII in a shell word).
 */
int quote_value(struct sb *out, enum syntax syntax, const struct value *v);

/* What a template may name: the fields of one kind of thing. */
struct view_type {
	struct view_field {
		const char *name;
		const struct view_type *items; /* of a list; NULL: a value or a flag */
		bool flag;                     /* true or false, for sections */
	} const *fields;
	size_t n;
};

/* One thing: a slot for each field of its type, in their order. */
struct view {
	struct view_slot {
		const struct value *value; /* of a value field */
		const char *word;          /* or a word that is written as it is: a key, a number */
		struct text raw;           /* or text that is written as it is */
		const struct view *items;  /* of a list */
		size_t n;                  /* of a list; of a flag: 0 or 1 */
	} * slots;
};

struct template
{
	enum syntax syntax;
	struct template_op *ops;
	size_t n;
};

/*
 * Reads a registered source against the type that it will be rendered
 * with. Returns 0, -EINVAL with findings (XC002 for form, XC006 for a name
 * that is not there), or -ENOMEM. Borrows the source's text.
 */
int template_read(struct arena *arena, const struct sources *sources, uint32_t file, const struct view_type *type,
                  struct findings *out, struct template *ret);

/*
 * Appends the text. `syntax` is the template's own, or what its target
 * asks for instead. Returns 0, -ENOMEM, or -EILSEQ with the value that
 * cannot be written.
 */
int template_render(struct sb *out, const struct template *t, enum syntax syntax, const struct view *view,
                    const struct value **ret_bad);

#endif
