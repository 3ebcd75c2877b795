/*
 * disk.c - the rules about disks: XC509, XC510, XC515.
 */
#include <errno.h>
#include <xencfg/disk.h>
#include "checks.h"

static const struct value *disks_of(const struct host *host, const struct guest *guest)
{
	const struct value *disk = guest_get(host, guest, DOMU_DISK);

	return disk && disk->kind == VALUE_LIST ? disk : NULL;
}

static void check_spec(struct check *cx, const struct value *spec)
{
	const struct host *host = cx->host;
	struct text bad;
	struct disk disk;
	const char *why;
	unsigned number;

	if (spec->kind != VALUE_STRING)
		return;
	if (disk_parse(spec->text, host->toolstack, host->release, &disk, &bad, &why) < 0)
		finding_add(cx->out, RULE_DISK_SYNTAX, text_same(bad, spec->text) ? spec->at : text_span(cx->sources, bad, spec->at),
			    "disk \"%.*s\": %s", TEXT_ARG(spec->text), why);
	else if (disk_vdev_number(disk.vdev, host->toolstack, host->release, &number) < 0)
		finding_add(cx->out, RULE_DISK_SYNTAX, text_span(cx->sources, disk.vdev, spec->at),
			    "disk \"%.*s\": no guest can have a device \"%.*s\"", TEXT_ARG(spec->text), TEXT_ARG(disk.vdev));
}

static void check_list(struct check *cx, const struct value *list)
{
	for (uint32_t i = 0; list && list->kind == VALUE_LIST && i < list->n; i++)
		check_spec(cx, &list->items[i]);
}

void check_disk_syntax(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t k = 0; k < host->n_defaults; k++)
		if (host->defaults[k].key == DOMU_DISK)
			check_list(cx, &host->defaults[k].value);
	for (size_t i = 0; i < host->n_guests; i++)
		check_list(cx, guest_own(&host->guests[i], DOMU_DISK));
}

void check_disk_shared_writable(struct check *cx)
{
	const struct host *host = cx->host;
	struct unique *items;
	size_t n = 0, first;

	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *disks = disks_of(host, &host->guests[i]);

		n += disks ? disks->n : 0;
	}
	items = unique_array(cx, n);
	if (!items)
		return;
	n = 0;
	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *disks = disks_of(host, &host->guests[i]);

		for (uint32_t k = 0; disks && k < disks->n; k++) {
			struct disk disk;
			struct text bad;
			const char *why;

			if (disk_parse(disks->items[k].text, host->toolstack, host->release, &disk, &bad, &why) == 0 &&
			    disk.writable && !disk.shared && disk.backend.n == 0)
				items[n++] = (struct unique){ .key = disk_backing(&disk), .at = disks->items[k].at,
							      .owner = &host->guests[i] };
		}
	}
	first = unique_sort(items, n);
	for (size_t i = first + 1; i < n; i++) {
		const struct guest *other = items[first].owner;
		struct finding *f;

		if (!text_same(items[i].key, items[first].key)) {
			first = i;
			continue;
		}
		if (items[i].owner == items[first].owner)
			continue;
		f = finding_add(cx->out, RULE_DISK_SHARED_WRITABLE,  items[i].at,
				"\"%.*s\" is writable in guest %.*s, too: two kernels on one disk destroy its data",
				TEXT_ARG(items[i].key), TEXT_ARG(other->name.text));
		finding_label(cx->out, f, items[first].at, "first used here");
		finding_help(cx->out, f, "give each guest its own, or make it read-only (r)");
	}
}

/* All pairs: a guest has a handful of disks, and what has more is cut off. */
enum { DEVICES_MAX = 512 };

void check_device_duplicate(struct check *cx)
{
	const struct host *host = cx->host;
	unsigned numbers[DEVICES_MAX];
	const struct value *specs[DEVICES_MAX];

	for (size_t i = 0; i < host->n_guests; i++) {
		const struct value *disks = disks_of(host, &host->guests[i]);
		size_t n = 0;

		for (uint32_t k = 0; disks && k < disks->n && n < DEVICES_MAX; k++) {
			struct disk disk;
			struct text bad;
			const char *why;
			size_t j = 0;

			if (disk_parse(disks->items[k].text, host->toolstack, host->release, &disk, &bad, &why) < 0 ||
			    disk_vdev_number(disk.vdev, host->toolstack, host->release, &numbers[n]) < 0)
				continue;
			specs[n] = &disks->items[k];
			while (numbers[j] != numbers[n])
				j++;
			if (j == n) {
				n++;
				continue;
			}
			finding_label(cx->out,
				      finding_add(cx->out, RULE_DEVICE_DUPLICATE, text_span(cx->sources, disk.vdev, specs[n]->at),
						  "the guest has a device \"%.*s\" already", TEXT_ARG(disk.vdev)),
				      specs[j]->at, "the first one");
		}
	}
}
