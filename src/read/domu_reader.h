/*
 * domu_reader.h - what the readers of the two dialects share.
 *
 * Private to src/read: the file under the reader, the assignments found so
 * far, and the messages that both dialects need.
 */
#ifndef XENCFG_DOMU_READER_H
#define XENCFG_DOMU_READER_H

#include <xencfg/domu.h>

struct domu_reader {
	struct arena *arena;
	struct findings *out;
	struct text text;
	uint32_t file;
	struct domu *domu;
	size_t room;    /* of domu->items */
	bool quiet;     /* a binary file: one finding says so, the rest would be noise */
	uint32_t start; /* behind a byte order mark */
	int error;      /* 0 or -ENOMEM; sticks */
};

struct text reader_text(const struct domu_reader *r, size_t begin, size_t end);
/* The beginning of it, as far as it fits into a message: up to a control character, at most 60 bytes. */
struct text reader_excerpt(const struct domu_reader *r, size_t begin, size_t end);
struct span reader_span(const struct domu_reader *r, size_t begin, size_t end);

/* Adds a finding; an error refuses the file. NULL when quiet or out of memory: finding_* take it. */
struct finding *reader_error(struct domu_reader *r, enum rule rule, struct span at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
struct finding *reader_remark(struct domu_reader *r, enum rule rule, enum severity severity, struct span at,
                              const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds an assignment without a value; NULL when memory is out. Pointers to others are void then. */
struct domu_assignment *reader_assign(struct domu_reader *r, struct text key, struct span key_at, bool append);
struct domu_assignment *reader_find(const struct domu_reader *r, struct text key);
void reader_duplicate(struct domu_reader *r, struct span first, struct text key, struct span key_at);

/* An array of the arena with room for one more than its n; NULL when memory is out. */
void *reader_grow(struct domu_reader *r, void *items, size_t n, size_t *room, size_t size);

/* domu_bytes.c: NUL, byte order mark, characters and, for xm, line endings; sets start and quiet. */
void reader_check_bytes(struct domu_reader *r, enum domu_dialect dialect);

/*
 * Reports a curly quote of a word processor, or a no-break space, with a fix where it is certain.
 * Returns where that ends; 0 when there is neither.
 */
size_t reader_report_odd(struct domu_reader *r, size_t at);

/*
 * Do these bytes lack nothing but quotes: are they the whole value of a key that takes a string, or the only item of
 * a list? Decides from the text around.
 */
bool reader_lacks_quotes(const struct domu_reader *r, size_t begin, size_t end);

/* The end of the line of an offset: at its '\n', or at the end of the text. */
size_t reader_line_end(const struct domu_reader *r, size_t at);

void domu_read_xl(struct domu_reader *r);
void domu_read_xm(struct domu_reader *r);

#endif
