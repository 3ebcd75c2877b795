/*
 * network_print.c - steps, warnings and their places, for people and for programs.
 */
#include <errno.h>
#include <xencfg/report_json.h>
#include "network.h"

struct span network_place(const struct network *n, const struct net_op *op)
{
	if (op->at.file)
		return op->at;
	for (size_t i = 0; i < n->want.n_bridges; i++)
		if (net_want_names(&n->want.bridges[i], op->link) ||
		    (op->kind == NET_SET_MASTER && net_want_names(&n->want.bridges[i], op->other)))
			return n->want.bridges[i].at;
	return op->at;
}

void network_put_place(struct network *n, struct sb *out, struct span at)
{
	struct place place;

	if (!at.file)
		return;
	if (span_place(&n->sources, at, &place) < 0) {
		out->error = -ENOMEM;
		return;
	}
	report_path(out, text_of(sources_get(&n->sources, at.file)->name));
	sb_printf(out, ":%u:%u: ", place.line, place.column);
}

void network_put_line(struct network *n, struct span at, struct sb *line)
{
	struct sb whole = { 0 };

	network_put_place(n, &whole, at);
	sb_text(&whole, sb_view(line));
	report_plain(&n->out, sb_view(&whole));
	sb_byte(&n->out, '\n');
	if (whole.error || line->error)
		n->out.error = -ENOMEM;
	sb_free(&whole);
}

void network_put_steps(struct network *n, const struct plan *plan)
{
	struct sb line = { 0 };

	for (size_t i = 0; i < plan->n_ops; i++) {
		const struct net_op *op = &plan->ops[i];

		if (op->cut_over && i && !plan->ops[i - 1].cut_over)
			sb_string(&n->out, "then traffic moves:\n");
		sb_reset(&line);
		network_put_words(&line, op);
		if (op->reason)
			sb_printf(&line, ": %s", op->reason);
		network_put_line(n, network_place(n, op), &line);
	}
	sb_free(&line);
}

int network_warn(struct network *n)
{
	int status = 0;

	for (size_t i = 0; i < n->n_warnings && !n->json && !status; i++)
		status = print_message(n->call, &n->sources, n->warnings[i].at, SEVERITY_WARNING,
		                       n->warnings[i].message);
	return status;
}

json_t *network_json_place(struct network *n, struct span at, json_t *object)
{
	struct place place;

	if (!object || !at.file)
		return object;
	if (span_place(&n->sources, at, &place) < 0) {
		json_decref(object);
		return NULL;
	}
	object = report_json_set(object, "file", report_json_string(sources_get(&n->sources, at.file)->name));
	object = report_json_set(object, "line", json_integer(place.line));
	return report_json_set(object, "column", json_integer(place.column));
}

static json_t *undo_json(const struct net_op *undo)
{
	struct sb text = { 0 };
	json_t *value;

	if (!undo)
		return json_null();
	network_put_op(&text, undo);
	value = text.error ? NULL : report_json_text(sb_view(&text));
	sb_free(&text);
	return value;
}

json_t *network_json_steps(struct network *n, const struct plan *plan)
{
	json_t *steps = json_array();

	for (size_t i = 0; steps && i < plan->n_ops; i++) {
		const struct net_op *op = &plan->ops[i];
		json_t *step = json_pack("{s:s, s:o, s:o, s:o}", "op", net_op_name(op->kind), "link",
		                         report_json_text(op->link), "reason",
		                         report_json_string(op->reason ? op->reason : ""), "undo", undo_json(op->undo));

		if (step && op->other.n)
			step = report_json_set(step, "other", report_json_text(op->other));
		steps = report_json_add(steps, network_json_place(n, network_place(n, op), step));
	}
	return steps;
}

json_t *network_json_warnings(struct network *n)
{
	json_t *warnings = json_array();

	for (size_t i = 0; warnings && i < n->n_warnings; i++)
		warnings = report_json_add(
			warnings,
			network_json_place(n, n->warnings[i].at,
		                           json_pack("{s:o}", "message", report_json_string(n->warnings[i].message))));
	return warnings;
}

int network_print_json(struct network *n, json_t *document)
{
	sb_reset(&n->out);
	if (report_dump(&n->out, document) < 0)
		return trouble("out of memory");
	return print_out(&n->out);
}
