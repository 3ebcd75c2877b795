/*
 * policy.c - reads the policy by libconfig, and says what in it is wrong.
 *
 * Goes on after every problem, so that one run shows all. It opens no
 * file, nor does libconfig: policy_guard.c sees to that.
 */
#include <errno.h>
#include <libconfig.h>
#include <xencfg/name.h>
#include <xencfg/policy.h>
#include "policy_place.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

struct reader {
	struct arena *arena;
	struct findings *out;
	struct policy_walk walk;
	struct policy *policy;
	struct cell xen, toolstack;
};

/* Reads the value of a setting whose name the walk is behind. Returns 0 or -ENOMEM. */
typedef int setting_reader(struct reader *r, const config_setting_t *setting);

/* A string's value, in the arena. libconfig 1.5 does not look whether it got memory for it, nor for a name. */
static int copy(struct reader *r, const config_setting_t *setting, struct span at, struct cell *ret)
{
	const char *value = config_setting_get_string(setting);
	const char *s = value ? arena_string(r->arena, text_of(value)) : NULL;

	*ret = (struct cell){ text_of(s), at };
	return s ? 0 : -ENOMEM;
}

static struct text written(const struct reader *r, struct span at)
{
	return (struct text){ r->walk.text.s + at.begin, at.end - at.begin };
}

/* XC008. Where any string may stand, a number lacks only its quotes. */
static void report_mistyped(struct reader *r, const config_setting_t *setting, struct span at, const char *wanted,
                            bool any_string)
{
	struct text t = written(r, at);
	struct finding *f;

	if (config_setting_name(setting))
		f = finding_add(r->out, RULE_WRONG_TYPE, at, "\"%s\" takes %s", config_setting_name(setting), wanted);
	else
		f = finding_add(r->out, RULE_WRONG_TYPE, at, "%s belongs here", wanted);
	if (config_setting_type(setting) == CONFIG_TYPE_STRING) {
		finding_help(r->out, f, "write ( %.*s )", TEXT_ARG(t));
	} else if (any_string && config_setting_is_number(setting)) {
		finding_help(r->out, f, "write \"%.*s\", with quotes", TEXT_ARG(t));
		finding_fix(r->out, f, at, "\"%.*s\"", TEXT_ARG(t));
	}
}

static int read_string(struct reader *r, const config_setting_t *setting, const char *wanted, struct cell *ret)
{
	struct span at = policy_place_value(&r->walk);

	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return copy(r, setting, at, ret);
	report_mistyped(r, setting, at, wanted, ret == &r->xen);
	return 0;
}

