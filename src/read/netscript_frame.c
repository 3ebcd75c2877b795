/*
 * netscript_frame.c - the compound commands around the current place of a script, and what they make depend on what.
 *
 * A stack of named depth; what is deeper is only counted.
 */
#include <errno.h>
#include "netscript_reader.h"

const struct netscript_branch *frame_branch(struct netscript_reader *r, const struct netscript_branch *parent,
                                            unsigned otherwise)
{
	struct netscript_branch *b = arena_alloc(r->shell.arena, sizeof(*b));

	if (!b) {
		r->shell.error = -ENOMEM;
		return parent;
	}
	*b = (struct netscript_branch){ .parent = parent, .otherwise = otherwise };
	return b;
}

void frame_begin_list(struct netscript_reader *r)
{
	r->part = r->way;
	r->list = ++r->n_lists;
}

struct frame *frame_top(struct netscript_reader *r)
{
	return r->depth ? &r->frames[r->depth - 1] : NULL;
}

void frame_push(struct netscript_reader *r, enum frame_kind kind, bool conditional)
{
	struct frame *f;

	if (r->depth == NETSCRIPT_NESTING_MAX) {
		r->too_deep++;
		return;
	}
	f = &r->frames[r->depth++];
	*f = (struct frame){ .kind = kind,
		             .function = r->function_next,
		             .outer = r->way,
		             .outer_part = r->part,
		             .outer_list = r->list };
	r->way = conditional || f->function ? frame_branch(r, r->part, 0) : r->part;
	r->function_next = false;
	frame_begin_list(r);
}

/* Closes the innermost one of a kind, and whatever was left open in it. */
void frame_pop(struct netscript_reader *r, enum frame_kind kind)
{
	unsigned depth = r->depth;

	if (r->too_deep) {
		r->too_deep--;
		return;
	}
	while (depth && r->frames[depth - 1].kind != kind)
		depth--;
	if (!depth) {
		r->shell.unsure = true;
		return;
	}
	r->depth = depth - 1;
	if (r->frames[depth - 1].on_command && !r->leaves)
		r->decided = r->frames[depth - 1].outer_decided;
	r->way = r->frames[depth - 1].outer;
	r->part = r->frames[depth - 1].outer_part;
	r->list = r->frames[depth - 1].outer_list;
}

void frame_next_branch(struct netscript_reader *r, const struct frame *f)
{
	r->way = frame_branch(r, f->outer_part, 0);
	frame_begin_list(r);
}
