/*
 * domu_oracle.c - our reader of xl configs against libxlutil, on texts made up for it.
 *
 *	domu_oracle [TEXTS [SEED]]
 *
 * Both must accept the same texts and see the same values. Each text
 * follows from the seed and its number alone. The texts run in a child
 * process, for libxlutil aborts on some of them (a NUL in a string fails an
 * assertion in xlu__cfgl_dequote): that counts as a refusal, and the next
 * child goes on behind it.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xencfg/sb.h>
#include "xlutil_compare.h"

enum phase { PHASE_OURS, PHASE_THEIRS };

/* What the parent knows of a child that died. */
struct progress {
	unsigned long index, differences, accepted, aborted;
	enum phase phase;
};

static const char *const keys[] = { "name", "memory", "vif", "disk", "kernel", "a", "b", "c.d", "x_1" };
enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

static uint64_t random_state;

/* splitmix64, by Vigna: any seed will do. */
static unsigned pick(unsigned n)
{
	uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) % n);
}

#define PICK(array) (array)[pick(sizeof(array) / sizeof((array)[0]))]

static void add_blanks(struct sb *b)
{
	static const char *const blanks[] = { "", "", "", " ", " ", "\t", "  " };

	sb_string(b, PICK(blanks));
}

static void add_newlines(struct sb *b)
{
	static const char *const lines[] = { "",     "",     "", "\n", "\n  ", " # it's, [a] comment\n",
					     "\n\n", "#\r\n" };

	sb_string(b, PICK(lines));
	add_blanks(b);
}

static void add_string(struct sb *b)
{
	static const char *const pieces[] = {
		"mac=00:16:3E:aa:bb:11", "bridge=lan", ",", "ip=10.0.0.1", " ", "phy:/dev/vg0/x,hda1,w",
		"", "é", "\xff", "#", "[", "]", ";", "=", "x", "0", "12", "\t", "\r", "\\\\", "\\n",
		"\\t", "\\a\\b\\f\\r\\v", "\\\"", "\\'", "\\012", "\\0 12", "\\7-1", "\\1234", "%d",
	};
	static const char *const wrong[] = { "\\x41", "\\q", "\\8",  "\\0",    "\\01",
					     "\\0a",  "\n",  "\\\n", "\\\xff", "'\"" };
	char quote = "'\""[pick(2)];

	sb_byte(b, quote);
	for (unsigned n = pick(5); n; n--)
		sb_string(b, pick(300) ? PICK(pieces) : PICK(wrong));
	sb_byte(b, quote);
}

static void add_value(struct sb *b, unsigned depth)
{
	static const char *const numbers[] = { "0", "1", "256", "0x1f", "09", "1fx", "12345678901234567890" };
	static const char *const wrong[] = { "-1",  "1.5", "word", "True", "256M",
					     "(1)", "{}",  "",	   "+",	   "\"\"\"x\"\"\"" };
	unsigned n;

	if (pick(100) == 0) {
		sb_string(b, PICK(wrong));
	} else if (depth > 4 || pick(3)) {
		if (pick(4))
			add_string(b);
		else
			sb_string(b, PICK(numbers));
	} else {
		sb_byte(b, '[');
		add_newlines(b);
		for (n = pick(5); n; n--) {
			add_value(b, depth + 1);
			add_newlines(b);
			if (n > 1 ? pick(100) != 0 : pick(3) == 0) {
				sb_byte(b, ',');
				add_newlines(b);
			}
		}
		sb_byte(b, ']');
	}
}

static void add_statement(struct sb *b)
{
	static const char *const ends[] = { "\n", "\n", "\n", "\n\n", " # comment\n", ";", " ; \n", "#\"\n" };
	static const char *const wrong[] = { "\r\n",	   "",	  " x\n",  "import os\n", "]\n",
					     "Name = 1\n", "a\n", "= 1\n", "\f\n" };

	add_blanks(b);
	sb_string(b, PICK(keys));
	add_blanks(b);
	sb_string(b, pick(5) ? "=" : pick(200) ? "+=" : "==");
	add_blanks(b);
	add_value(b, 0);
	add_blanks(b);
	sb_string(b, pick(60) ? PICK(ends) : PICK(wrong));
}

static void mutate(struct sb *b)
{
	static const char bytes[] = "'\"\\[],=+;#\n\r\t aZz09._-\0\x80\xff$:(";
	size_t at = b->n ? pick((unsigned)b->n) : 0;
	char c = bytes[pick(sizeof(bytes) - 1)];

	if (b->n == 0)
		return;
	switch (pick(5)) {
	case 0:
		b->s[at] = c;
		break;
	case 1:
		memmove(b->s + at, b->s + at + 1, b->n - at - 1);
		b->n--;
		break;
	case 2:
		sb_byte(b, c);
		memmove(b->s + at + 1, b->s + at, b->n - at - 1);
		b->s[at] = c;
		break;
	case 3:
		b->n = at;
		break;
	default:
		sb_byte(b, c);
		break;
	}
}

