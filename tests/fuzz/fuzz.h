/*
 * fuzz.h - what the targets share: one run's memory, properties that must hold, findings held to what they promise.
 *
 * A property that does not hold ends the program, and libFuzzer keeps the input. Nothing here reads or writes files.
 */
#ifndef XENCFG_FUZZ_H
#define XENCFG_FUZZ_H

#include <xencfg/finding.h>
#include <xencfg/sb.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The memory, sources and findings of one reading of one input. */
struct fuzz {
	struct arena arena;
	struct sources sources;
	struct findings findings;
	struct text text;
	uint32_t file;
};

/* Borrows the bytes: libFuzzer's own copy, which ends where they do. */
void fuzz_open(struct fuzz *f, const char *name, struct text text);
void fuzz_close(struct fuzz *f);

static inline struct text fuzz_text(const uint8_t *data, size_t size)
{
	return (struct text){ (const char *)data, size };
}

#define FUZZ_REQUIRE(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, unsigned line, const char *condition);

/* The same input chooses the same one, and inputs that differ by little others: 0 to n - 1. */
unsigned fuzz_choose(struct text text, unsigned n);

/* A place is nowhere or within its source; a text that is said to stand in the source does. */
void fuzz_check_span(const struct fuzz *f, struct span at);

/*
 * Places, fixes and messages of all findings: within the text, and fit for every format. Where there are fixes they are
 * applied; the text that comes of it goes to `fixed`, unless that is NULL. True: it is another text.
 */
bool fuzz_check_findings(struct fuzz *f, struct sb *fixed);

/* Everything that the findings say, to be compared with those of another reading. */
void fuzz_put_findings(struct sb *out, const struct findings *findings);
void fuzz_put_span(struct sb *out, struct span at);
void fuzz_put_text(struct sb *out, struct text text);

/* Both say the same; both are freed. */
void fuzz_require_same(struct sb *a, struct sb *b);

#endif
