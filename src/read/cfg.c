/*
 * cfg.c - the settings of a domU .cfg.
 *
 * Takes what the reader of the dialect made of the file; knows nothing of
 * syntax, and judges no value beyond its kind.
 */
#include <errno.h>
#include <xencfg/name.h>
#include "cfg.h"
#include "typo.h"

bool cfg_reads(const struct cfg *c, const struct key *key)
{
	if (!c->sure)
		return true; /* one of the two reads it */
	if (c->release == n_releases)
		return key->use[c->toolstack].types != 0;
	return key_is_read(key, c->toolstack, c->release);
}

static const char *reader_name(const struct cfg *c)
{
	return c->toolstack == TOOLSTACK_XEND ? "xm" : "xl";
}

/* What xm puts into the kernel's ip= (preprocess_ip in xm/create.py, 3.2). */
static bool is_autoconf(struct text name)
{
	static const char *const names[] = { "ip", "netmask", "gateway", "dhcp", "hostname" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_is(name, names[i]))
			return true;
	return false;
}

/* Does the file, or the vif, have this key already? */
static bool is_taken(const struct cfg *c, enum key_table table, const char *name)
{
	struct text rest, piece, key;

	if (table != KEYS_VIF)
		return domu_find(c->domu, text_of(name));
	for (rest = c->vif->text; text_split(&rest, ',', &piece);)
		if (text_split(&piece, '=', &key) && text_is(text_trim(key), name))
			return true;
	return false;
}

void cfg_unread(struct cfg *c, enum key_table table, struct text name, struct span at, bool refused)
{
	unsigned release = c->release < n_releases        ? c->release :
	                   c->toolstack == TOOLSTACK_XEND ? RELEASE_4_4 :
	                                                    n_releases - 1;
	const struct key *key = key_find(table, name), *near;
	struct finding *f;

	if (key && table == KEYS_DOMU && c->toolstack == TOOLSTACK_XL && is_autoconf(name)) {
		f = finding_add(c->out, RULE_IP_AUTOCONF_IGNORED, at,
		                "xl does not read \"%.*s\": it configures no guest's kernel", TEXT_ARG(name));
	} else if (key && c->release < n_releases) {
		const struct key_use *use = &key->use[c->toolstack];
		bool later = use->types && c->release < use->first, earlier = use->types && c->release > use->last;

		f = finding_add(c->out, RULE_WRONG_RELEASE, at, "%s of Xen %s does not read \"%.*s\"%s%s",
		                reader_name(c), releases[c->release].name, TEXT_ARG(name),
		                later   ? "; it came with " :
		                earlier ? "; the last to do so was " :
		                          "",
		                later   ? releases[use->first].name :
		                earlier ? releases[use->last].name :
		                          "");
	} else if (key) {
		f = finding_add(c->out, RULE_WRONG_RELEASE, at, "%s does not read \"%.*s\"; only %s does",
		                reader_name(c), TEXT_ARG(name), c->toolstack == TOOLSTACK_XEND ? "xl" : "xm");
	} else {
		f = finding_add(c->out, RULE_UNKNOWN_KEY, at, "%s knows no \"%.*s\"%s", reader_name(c), TEXT_ARG(name),
		                refused ? "" : " and passes over it");
		near = key_suggest(table, name, c->toolstack, release);
		if (near) {
			c->bridge_misspelt |= near == &key_lists[KEYS_VIF].keys[VIF_BRIDGE];
			finding_help(c->out, f, "did you mean \"%s\"?", near->name);
			/* A vif that was put together has no place for each of its keys. */
			if ((table != KEYS_VIF || c->vif->verbatim) && typo_of(name, near->name) &&
			    !is_taken(c, table, near->name))
				finding_fix(c->out, f, at, "%s", near->name);
		}
	}
	finding_severity(c->out, f, refused ? SEVERITY_ERROR : SEVERITY_WARNING);
}