/* Tokens in any order: what no grammar would think of. */
static void add_tokens(struct sb *b)
{
	static const char *const tokens[] = {
		"a", "b", "=", "=", "+=", "+", "[", "]", ",", "\n", "\n", "1", "'x'", "\"\"", "'", "\"",
		"#", ";", " ", "\\", "\r", ".", "A", "$", "\t", "\f", "_", "\xe2\x80\x98", "a=", "b+=[",
		"'\\0", "\r\n", "a=1\n", "-",
	};

	for (unsigned n = pick(14); n; n--)
		sb_string(b, PICK(tokens));
}

static void make_text(struct sb *b, uint64_t seed, unsigned long index)
{
	random_state = seed + index * UINT64_C(0x2545f4914f6cdd1d);
	sb_reset(b);
	if (pick(200) == 0)
		sb_string(b, "\xef\xbb\xbf");
	for (unsigned n = pick(8); n; n--)
		add_statement(b);
	if (pick(3) == 0)
		add_tokens(b);
	if (pick(3) == 0)
		for (unsigned n = 1 + pick(3); n; n--)
			mutate(b);
}

/* A verbatim text must be what stands in the file. */
static bool places_right(const struct sources *sources, const struct domu_value *v)
{
	struct text whole = span_text(sources, v->at);

	if (v->verbatim && !text_same(span_text(sources, domu_text_span(v, 0, v->text.n)), v->text))
		return false;
	if (v->quoted && (whole.n < 2 || whole.s[0] != whole.s[whole.n - 1]))
		return false;
	for (size_t i = 0; i < v->n; i++)
		if (!places_right(sources, &v->items[i]))
			return false;
	return true;
}

static void report(const char *what, unsigned long index, struct text t)
{
	printf("text %lu: %s: \"", index, what);
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.s[i];

		if (c < ' ' || c >= 0x7f || c == '"' || c == '\\')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	printf("\"\n");
}

static void check_text(struct progress *p, struct text t, bool aborts, FILE *null)
{
	struct arena arena = { 0 };
	struct sources sources = { .arena = &arena };
	struct findings out;
	struct domu *domu = NULL;
	XLU_Config *cfg;
	const char *what = NULL;
	bool accepted;

	findings_init(&out, &arena);
	p->phase = PHASE_OURS;
	if (domu_read(&arena, &sources, sources_add(&sources, "x", t), DOMU_XL, &out, &domu) < 0) {
		what = "domu_read failed";
	} else if (!domu->accepted && findings_errors(&out) == 0) {
		what = "refused without a finding";
	} else if (domu->accepted && findings_errors(&out) && !text_has(t, '\0')) {
		what = "accepted with an error";
	} else if (aborts) {
		what = domu->accepted ? "acceptance of what libxlutil aborts on" : NULL;
	} else {
		p->phase = PHASE_THEIRS;
		cfg = xlu_cfg_init(null, "x");
		accepted = cfg && xlu_cfg_readdata(cfg, t.s, (int)t.n) == 0;
		what = cfg ? xlutil_compare(&arena, cfg, domu, accepted, keys, KEYS) : "memory";
		p->accepted += accepted;
		xlu_cfg_destroy(cfg);
	}
	for (size_t i = 0; !what && i < domu->n; i++)
		what = places_right(&sources, &domu->items[i].value) ? NULL : "places";
	if (what) {
		report(what, p->index, t);
		p->differences++;
	}
	arena_free(&arena);
}

static void run_child(struct progress *p, unsigned long texts, uint64_t seed, bool aborts)
{
	static const struct rlimit no_core;
	FILE *null = fopen("/dev/null", "w");
	struct sb b = { 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	if (!null || !freopen("/dev/null", "w", stderr))
		_exit(2);
	for (; p->index < texts; p->index++) {
		make_text(&b, seed, p->index);
		check_text(p, sb_view(&b), aborts, null);
		aborts = false;
	}
	fflush(stdout);
	_exit(0);
}

int main(int argc, char **argv)
{
	unsigned long texts = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	struct progress *p =
		mmap(NULL, sizeof(*p), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool aborts = false;
	int status;

	if (p == MAP_FAILED)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (p->index < texts) {
		pid_t child = fork();

		if (child == 0)
			run_child(p, texts, seed, aborts);
		if (child < 0 || waitpid(child, &status, 0) < 0)
			return 2;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			break;
		aborts = p->phase == PHASE_THEIRS;
		p->aborted += aborts;
		if (!aborts) {
			printf("text %lu (seed %lu): our reader crashed\n", p->index, (unsigned long)seed);
			p->differences++;
			p->index++;
		}
	}
	printf("domu oracle: %lu accepted, %lu made libxlutil abort\n", p->accepted, p->aborted);
	printf("domu oracle: %lu texts, %lu differences\n", texts, p->differences);
	return p->differences != 0;
}
