/*
 * disk.c - the rules about disks: XC509, XC510, XC515.
 *
 * Every specification is parsed once (disks_collect); the rules look at
 * what came of it.
 */
#include <errno.h>
#include "checks.h"

static const struct value *disks_of(const struct setting *settings, size_t n)
{
	const struct value *disk = settings_find(settings, n, DOMU_DISK);

	return disk && disk->kind == VALUE_LIST ? disk : NULL;
}

static void collect(struct check *cx, const struct guest *guest, const struct value *list)
{
	for (uint32_t i = 0; list && i < list->n; i++) {
		struct guest_disk *d = &cx->disks[cx->n_disks];

		cx->n_disks++;
		d->guest = guest;
		d->spec = &list->items[i];
		d->bad = d->spec->text;
		d->why = "a disk is a string";
		if (d->spec->kind != VALUE_STRING)
			continue;
		d->valid = disk_parse(d->spec->text, cx->host->toolstack, cx->host->release, &d->disk, &d->bad, &d->why) == 0;
		if (!d->valid || disk_vdev_number(d->disk.vdev, cx->host->toolstack, cx->host->release, &d->number) == 0)
			continue;
		d->valid = false;
		d->bad = d->disk.vdev;
		d->why = "no guest can have such a device";
	}
}

int disks_collect(struct check *cx)
{
	const struct host *host = cx->host;
	const struct value *shared = disks_of(host->defaults, host->n_defaults);
	size_t n = shared ? shared->n : 0;

	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *list = disks_of(host->guests[i].settings, host->guests[i].n_settings);

		n += list ? list->n : 0;
	}
	cx->disks = arena_array(cx->arena, n, sizeof(*cx->disks));
	if (!cx->disks)
		return -ENOMEM;
	collect(cx, NULL, shared);
	for (size_t i = 0; i < host->n_guests; i++)
		collect(cx, &host->guests[i], disks_of(host->guests[i].settings, host->guests[i].n_settings));
	return 0;
}

void check_disk_syntax(struct check *cx)
{
	for (size_t i = 0; i < cx->n_disks; i++) {
		const struct guest_disk *d = &cx->disks[i];
		const struct value *spec = d->spec;

		if (!d->valid)
			finding_add(cx->out, RULE_DISK_SYNTAX,
				    text_same(d->bad, spec->text) ? spec->at : text_span(cx->sources, d->bad, spec->at),
				    "disk \"%.*s\": %s", TEXT_ARG(spec->text), d->why);
	}
}

static bool takes_defaults(const struct guest *guest)
{
	return !guest_own(guest, DOMU_DISK);
}

/* Two guests that both have the disks of the defaults have the same disks. */
static const struct guest *second_with_defaults(const struct host *host)
{
	const struct guest *first = NULL;

	for (size_t i = 0; i < host->n_guests; i++) {
		if (!takes_defaults(&host->guests[i]))
			continue;
		if (first)
			return &host->guests[i];
		first = &host->guests[i];
	}
	return NULL;
}

static void report_shared(struct check *cx, const struct guest_disk *d, const struct guest *other, struct span at)
{
	struct text backing = disk_backing(&d->disk);
	struct finding *f;

	f = finding_add(cx->out, RULE_DISK_SHARED_WRITABLE, d->spec->at,
			"\"%.*s\" is writable in guest %.*s, too: two kernels on one disk destroy its data", TEXT_ARG(backing),
			TEXT_ARG(other->name.text));
	finding_label(cx->out, f, at, "first used here");
	finding_help(cx->out, f, "give each guest its own, or make it read-only (r)");
}

static void report_repeated(struct check *cx, const struct unique *item, const struct unique *first)
{
	const struct guest_disk *d = item->owner, *other = first->owner;

	if (d->guest != other->guest)
		report_shared(cx, d, other->guest, other->spec->at);
}

void check_disk_shared_writable(struct check *cx)
{
	struct unique *items = unique_array(cx, cx->n_disks);
	const struct guest *second = second_with_defaults(cx->host);
	size_t n = 0;

	for (size_t i = 0; items && i < cx->n_disks; i++) {
		const struct guest_disk *d = &cx->disks[i];

		/* What another domain serves is not this host's to compare. */
		if (!d->valid || !d->disk.writable || d->disk.shared || d->disk.backend.n)
			continue;
		if (d->guest)
			items[n++] = (struct unique){ .key = disk_backing(&d->disk), .owner = d };
		else if (second)
			report_shared(cx, d, second, second->at);
	}
	unique_report(cx, items, n, report_repeated);
}

void check_device_duplicate(struct check *cx)
{
	/* The disks of one guest stand side by side. Each is compared with the few before it. */
	enum { COMPARED = 256 };

	for (size_t i = 1; i < cx->n_disks; i++) {
		const struct guest_disk *d = &cx->disks[i];

		for (size_t k = i; d->valid && k-- > 0 && i - k <= COMPARED && cx->disks[k].guest == d->guest;) {
			if (!cx->disks[k].valid || cx->disks[k].number != d->number)
				continue;
			finding_label(cx->out,
				      finding_add(cx->out, RULE_DEVICE_DUPLICATE, text_span(cx->sources, d->disk.vdev, d->spec->at),
						  "the guest has a device \"%.*s\" already", TEXT_ARG(d->disk.vdev)),
				      text_span(cx->sources, cx->disks[k].disk.vdev, cx->disks[k].spec->at), "the first one");
			break;
		}
	}
}
