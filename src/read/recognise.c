/*
 * recognise.c - tells the kinds of configuration apart by looking at lines.
 *
 * A guess good enough to choose a reader; what is wrong with a file is the
 * reader's to say.
 */
#include <xencfg/recognise.h>

static struct text trim_left(struct text t)
{
	while (t.n && (t.s[0] == ' ' || t.s[0] == '\t' || t.s[0] == '\r' || t.s[0] == '\n'))
		t.s++, t.n--;
	return t;
}

/* The first character that is neither blank nor in a comment; 0 at the end. */
static char first_character(struct text t)
{
	if (text_starts(t, "\xef\xbb\xbf"))
		t.s += 3, t.n -= 3;
	for (t = trim_left(t); t.n && t.s[0] == '#'; t = trim_left(t)) {
		struct text line;

		text_split(&t, '\n', &line);
		if (!t.s)
			return '\0';
	}
	return t.n ? t.s[0] : '\0';
}

/* "vif" of "  vif = [" and "vif+=["; empty when the line assigns nothing. */
static struct text assigned_name(struct text line)
{
	struct text name, rest;
	size_t n = 0;

	line = trim_left(line);
	while (n < line.n &&
	       ((line.s[n] >= 'a' && line.s[n] <= 'z') || (line.s[n] >= 'A' && line.s[n] <= 'Z') || line.s[n] == '_' ||
	        (n && line.s[n] >= '0' && line.s[n] <= '9') || (n && line.s[n] == '.')))
		n++;
	name = (struct text){ line.s, n };
	rest = text_trim((struct text){ line.s + n, line.n - n });
	if (text_starts(rest, "+="))
		rest.s++, rest.n--;
	return n && text_starts(rest, "=") && !text_starts(rest, "==") ? name : (struct text){ "", 0 };
}

static bool is_telling(struct text name)
{
	static const char *const names[] = { "kernel", "bootloader", "builder", "type", "disk", "vif", "memory" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_is(name, names[i]))
			return true;
	return false;
}

/* [section], as INI files have it and no domU does. */
static bool is_section(struct text line)
{
	line = text_trim(line);
	return line.n > 2 && line.s[0] == '[' && line.s[line.n - 1] == ']' && !text_has(line, '\'') &&
	       !text_has(line, '"');
}

static bool is_domu(struct text t, bool sure)
{
	struct text line, name;
	bool told = false;

	while (text_split(&t, '\n', &line)) {
		if (sure && is_section(line))
			return false;
		if (told)
			continue;
		name = assigned_name(line);
		told = name.n > 0 && (!sure || is_telling(name));
	}
	return told;
}

/* A line whose first word is the script, by whatever path and in whatever quotes; prose that mentions it is none. */
static bool calls_network_bridge(struct text t)
{
	struct text line, word;

	if (!memmem(t.s, t.n, "network-bridge", 14))
		return false;
	while (text_split(&t, '\n', &line)) {
		line = trim_left(line);
		if (!text_split(&line, ' ', &word))
			continue;
		while (word.n && (word.s[word.n - 1] == '"' || word.s[word.n - 1] == '\''))
			word.n--;
		if (text_ends(word, "network-bridge") && word.s[0] != '#')
			return true;
	}
	return false;
}

/* Behind #! any mention will do: the call may stand in an if or behind exec. */
static bool is_script(struct text t)
{
	struct text head = { t.s, t.n < 64 ? t.n : 64 };

	return memmem(head.s, head.n, "#!", 2) ? memmem(t.s, t.n, "network-bridge", 14) != NULL :
	                                         calls_network_bridge(t);
}

/* What `xm list --long` prints, and `xm create -F` takes: a domain, and no options of xend. */
static bool is_domain(struct text t)
{
	const char *open = memchr(t.s, '(', t.n);
	struct text word;

	t = trim_left((struct text){ open + 1, t.n - (size_t)(open + 1 - t.s) });
	word = t;
	for (word.n = 0; word.n < t.n && !memchr(" \t\r\n()", t.s[word.n], 6);)
		word.n++;
	return text_is(word, "domain") || text_is(word, "vm");
}

enum config_kind recognise(const char *base_name, struct text text, bool sure)
{
	char first = first_character(text);

	if (first == '(')
		return sure && is_domain(text) ? CONFIG_UNKNOWN : CONFIG_SXP;
	if (first == '{')
		return !sure || memmem(text.s, text.n, "\"xen\"", 5) ? CONFIG_DESCRIPTION : CONFIG_UNKNOWN;
	if (strcmp(base_name, "xl.conf") == 0)
		return CONFIG_XL_CONF;
	/* A script without its first line assigns things, too, but none that only a domU does. */
	if (is_script(text) && !is_domu(text, true))
		return CONFIG_NETSCRIPT;
	return is_domu(text, sure) ? CONFIG_DOMU : CONFIG_UNKNOWN;
}

const char *config_kind_name(enum config_kind kind)
{
	static const char *const names[CONFIG_KINDS] = { "nothing known",  "description", "xend-config.sxp",
		                                         "network script", "xl.conf",     "domU config" };

	return names[kind];
}