/* Into the model's value. VALUE_NONE for what nobody knows, or what xm passes over. Lists nest to DOMU_NESTING_MAX. */
static int convert(struct cfg *c, const struct domu_value *from, struct value *ret)
{
	*ret = (struct value){ .text = from->text, .at = from->at };
	switch (from->kind) {
	case DOMU_STRING:
		ret->kind = VALUE_STRING;
		if (from->verbatim)
			ret->at = domu_text_span(from, 0, from->text.n);
		break;
	case DOMU_INTEGER:
		ret->kind = VALUE_INTEGER;
		ret->number = from->number;
		break;
	case DOMU_REAL:
		ret->kind = VALUE_REAL;
		break;
	case DOMU_LIST:
		ret->kind = VALUE_LIST;
		ret->items = arena_array(c->arena, from->n, sizeof(*ret->items));
		if (!ret->items)
			return -ENOMEM;
		for (size_t i = 0; i < from->n; i++)
			if (convert(c, &from->items[i], &ret->items[ret->n++]) < 0)
				return -ENOMEM;
		break;
	default:
		break;
	}
	return 0;
}

/* A list where one value is read, one value where a list is: xm and xl both go on without it. */
static bool is_mistyped(const struct cfg *c, const struct key *key, const struct domu_value *v, const char **ret_what)
{
	unsigned types = c->sure ? key->use[c->toolstack].types : key->use[0].types | key->use[1].types;

	*ret_what = (types & TYPE_LIST) ? "a list" : "a single value";
	if (v->kind == DOMU_LIST)
		return !(types & TYPE_LIST);
	return types == TYPE_LIST && (v->kind == DOMU_STRING || v->kind == DOMU_INTEGER || v->kind == DOMU_REAL);
}

/* Kinds of Python's that xm passes over in silence (Opts.load in xm/opts.py, 3.2). */
static const char *passed_over(const struct domu_value *v)
{
	switch (v->kind) {
	case DOMU_BOOL:
		return "True and False";
	case DOMU_TUPLE:
		return "tuples";
	case DOMU_LONG:
		return "numbers with an L";
	case DOMU_UNICODE:
		return "u'' strings";
	default:
		return NULL;
	}
}

static int add_setting(struct cfg *c, const struct domu_assignment *a)
{
	const struct key *key = a->known;
	struct setting *setting = &c->guest->settings[c->guest->n_settings];
	const char *what = passed_over(&a->value);
	struct finding *f;

	if (!key || !cfg_reads(c, key)) {
		/* A name that an expression uses is a variable. */
		if (!a->used && !a->helper)
			cfg_unread(c, KEYS_DOMU, a->key, a->key_at, false);
		return 0;
	}
	if (what) {
		f = finding_add(c->out, RULE_WRONG_TYPE, a->value.at,
		                "xm passes over %s: \"%s\" is as good as not there", what, key->name);
		finding_severity(c->out, f, SEVERITY_WARNING);
		return 0;
	}
	if ((key->use[TOOLSTACK_XEND].types & TYPE_WORD) && c->toolstack == TOOLSTACK_XEND &&
	    a->value.kind == DOMU_INTEGER) {
		finding_add(c->out, RULE_WRONG_TYPE, a->value.at, "\"%s\" takes a string: xm fails on a number",
		            key->name);
		return 0;
	}
	for (size_t i = 0; a->value.kind == DOMU_LIST && i < a->value.n; i++)
		if (a->value.items[i].kind == DOMU_LIST && !((key->use[0].types | key->use[1].types) & TYPE_LISTS)) {
			finding_add(c->out, RULE_WRONG_TYPE, a->value.items[i].at,
			            "\"%s\" takes strings, not a list in its list", key->name);
			return 0;
		}
	if (is_mistyped(c, key, &a->value, &what)) {
		finding_add(c->out, RULE_WRONG_TYPE, a->value.at, "\"%s\" takes %s", key->name, what);
		return 0;
	}
	setting->key = (uint16_t)(key - key_lists[KEYS_DOMU].keys);
	setting->key_at = a->key_at;
	if (convert(c, &a->value, &setting->value) < 0)
		return -ENOMEM;
	c->guest->n_settings += setting->value.kind != VALUE_NONE;
	return 0;
}

