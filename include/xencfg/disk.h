/*
 * disk.h - one disk specification of a domU config, such as "phy:/dev/vg0/web,xvda,w".
 *
 * Three languages under one name: xend's comma pieces, xl 4.1's own copy of
 * them, and libxlutil's positional, key=value and old forms (4.2 and later).
 */
#ifndef XENCFG_DISK_H
#define XENCFG_DISK_H

#include <stdbool.h>
#include <xencfg/keys.h>
#include <xencfg/text.h>

/* Texts are pieces of the specification (borrowed); an unset one is empty. */
struct disk {
	struct text target;  /* what backs it: "/dev/vg0/web" of "phy:/dev/vg0/web"; empty: an empty cdrom */
	struct text vdev;    /* "xvda", "hda1", without "ioemu:" and ":cdrom" */
	struct text script;  /* "block-iscsi" of script=, or a type that stands for block-TYPE: "iscsi" */
	struct text backend; /* the domain that serves it, as written */
	bool writable;
	bool shared; /* xm's w!: others may have it writable too */
	bool cdrom;
	bool is_block; /* phy: or backendtype=phy says that the target is a block device */
};

/*
 * Reads one specification as `toolstack` of `release` (an index into releases) does.
 *
 * Returns 0, or -EINVAL with the wrong piece of `spec` (all of it when something is missing) and a
 * reason for people, a literal without a full stop; *ret is then of no use.
 *
 * xl 4.2 and later: what libxlutil accepts (tools/libs/util/libxlu_disk_l.l, libxlu_disk.c, 4.17; the other
 * releases by their own copies), save that a line break is refused. It leaves the vdev unread: ask
 * disk_vdev_number() too. xl 4.1: parse_disk_config() of tools/libxl/xl_cmdimpl.c, but an empty disk only
 * for a cdrom. xend: preprocess_disk() of tools/python/xen/xm/create.py, and what the device controllers
 * (xen/xend/server/blkif.py, BlktapController.py) and the block scripts refuse later.
 */
int disk_parse(struct text spec, enum toolstack toolstack, unsigned release, struct disk *ret, struct text *ret_bad,
               const char **ret_why);

/* The two halves of disk_parse(). */
int disk_parse_xend(struct text spec, unsigned release, struct disk *ret, struct text *ret_bad, const char **ret_why);
int disk_parse_xl(struct text spec, unsigned release, struct disk *ret, struct text *ret_bad, const char **ret_why);

/*
 * The number by which guest and backend know a virtual device: two names with one number are one device
 * ("xvda", xl's "d0p0", "51712"; xend's "/dev/xvda").
 *
 * Returns 0, or -EINVAL when the toolstack knows no such device. xl: libxl__device_disk_dev_number() of
 * tools/libs/light/libxl_device.c, the same from 4.1 to 4.22 (without its accidents: signs, blanks, "" and
 * "xvd" are refused here). xend: blkdev_name_to_number() of tools/python/xen/util/blkif.py; that up to 4.0 a
 * device of dom0 lends its own number is left out, for it depends on the machine.
 */
int disk_vdev_number(struct text vdev, enum toolstack toolstack, unsigned release, unsigned *ret);

/* The target without a leading "/dev/", which phy: may omit: equal ones are one backing. */
struct text disk_backing(const struct disk *disk);

#endif
