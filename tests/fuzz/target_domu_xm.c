/*
 * target_domu_xm.c - a domU file as xm reads it: the static part of Python 2.
 */
#include "domu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_domu(fuzz_text(data, size), DOMU_XM);
	return 0;
}
