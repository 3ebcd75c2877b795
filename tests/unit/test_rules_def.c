/*
 * test_rules_def.c - the form of every row of rules.def, and rule_find.
 *
 * Says nothing about what a rule finds; that is tests/rules.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <xencfg/finding.h>

/* The two columns that diag drops, as they are written. */
struct row {
	const char *id, *check;
};

static const struct row rows[RULES] = {
#define RULE(id, code, slug, severity, check, summary, explanation) [RULE_##id] = { #id, #check },
#include "rules.def"
#undef RULE
};

/* Each test walks all rows; this names the row at fault. */
static void expect(bool good, enum rule rule, const char *what)
{
	if (!good)
		fail_msg("%s: %s", rows[rule].id, what);
}

static void test_codes(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		const char *code = rule_infos[rule].code;

		expect(strlen(code) == 5 && memcmp(code, "XC", 2) == 0, rule, "the code is not XC...");
		expect(strspn(code + 2, "0123456789") == 3, rule, "the code has not three digits");
		if (rule > 0) /* strictly rising is unique, too */
			expect(strcmp(rule_infos[rule - 1].code, code) < 0, rule, "the code is out of order");
	}
}

static void test_slugs(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		const char *slug = rule_infos[rule].slug;
		size_t n = strlen(slug);

		expect(n > 0 && strspn(slug, "-abcdefghijklmnopqrstuvwxyz") == n, rule,
		       "an odd byte in the slug");
		expect(slug[0] != '-' && slug[n - 1] != '-' && !strstr(slug, "--"), rule,
		       "a dash too many in the slug");
		for (enum rule other = 0; other < rule; other++)
			expect(strcmp(slug, rule_infos[other].slug) != 0, rule, "the slug is used twice");
	}
}

/* True when `name` is `prefix` and the slug with _ for -, in capitals where asked. */
static bool names_slug(const char *name, const char *prefix, const char *slug, bool capitals)
{
	size_t skip = strlen(prefix), n = strlen(slug);

	if (strlen(name) != skip + n || memcmp(name, prefix, skip) != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		int c = slug[i] == '-' ? '_' : capitals ? toupper((unsigned char)slug[i]) : slug[i];

		if (name[skip + i] != (char)c)
			return false;
	}
	return true;
}

static void test_names_follow_the_slug(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		const char *slug = rule_infos[rule].slug, *check = rows[rule].check;

		expect(names_slug(rows[rule].id, "", slug, true), rule, "the id is not the slug");
		expect(strcmp(check, "check_none") == 0 || names_slug(check, "check_", slug, false), rule,
		       "the check is not named after the slug");
	}
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text != '\n' && (*text < ' ' || *text > '~'))
			return false;
	return true;
}

static void test_severities_and_summaries(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		const struct rule_info *info = &rule_infos[rule];
		size_t n = strlen(info->summary);

		expect(info->severity >= SEVERITY_NOTE && info->severity <= SEVERITY_ERROR, rule,
		       "no severity");
		expect(n > 0 && n <= 72, rule, "the summary is empty or above 72 characters");
		expect(is_plain(info->summary) && !strchr(info->summary, '\n'), rule,
		       "an odd byte in the summary");
		if (n > 0)
			expect(info->summary[n - 1] != '.' && info->summary[n - 1] != ' ', rule,
			       "the summary ends with a full stop or a blank");
	}
}

static void test_explanations(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		const char *text = rule_infos[rule].explanation;
		const char *wrong = strstr(text, "\n\nWrong:\n  "), *right = strstr(text, "\nRight:\n  ");
		size_t n = strlen(text);

		expect(n >= 150 && n <= 900, rule, "the explanation is not of 150 to 900 characters");
		expect(n > 0 && text[n - 1] == '\n', rule, "the explanation does not end with a line break");
		expect(is_plain(text) && !strstr(text, "\n\n\n") && !strstr(text, " \n"), rule,
		       "an odd byte or blank in the explanation");
		expect(wrong && right && wrong < right, rule, "no \"Wrong:\", or no \"Right:\" after it");
		if (wrong) {
			const char *break_at = strstr(text, "\n\n");

			expect(break_at < wrong, rule, "the explanation has no second paragraph");
			expect(!strstr(wrong + 2, "\n\n"), rule, "a blank line within the examples");
		}
	}
}

static void test_find_every_rule(void **state)
{
	(void)state;
	for (enum rule rule = 0; rule < RULES; rule++) {
		char code[6];

		expect(rule_find(text_of(rule_infos[rule].code)) == rule, rule, "not found by its code");
		expect(rule_find(text_of(rule_infos[rule].slug)) == rule, rule, "not found by its slug");
		for (size_t i = 0; i < sizeof(code); i++)
			code[i] = (char)tolower((unsigned char)rule_infos[rule].code[i]);
		expect(rule_find(text_of(code)) == rule, rule, "not found by its code in lower case");
	}
}

static void test_find(void **state)
{
	static const struct {
		struct text name;
		enum rule rule;
	} cases[] = {
		{ TEXT("XC103"), RULE_MAC_DUPLICATE },
		{ TEXT("xC103"), RULE_MAC_DUPLICATE },
		{ TEXT("mac-duplicate"), RULE_MAC_DUPLICATE },
		{ { "XC103 is more", 5 }, RULE_MAC_DUPLICATE }, /* a text is not terminated */
		{ { "unreadable,", 10 }, RULE_UNREADABLE },
		{ TEXT("XC706"), RULE_NETSCRIPT_NOOP },
		{ TEXT("MAC-DUPLICATE"), RULES },
		{ TEXT("mac_duplicate"), RULES },
		{ TEXT("mac-duplicat"), RULES },
		{ TEXT("mac-duplicates"), RULES },
		{ TEXT("XC10"), RULES },
		{ TEXT("XC1033"), RULES },
		{ TEXT("XC103 "), RULES },
		{ TEXT("XC000"), RULES },
		{ TEXT("103"), RULES },
		{ TEXT(""), RULES },
		{ { NULL, 0 }, RULES },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum rule found = rule_find(cases[i].name);

		if (found != cases[i].rule)
			fail_msg("\"%.*s\" gives %d, not %d", TEXT_ARG(cases[i].name), (int)found,
				 (int)cases[i].rule);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_slugs),
		cmocka_unit_test(test_names_follow_the_slug),
		cmocka_unit_test(test_severities_and_summaries),
		cmocka_unit_test(test_explanations),
		cmocka_unit_test(test_find_every_rule),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
