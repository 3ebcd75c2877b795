/*
 * target_domu_xl.c - a domU file as xl reads it; and what that reading makes of it for xm.
 */
#include "domu.h"

/* Of a file that need not be read again for xm, xm's reader makes the same, and minds nothing. */
static void check_as_xm(struct text text)
{
	struct sb told = { 0 }, read = { 0 };
	struct fuzz f, again;
	struct domu *xm;

	fuzz_open(&f, "web.cfg", text);
	FUZZ_REQUIRE(domu_as_xm(&f.arena, &f.sources, fuzz_domu_read(&f, DOMU_XL), f.file, &xm) == 0);
	if (xm) {
		fuzz_open(&again, "web.cfg", text);
		fuzz_domu_put(&told, xm);
		fuzz_domu_put(&read, fuzz_domu_read(&again, DOMU_XM));
		fuzz_put_findings(&read, &again.findings);
		fuzz_close(&again);
	}
	fuzz_require_same(&told, &read);
	fuzz_close(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_domu(fuzz_text(data, size), DOMU_XL);
	check_as_xm(fuzz_text(data, size));
	return 0;
}
