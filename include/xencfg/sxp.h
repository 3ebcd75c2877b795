/*
 * sxp.h - S-expressions as xend reads them, with places; the options of xend-config.sxp.
 *
 * The grammar is that of Parser in tools/python/xen/xend/sxp.py (3.2.0-rc6;
 * 3.0.4 to 4.4 differ in '!' only), with its oddities. Nothing is executed.
 */
#ifndef XENCFG_SXP_H
#define XENCFG_SXP_H

#include <xencfg/finding.h>
#include <xencfg/keys.h>
#include <xencfg/value.h>

/* Deeper lists are refused, here and nowhere in xend. Whoever walks the tree may rely on it. */
enum { SXP_NESTING_MAX = 64 };

enum sxp_kind { SXP_LIST, SXP_ATOM, SXP_STRING };

struct sxp_node {
	enum sxp_kind kind;
	bool verbatim; /* byte i of the text stands at offset text_at + i of the file */
	bool whole;    /* closed where its author meant it to be; an atom always is */
	uint32_t text_at;
	struct span at;                /* with the quotes or parentheses */
	struct text text;              /* of an atom or a string: decoded; may hold any byte */
	struct sxp_node *first, *next; /* of a list: its first item; the item behind this one */
	size_t n;                      /* of a list: its items */
};

/* A list of the top level that begins with a word: (key value …). */
struct sxp_option {
	struct text key;
	struct span key_at;
	const struct sxp_node *list;
	const struct sxp_node *value; /* the one that xend takes; NULL when there is none */
	bool shadowed;                /* an earlier one has the same key, and wins; known after sxp_settings */
};

struct sxp {
	struct sxp_node *first; /* of the top level */
	size_t n;
	struct sxp_option *options; /* in the order of the file */
	size_t n_options;
	bool accepted; /* xend's own reader would take the file */
};

/*
 * Reads a registered source. Findings go to `out`, all of one run: after a
 * mistake reading goes on, so that `ret` holds whatever could be read even
 * where accepted is false. `release` is an index or n_releases: not known.
 * Everything returned lives in the arena and points into the source.
 *
 * Escapes in strings: \a \b \t \n \v \f \r \\ \' \" and up to three octal
 * digits work. \x takes exactly two digits and counts letters from 0 instead
 * of 10. Of any other escape xend keeps the backslash and drops the character.
 *
 * Returns 0, -ENOMEM, or -EINVAL when there is no such source; what is wrong
 * with the file is no error of the function.
 */
int sxp_read(struct arena *a, const struct sources *sources, uint32_t file, unsigned release, struct findings *out,
             struct sxp **ret);

/*
 * The options of xend-config.sxp as settings of KEYS_HOST_OPTION, those that
 * count and that this release's xend knows (any, where the release is not
 * known). A switch becomes VALUE_BOOLEAN, a number VALUE_INTEGER; a value that
 * xend cannot read is left out. Reports what is wrong with keys and values:
 * get_config_bool and get_config_int in xend/XendOptions.py, 3.2 to 4.4
 * (XendRoot.py before); child_value in sxp.py: the first of two keys counts,
 * and the first value behind a key.
 *
 * Returns 0 or -ENOMEM.
 */
int sxp_settings(struct arena *a, struct sxp *sxp, unsigned release, struct findings *out,
                 struct setting **ret_settings, size_t *ret_n);

/* The option of a key that counts; NULL when there is none. Looks at all of them. */
const struct sxp_option *sxp_find(const struct sxp *sxp, struct text key);

/* The place of text[begin, end) of an atom or string; the whole literal where the text is not verbatim. */
static inline struct span sxp_text_span(const struct sxp_node *node, size_t begin, size_t end)
{
	return node->verbatim ? span_make(node->at.file, node->text_at + begin, node->text_at + end) : node->at;
}

#endif
