/*
 * target_journal.c - a journal of /run/xencfg. The input is what stands before its hash, and behind a NUL the steps:
 * the hash is put right here, or nothing behind it would ever be reached.
 *
 * What is read is written as it was read; and whatever network it tells of, steps back to it can be planned.
 */
#include <errno.h>
#include <xencfg/hash.h>
#include "net.h"

static void put_whole(struct sb *out, struct text input)
{
	struct text body;

	if (!text_split(&input, '\0', &body))
		return;
	sb_text(out, body);
	sb_printf(out, "end %llu\n", (unsigned long long)hash_add(HASH_START, body));
	sb_text(out, input);
}

/* The network as it was, and without its last link and address. */
static void check_network(struct fuzz *f, const struct journal *journal)
{
	struct net_state have = journal->before;

	fuzz_check_plans(f, &journal->want, &journal->before, &have);
	have.n_links -= have.n_links > 0;
	have.n_addresses -= have.n_addresses > 0;
	fuzz_check_plans(f, &journal->want, &journal->before, &have);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal journal;
	struct sb whole = { 0 };
	struct fuzz f;
	int r;

	put_whole(&whole, fuzz_text(data, size));
	fuzz_open(&f, "journal", sb_view(&whole));
	/* As it is, too. */
	r = journal_parse(&f.arena, fuzz_text(data, size), &journal);
	FUZZ_REQUIRE(r == 0 || r == -EBADMSG);
	r = journal_parse(&f.arena, f.text, &journal);
	FUZZ_REQUIRE(r == 0 || r == -EBADMSG);
	if (r == 0) {
		FUZZ_REQUIRE(journal_next_undo(&journal) <= journal.n_ops);
		fuzz_check_journal(&f, &journal);
		check_network(&f, &journal);
	}
	fuzz_close(&f);
	sb_free(&whole);
	return 0;
}
