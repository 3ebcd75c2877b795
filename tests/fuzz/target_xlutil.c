/*
 * target_xlutil.c - our reader of xl configs against libxlutil: both take the same texts and see the same values.
 *
 * What tests/oracle/domu_oracle.c does with texts that a grammar makes, here with those that reach new places in the
 * code. Only built where libxlutil is. It ends the program at some texts, a NUL in a string; we must refuse those.
 */
#include <setjmp.h>
#include <stdio.h>
#include "../oracle/xlutil_compare.h"
#include "domu.h"

enum { DEEPEST = 16 }; /* brackets: libxlutil takes deeper ones than we do */

static sigjmp_buf refused;

void __assert_fail(const char *condition, const char *file, unsigned line, const char *function);
void __assert_fail(const char *condition, const char *file, unsigned line, const char *function)
{
	(void)condition;
	(void)file;
	(void)line;
	(void)function;
	siglongjmp(refused, 1);
}

/* It forgets what it had begun when it refuses a text. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libxlutil";
}

static bool too_deep(struct text text)
{
	size_t open = 0;

	for (size_t i = 0; i < text.n; i++)
		open += text.s[i] == '[';
	return open > DEEPEST;
}

static const char *compare(struct fuzz *f, FILE *null)
{
	static const char *const keys[] = { "name", "a", "vif" };
	XLU_Config *volatile cfg = xlu_cfg_init(null, "x");
	const struct domu *domu = fuzz_domu_read(f, DOMU_XL);
	const char *what;
	bool accepted;

	FUZZ_REQUIRE(cfg);
	if (sigsetjmp(refused, 0))
		return domu->accepted ? "acceptance of what libxlutil ends at" : NULL;
	accepted = xlu_cfg_readdata(cfg, f->text.s, (int)f->text.n) == 0;
	what = xlutil_compare(&f->arena, cfg, domu, accepted, keys, sizeof(keys) / sizeof(*keys));
	xlu_cfg_destroy(cfg);
	return what;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *null;
	struct fuzz f;
	const char *what;

	if (!null)
		null = fopen("/dev/null", "w");
	if (!null || too_deep(fuzz_text(data, size)))
		return 0;
	fuzz_open(&f, "web.cfg", fuzz_text(data, size));
	what = compare(&f, null);
	if (what)
		fprintf(stderr, "libxlutil sees something else: %s\n", what);
	FUZZ_REQUIRE(!what);
	fuzz_close(&f);
	return 0;
}