static int add(struct cfg *c, const struct domu_assignment *a)
{
	if (text_is(a->key, "name") && (a->value.kind == DOMU_STRING || a->value.kind == DOMU_INTEGER)) {
		c->guest->name = (struct cell){ a->value.text, a->value.verbatim ?
			                                               domu_text_span(&a->value, 0, a->value.text.n) :
			                                               a->value.at };
		return 0;
	}
	if (text_is(a->key, "vif") && a->value.kind == DOMU_LIST)
		return cfg_vifs(c, &a->value);
	if (text_is(a->key, "name")) /* of a wrong type: told, and not missing besides */
		c->guest->name.text = (struct text){ "", 0 };
	return add_setting(c, a);
}

int cfg_options(struct arena *arena, const struct domu *conf, unsigned release, struct findings *out,
                struct setting **ret, size_t *ret_n)
{
	struct cfg c = {
		.arena = arena, .out = out, .toolstack = TOOLSTACK_XL, .sure = true, .release = release, .domu = conf
	};
	struct setting *settings = arena_array(arena, conf->n, sizeof(*settings));

	*ret_n = 0;
	*ret = settings;
	for (size_t i = 0; settings && i < conf->n; i++) {
		const struct domu_assignment *a = &conf->items[i];
		const struct key *key = key_find(KEYS_HOST_OPTION, a->key);
		struct setting *s = &settings[*ret_n];
		const char *what;

		if (a->overwritten)
			continue;
		if (!key || !cfg_reads(&c, key)) {
			cfg_unread(&c, KEYS_HOST_OPTION, a->key, a->key_at, false);
			continue;
		}
		if (is_mistyped(&c, key, &a->value, &what)) {
			finding_add(out, RULE_WRONG_TYPE, a->value.at, "\"%s\" takes %s", key->name, what);
			continue;
		}
		s->key = (uint16_t)(key - key_lists[KEYS_HOST_OPTION].keys);
		s->key_at = a->key_at;
		if (convert(&c, &a->value, &s->value) < 0)
			return -ENOMEM;
		*ret_n += s->value.kind != VALUE_NONE;
	}
	return settings ? 0 : -ENOMEM;
}

static int read_guest(struct cfg *c, uint32_t file, const struct domu *domu, struct guest **ret)
{
	struct guest *guest = arena_alloc(c->arena, sizeof(*guest));
	int error = 0;

	if (guest)
		guest->settings = arena_array(c->arena, domu->n, sizeof(*guest->settings));
	if (!guest || !guest->settings)
		return -ENOMEM;
	c->guest = guest;
	guest->at = span_make(file, 0, 0);
	guest->partial = domu->dynamic;
	guest->generated = text_starts(sources_get(c->sources, file)->text, generated_mark);
	for (size_t i = 0; i < domu->n && !error; i++)
		/* The last of several counts; the reader has said so. */
		if (!domu->items[i].overwritten)
			error = add(c, &domu->items[i]);
	*ret = guest;
	return error;
}

int cfg_guest(struct arena *arena, const struct sources *sources, uint32_t file, const struct domu *domu,
              enum toolstack toolstack, bool sure, unsigned release, struct findings *out, struct guest **ret)
{
	struct cfg c = { arena, sources, out, toolstack, sure, release, NULL, NULL, domu, NULL, false };

	return read_guest(&c, file, domu, ret);
}

int cfg_guest_whole(struct arena *arena, const struct sources *sources, uint32_t file, const struct domu *domu,
                    enum toolstack toolstack, unsigned release, struct findings *out, struct guest **ret,
                    struct cfg_other **ret_others)
{
	struct cfg c = { arena, sources, out, toolstack, true, release, NULL, ret_others, domu, NULL, false };

	*ret_others = NULL;
	return read_guest(&c, file, domu, ret);
}