/* Both of libconfig's ways to write several strings: ( "a", "b" ) and [ "a", "b" ]. */
static int read_strings(struct reader *r, const config_setting_t *setting, struct cells *ret)
{
	struct span at = policy_place_value(&r->walk);
	int n = config_setting_length(setting);

	*ret = (struct cells){ 0 };
	if (!config_setting_is_list(setting) && !config_setting_is_array(setting)) {
		report_mistyped(r, setting, at, "a list of strings", false);
		return 0;
	}
	ret->items = arena_array(r->arena, (size_t)n + 1, sizeof(*ret->items));
	if (!ret->items)
		return -ENOMEM;
	ret->at = at;
	for (int i = 0; i < n; i++) {
		const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);

		at = policy_place_element(&r->walk);
		if (config_setting_type(item) != CONFIG_TYPE_STRING)
			report_mistyped(r, item, at, "a string", true);
		else if (copy(r, item, at, &ret->items[ret->n++]) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int read_xen(struct reader *r, const config_setting_t *setting)
{
	return read_string(r, setting, "a string such as \"4.17\"", &r->xen);
}

static int read_toolstack(struct reader *r, const config_setting_t *setting)
{
	return read_string(r, setting, "a string, \"xend\" or \"xl\"", &r->toolstack);
}

static int read_oui(struct reader *r, const config_setting_t *setting)
{
	struct policy *policy = r->policy;
	struct cells cells;

	if (read_strings(r, setting, &cells) < 0)
		return -ENOMEM;
	policy->ouis = arena_array(r->arena, cells.n + 1, sizeof(*policy->ouis));
	if (!policy->ouis)
		return -ENOMEM;
	for (size_t i = 0; i < cells.n; i++) {
		struct cell *cell = &cells.items[i];

		if (text_is(cell->text, "local"))
			policy->oui_local = true;
		else if (oui_parse(cell->text, policy->ouis[policy->n_ouis].oui))
			policy->n_ouis++;
		else
			finding_add(r->out, RULE_MAC_MALFORMED, cell->at,
			            "\"%.*s\" is no OUI: write three pairs as in \"02:AB:CD\", or \"local\"",
			            TEXT_ARG(cell->text));
	}
	return 0;
}

static int read_bridges(struct reader *r, const config_setting_t *setting)
{
	struct cells cells, *bridges = &r->policy->bridges;

	if (read_strings(r, setting, &cells) < 0)
		return -ENOMEM;
	*bridges = (struct cells){ cells.items, 0, cells.at };
	for (size_t i = 0; i < cells.n; i++) {
		const char *wrong = link_name_wrong(cells.items[i].text, LINK_NAME_MAX);

		if (wrong)
			finding_add(r->out, RULE_BRIDGE_NAME_INVALID, cells.items[i].at, "the name %s", wrong);
		else
			bridges->items[bridges->n++] = cells.items[i];
	}
	return 0;
}

static int read_exclude(struct reader *r, const config_setting_t *setting)
{
	struct cells cells, *exclude = &r->policy->exclude;
	struct finding *f;

	if (read_strings(r, setting, &cells) < 0)
		return -ENOMEM;
	*exclude = (struct cells){ cells.items, 0, cells.at };
	for (size_t i = 0; i < cells.n; i++) {
		struct cell cell = cells.items[i];

		if (cell.text.n && !text_ends(cell.text, "/")) {
			exclude->items[exclude->n++] = cell;
			continue;
		}
		f = finding_add(r->out, RULE_WRONG_TYPE, cell.at, "the pattern \"%.*s\" matches no path",
		                TEXT_ARG(cell.text));
		if (cell.text.n)
			finding_help(r->out, f, "write \"%.*s*\" for what is in a folder", TEXT_ARG(cell.text));
	}
	return 0;
}

static bool severity_find(struct text word, enum severity *ret)
{
	static const enum severity severities[] = { SEVERITY_OFF, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

	for (size_t i = 0; i < COUNT(severities); i++)
		if (text_is(word, severity_name(severities[i]))) {
			*ret = severities[i];
			return true;
		}
	return false;
}

/* XC006, with what was meant, or else with what to do. */
static void report_unknown(struct reader *r, struct span at, const char *what, const char *meant, const char *help)
{
	struct text t = written(r, at);
	struct finding *f = finding_add(r->out, RULE_UNKNOWN_KEY, at, "%s \"%.*s\"", what, TEXT_ARG(t));

	if (meant) {
		finding_help(r->out, f, "did you mean %s?", meant);
		finding_fix(r->out, f, at, "%s", meant);
	} else {
		finding_help(r->out, f, "%s", help);
	}
}

static int read_rule(struct reader *r, const config_setting_t *setting)
{
	const char *name = config_setting_name(setting);
	struct span at = policy_place_name(&r->walk, name, config_setting_source_line(setting));
	enum rule rule = rule_find(text_of(name));
	struct cell word = { .text = { "", 0 } };
	enum severity severity;

	if (!name)
		return -ENOMEM;
	if (rule == RULES) {
		report_unknown(r, at, "no rule is called", rule_suggest(text_of(name)), "`xencfg rules` lists them");
		return 0;
	}
	if (read_string(r, setting, "a string: \"error\", \"warning\", \"note\" or \"off\"", &word) < 0)
		return -ENOMEM;
	if (!cell_given(&word))
		return 0;
	if (!severity_find(word.text, &severity)) {
		finding_add(r->out, RULE_WRONG_TYPE, word.at,
		            "a rule is \"error\", \"warning\", \"note\" or \"off\", not \"%.*s\"", TEXT_ARG(word.text));
	} else if (r->policy->rules[rule].said) {
		finding_add(r->out, RULE_DUPLICATE_KEY, at, "%s (%s) has a severity already", rule_infos[rule].code,
		            rule_infos[rule].slug);
	} else {
		r->policy->rules[rule].said = true;
		r->policy->rules[rule].severity = severity;
	}
	return 0;
}

static int read_rules(struct reader *r, const config_setting_t *setting)
{
	struct span at = policy_place_value(&r->walk);
	int error = 0;

	if (!config_setting_is_group(setting)) {
		finding_help(r->out, finding_add(r->out, RULE_WRONG_TYPE, at, "\"rules\" takes a group"),
		             "write rules: { mac-foreign-oui = \"off\"; }");
		return 0;
	}
	for (int i = 0; !error && i < config_setting_length(setting); i++)
		error = read_rule(r, config_setting_get_elem(setting, (unsigned)i));
	return error;
}

static const struct {
	const char *name;
	setting_reader *read;
} settings[] = {
	{ "xen", read_xen },         { "toolstack", read_toolstack }, { "oui", read_oui },
	{ "bridges", read_bridges }, { "rules", read_rules },         { "exclude", read_exclude },
};

static const char *setting_suggest(const char *name)
{
	unsigned limit = strlen(name) <= 4 ? 1 : 2, least = limit + 1;
	const char *meant = NULL;

	for (size_t i = 0; i < COUNT(settings); i++) {
		unsigned distance = text_distance(text_of(name), text_of(settings[i].name), limit);

		if (distance < least) {
			least = distance;
			meant = settings[i].name;
		}
	}
	return meant;
}

static int read_setting(struct reader *r, const config_setting_t *setting)
{
	const char *name = config_setting_name(setting);
	struct span at = policy_place_name(&r->walk, name, config_setting_source_line(setting));

	if (!name)
		return -ENOMEM;
	for (size_t i = 0; i < COUNT(settings); i++)
		if (strcmp(name, settings[i].name) == 0)
			return settings[i].read(r, setting);
	report_unknown(r, at, "a policy has no setting", setting_suggest(name),
	               rule_find(text_of(name)) != RULES ? "a rule belongs in rules: { … }" :
	                                                   "there are xen, toolstack, oui, bridges, rules and exclude");
	return 0;
}

static void judge_xen(struct reader *r)
{
	struct finding *f;

	if (!cell_given(&r->xen))
		return;
	r->policy->release = release_find(r->xen.text);
	if (r->policy->release < n_releases)
		return;
	f = finding_add(r->out, RULE_WRONG_RELEASE, r->xen.at, "xencfg knows no Xen %.*s; it knows %s to %s",
	                TEXT_ARG(r->xen.text), releases[0].name, releases[n_releases - 1].name);
	finding_severity(r->out, f, SEVERITY_ERROR);
}

static void judge_toolstack(struct reader *r)
{
	unsigned release = r->policy->release;
	struct cell named = r->toolstack;
	enum toolstack t = toolstack_find(named.text);
	struct finding *f;

	if (!cell_given(&named))
		return;
	if (t < TOOLSTACKS && (release == n_releases || releases[release].has[t])) {
		r->policy->toolstack = t;
		return;
	}
	if (t == TOOLSTACKS)
		f = finding_add(r->out, RULE_WRONG_RELEASE, named.at,
		                "there is no toolstack \"%.*s\": it is xend or xl", TEXT_ARG(named.text));
	else
		f = finding_add(r->out, RULE_WRONG_RELEASE, named.at, "Xen %s has no %s", releases[release].name,
		                toolstack_names[t]);
	finding_severity(r->out, f, SEVERITY_ERROR);
}

static void report_syntax(struct sources *sources, uint32_t file, const config_t *config, struct findings *out)
{
	size_t end = sources_get(sources, file)->text.n;
	struct text line = text_trim(source_line(sources, file, (unsigned)config_error_line(config)));
	const char *why = config_error_text(config);
	struct finding *f;

	f = finding_add(out, RULE_SYNTAX, text_span(sources, line, span_make(file, end, end)), "libconfig: %s",
	                why ? why : "this cannot be read");
	finding_help(out, f, "a setting is NAME = VALUE; and strings stand in straight double quotes");
}

int policy_read(struct arena *arena, struct sources *sources, uint32_t file, struct findings *out, struct policy *ret)
{
	struct text text = sources_get(sources, file)->text;
	struct reader r = { arena, out, { file, text, 0, 1 }, ret, { .text = { "", 0 } }, { .text = { "", 0 } } };
	const char *terminated;
	config_t config;
	int error = 0;

	policy_init(ret);
	if (!policy_guard(r.walk, out))
		return out->error;
	/* libconfig takes a comment only where a line break ends it. */
	terminated = arena_printf(arena, "%.*s\n", TEXT_ARG(text));
	if (!terminated)
		return -ENOMEM;
	config_init(&config);
	if (config_read_string(&config, terminated) == CONFIG_TRUE) {
		const config_setting_t *root = config_root_setting(&config);

		for (int i = 0; !error && i < config_setting_length(root); i++)
			error = read_setting(&r, config_setting_get_elem(root, (unsigned)i));
		judge_xen(&r);
		judge_toolstack(&r);
	} else {
		report_syntax(sources, file, &config, out);
	}
	config_destroy(&config);
	return error ? error : out->error;
}
