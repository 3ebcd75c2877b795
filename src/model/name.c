/*
 * name.c - which names are safe where.
 *
 * One question a function; the answer is a reason in words or NULL.
 */
#include <xencfg/name.h>

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_safe(char c, const char *more)
{
	return is_alphanumeric(c) || (c != '\0' && strchr(more, c));
}

static bool all_safe(struct text t, const char *more)
{
	for (size_t i = 0; i < t.n; i++)
		if (!is_safe(t.s[i], more))
			return false;
	return true;
}

const char *link_name_wrong(struct text name, size_t max)
{
	if (name.n == 0)
		return "is empty";
	if (name.n > max)
		return max == LINK_NAME_MAX ? "is longer than the 15 bytes that the kernel allows" :
		                              "is too long: with what Xen's scripts add it has more than 15 bytes";
	if (text_is(name, ".") || text_is(name, ".."))
		return "is one that the kernel refuses";
	if (name.s[0] == '-')
		return "begins with a dash, which ip and brctl take for an option";
	for (size_t i = 0; i < name.n; i++)
		if (!is_safe(name.s[i], "_.-+")) {
			if (name.s[i] == ' ' || name.s[i] == '\t')
				return "holds a blank";
			if (name.s[i] == '/')
				return "holds a slash";
			return "holds a character that the kernel or Xen's scripts cannot take";
		}
	return NULL;
}

const char *guest_name_wrong(struct text name, enum toolstack toolstack, unsigned release, bool described)
{
	bool xend = toolstack == TOOLSTACK_XEND, slash = xend && release <= RELEASE_3_4 && !described;

	if (name.n == 0)
		return "is empty";
	if (name.n > GUEST_NAME_MAX)
		return "is longer than 200 bytes";
	if (text_is(name, ".") || text_is(name, ".."))
		return "cannot be the name of a file";
	if (text_has(name, '/') && !slash)
		return "holds a slash, so it cannot be the name of a file";
	if (name.s[0] == '-')
		return "begins with a dash, which xm and xl take for an option";
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.s[i];

		if (c < 0x20 || c == 0x7f)
			return "holds a control character";
		if (xend && !is_safe(name.s[i], "_.:+-/"))
			return "holds a character that xend refuses: it takes letters, digits and _ . : + -";
		if (described && strchr("'\"`\\$;&|<>(){}[]*?!#~,=", name.s[i]))
			return "holds a character that shells and configs take for syntax";
	}
	return NULL;
}

const char *script_name_wrong(struct text name)
{
	if (name.n == 0)
		return "is empty";
	if (name.s[0] == '-' || name.s[0] == ' ')
		return "begins with a dash or a blank";
	if (!all_safe(name, "_.-+/= :@"))
		return "holds a character that shells take for syntax";
	return NULL;
}

/* A VLAN number, taken off the front. */
static bool take_vlan(struct text *t, unsigned long long *ret)
{
	size_t i = 0;

	for (*ret = 0; i < t->n && i < 5 && t->s[i] >= '0' && t->s[i] <= '9'; i++)
		*ret = *ret * 10 + (unsigned long long)(t->s[i] - '0');
	t->s += i;
	t->n -= i;
	return i > 0;
}

/* One of: N, A-B, START+STEPxCOUNT; behind it `p` (one number only) or `u`. */
static const char *vlan_term_wrong(struct text t, unsigned *ret_pvids)
{
	static const char range[] = "names a VLAN outside 1 to 4094";
	unsigned long long first, last, step, count;
	bool single = true;

	if (!take_vlan(&t, &first))
		return "has a part that is no number";
	last = first;
	if (t.n && t.s[0] == '-') {
		t.s++, t.n--;
		single = false;
		if (!take_vlan(&t, &last))
			return "has a range without an end";
		if (last < first)
			return "has a range that runs backwards";
	} else if (t.n && t.s[0] == '+') {
		t.s++, t.n--;
		single = false;
		if (!take_vlan(&t, &step) || t.n == 0 || t.s[0] != 'x')
			return "has a series that is not START+STEPxCOUNT";
		t.s++, t.n--;
		if (!take_vlan(&t, &count))
			return "has a series that is not START+STEPxCOUNT";
		last = first + step * count;
	}
	if (first < 1 || first > 4094 || last < 1 || last > 4094)
		return range;
	if (t.n == 1 && t.s[0] == 'p' && single) {
		++*ret_pvids;
		return NULL;
	}
	return t.n == 0 || (t.n == 1 && t.s[0] == 'u') ? NULL :
	                                                 "has a part that is neither N, A-B nor START+STEPxCOUNT";
}

const char *vlan_list_wrong(struct text list)
{
	unsigned pvids = 0, terms = 0;
	struct text rest = list, term;
	const char *why;

	while (text_split(&rest, '/', &term)) {
		why = vlan_term_wrong(term, &pvids);
		if (why)
			return why;
		terms++;
	}
	if (pvids > 1)
		return "marks more than one VLAN as the untagged one (p)";
	if (pvids == 0 && (terms > 1 || text_has(list, '-') || text_has(list, '+')))
		return "marks no VLAN as the untagged one (as in 10p/20)";
	return NULL;
}

const char generated_mark[] = "# Made by xencfg from ";
