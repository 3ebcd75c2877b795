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

static const struct value *guest_disks(const struct host *host, const struct guest *guest)
{
	const struct value *own = guest_own(guest, DOMU_DISK);

	return own ? disks_of(guest->settings, guest->n_settings) : disks_of(host->defaults, host->n_defaults);
}

static void collect(struct check *cx, struct guest *guest, const struct value *list)
{
	for (uint32_t i = 0; list && i < list->n; i++) {
		struct guest_disk *d = &cx->disks[cx->n_disks];

		if (list->items[i].kind == VALUE_NONE) /* only a running Python knows */
			continue;
		cx->n_disks++;
		d->guest = guest;
		d->spec = &list->items[i];
		d->bad = d->spec->text;
		d->why = "a disk is a string";
		if (d->spec->kind != VALUE_STRING)
			continue;
		d->valid = disk_parse(d->spec->text, cx->host->toolstack, cx->host->release, &d->disk, &d->bad,
		                      &d->why) == 0;
		if (!d->valid ||
		    disk_vdev_number(d->disk.vdev, cx->host->toolstack, cx->host->release, &d->number) == 0)
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
		const struct value *list = guest_disks(host, &host->guests[i]);

		n += list ? list->n : 0;
	}
	cx->disks = arena_array(cx->arena, n, sizeof(*cx->disks));
	if (!cx->disks)
		return -ENOMEM;
	/* The defaults are looked at even where no guest takes them. */
	collect(cx, NULL, shared);
	for (size_t i = 0; i < host->n_guests; i++)
		collect(cx, &host->guests[i], guest_disks(host, &host->guests[i]));
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

void check_disk_shared_writable(struct check *cx)
{
	for (size_t i = 0; i < cx->n_disks; i++) {
		const struct guest_disk *d = &cx->disks[i];
		struct text backing;

		/* What another domain serves is not this host's to compare. */
		if (!d->guest || !d->valid || !d->disk.writable || d->disk.shared || d->disk.backend.n)
			continue;
		backing = disk_backing(&d->disk);
		if (backing.n)
			claim_add(cx, CLAIM_DISK, d->guest, backing, d->spec->at);
	}
}

enum clash other_guest_clash(const struct claim *later, const struct claim *earlier)
{
	return later->claimant != earlier->claimant ? CLASH_FULL : CLASH_NONE;
}

struct finding *disk_report(struct findings *out, const struct pair *pair)
{
	struct text name = pair->earlier->claimant->name;
	struct finding *f;

	f = finding_add(out, RULE_DISK_SHARED_WRITABLE, pair->later->at,
	                "\"%.*s\" is writable in %s%.*s, too: two kernels on one disk destroy its data",
	                TEXT_ARG(pair->later->key), name.n ? "guest " : "another guest", TEXT_ARG(name));
	/* Of one that both have from the defaults there is no second place. */
	if (pair->later->at.file != pair->earlier->at.file || pair->later->at.begin != pair->earlier->at.begin)
		finding_label(out, f, pair->earlier->at, "first used here");
	finding_help(out, f, "give each guest its own, or make it read-only (r)");
	return f;
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
			              finding_add(cx->out, RULE_DEVICE_DUPLICATE,
			                          text_span(cx->sources, d->disk.vdev, d->spec->at),
			                          "the guest has a device \"%.*s\" already", TEXT_ARG(d->disk.vdev)),
			              text_span(cx->sources, cx->disks[k].disk.vdev, cx->disks[k].spec->at),
			              "the first one");
			break;
		}
	}
}
