/*
 * disk.c - disk specifications, and how xend reads them.
 *
 * Never looks at the disk itself. What depends on the host (is there a
 * block-TYPE script for this type?) is taken for granted.
 */
#include <errno.h>
#include <xencfg/disk.h>

enum { XEND_PIECES = 5 }; /* target, device, mode, backend, and from 3.3 on a protocol */

struct wrong {
	struct text spec;
	struct text *bad;
	const char **why;
};

static int wrong(const struct wrong *w, struct text bad, const char *why)
{
	*w->bad = bad.n ? bad : w->spec;
	*w->why = why;
	return -EINVAL;
}

/* Takes a leading "NAME:" off; false, and nothing taken, without a colon. */
static bool take_prefix(struct text *t, struct text *ret_name)
{
	const char *colon = t->n ? memchr(t->s, ':', t->n) : NULL;

	if (!colon)
		return false;
	*ret_name = (struct text){ t->s, (size_t)(colon - t->s) };
	*t = (struct text){ colon + 1, t->n - ret_name->n - 1 };
	return true;
}

/* The image drivers of blktap (BlktapController.py; before 3.2 blktap itself refuses the others). */
static bool is_tap_driver(struct text name, unsigned release)
{
	static const struct {
		const char *name;
		enum release_index since;
	} drivers[] = {
		{ "aio", 0 },
		{ "sync", 0 },
		{ "vmdk", 0 },
		{ "ram", 0 },
		{ "qcow", 0 },
		{ "qcow2", RELEASE_3_3 },
		{ "ioemu", RELEASE_3_3 },
		{ "vhd", RELEASE_4_0 },
		{ "remus", RELEASE_4_0 },
	};

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (text_is(name, drivers[i].name))
			return release >= drivers[i].since;
	return false;
}

/* What follows tap: and tap2: is DRIVER:FILE, or from 3.4 on tapdisk:DRIVER:FILE; so it is with ioemu. */
static int parse_tap(const struct wrong *w, struct text rest, unsigned release, struct disk *disk)
{
	struct text driver, all = rest;
	bool tapdisk;

	if (!take_prefix(&rest, &driver))
		return wrong(w, rest, "a tap disk needs its driver: tap:aio:FILE");
	tapdisk = text_is(driver, "tapdisk") && release >= RELEASE_3_4;
	if (!tapdisk && !is_tap_driver(driver, release))
		return wrong(w, driver, "this release has no such tap driver");
	if (tapdisk || text_is(driver, "ioemu")) {
		struct text file = rest;

		if (take_prefix(&file, &driver) && is_tap_driver(driver, release))
			rest = file;
		else if (tapdisk)
			return wrong(w, all, "tapdisk needs one of its drivers: tap:tapdisk:aio:FILE");
	}
	disk->target = rest;
	return 0;
}

static int parse_uname(const struct wrong *w, struct text uname, unsigned release, struct disk *disk)
{
	struct text rest = uname, type;

	if (uname.n == 0)
		return disk->cdrom ? 0 : wrong(w, uname, "only a cdrom can do without a target");
	/* Up to 3.2 xend starts such a guest, with nothing behind its disk. A path may hold a colon. */
	if (!take_prefix(&rest, &type) || type.n == 0 || text_has(type, '/'))
		return wrong(w, uname, "the target needs its type: phy:/dev/vg0/web, file:/srv/web.img");
	if (text_is(type, "tap") || (text_is(type, "tap2") && release >= RELEASE_4_0)) {
		int r = parse_tap(w, rest, release, disk);

		if (r < 0)
			return r;
	} else {
		disk->target = rest;
		disk->is_block = text_is(type, "phy");
		if (!disk->is_block && !text_is(type, "file"))
			disk->script = type;
	}
	/* 3.3 alone has a fixed list; the others run block-TYPE, which the host may have. */
	if (disk->script.n && (release == RELEASE_3_3 || text_is(type, "tap2")))
		return wrong(w, type, "this release has no such type of disk");
	if (disk->target.n == 0)
		return wrong(w, uname, "nothing follows the type");
	return 0;
}

static int parse_device(const struct wrong *w, struct text device, unsigned release, struct disk *disk)
{
	struct text type = device, ioemu;
	unsigned number;

	if (text_starts(type, "ioemu:"))
		take_prefix(&type, &ioemu);
	if (!take_prefix(&type, &disk->vdev)) {
		disk->vdev = type;
	} else {
		/* xend passes any word on, and nothing knows another. */
		disk->cdrom = text_is(type, "cdrom");
		if (!disk->cdrom && !text_is(type, "disk"))
			return wrong(w, type.n ? type : device, "the device type is cdrom or disk");
	}
	if (disk_vdev_number(disk->vdev, TOOLSTACK_XEND, release, &number) < 0)
		return wrong(w, disk->vdev.n ? disk->vdev : device,
		             "xend knows no such device (usual are xvda, hda and sda)");
	return 0;
}

static int parse_mode(const struct wrong *w, struct text mode, struct disk *disk)
{
	disk->shared = text_is(mode, "w!");
	disk->writable = disk->shared || text_is(mode, "w");
	if (!disk->writable && !text_is(mode, "r"))
		return wrong(w, mode, "the mode is r, w or w!");
	return 0;
}

int disk_parse_xend(struct text spec, unsigned release, struct disk *ret, struct text *ret_bad, const char **ret_why)
{
	const struct wrong w = { spec, ret_bad, ret_why };
	struct text rest = spec, piece, pieces[XEND_PIECES] = { { NULL, 0 } };
	size_t n = 0, max = release >= RELEASE_3_3 ? XEND_PIECES : XEND_PIECES - 1;
	int r;

	*ret = (struct disk){ 0 };
	for (; text_split(&rest, ',', &piece); n++)
		if (n < max)
			pieces[n] = piece;
	if (n < 3 || n > max)
		return wrong(&w, spec,
		             n < 3 ? "xend wants three pieces: target, device and mode" :
		                     "these are more pieces than xend takes");
	r = parse_device(&w, pieces[1], release, ret);
	if (r == 0)
		r = parse_uname(&w, pieces[0], release, ret);
	if (r == 0)
		r = parse_mode(&w, pieces[2], ret);
	ret->backend = pieces[3];
	return r;
}

int disk_parse(struct text spec, enum toolstack toolstack, unsigned release, struct disk *ret, struct text *ret_bad,
               const char **ret_why)
{
	return toolstack == TOOLSTACK_XL ? disk_parse_xl(spec, release, ret, ret_bad, ret_why) :
	                                   disk_parse_xend(spec, release, ret, ret_bad, ret_why);
}

struct text disk_backing(const struct disk *disk)
{
	struct text t = disk->target;

	return text_starts(t, "/dev/") ? (struct text){ t.s + 5, t.n - 5 } : t;
}
