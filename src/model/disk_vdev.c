/*
 * disk_vdev.c - the numbers of virtual block devices.
 *
 * Pure: never asks the machine which devices it has.
 */
#include <errno.h>
#include <limits.h>
#include <xencfg/disk.h>

enum {
	XVD_MAJOR = 202,
	SD_MAJOR = 8,
	EXTENDED = 1 << 28, /* xvd beyond 16 disks or 15 partitions */
	XL_DISKS = 1 << 20, /* xvd and d…p… */
};

/* "PREFIX" LETTERS [PARTITION]: letters count a…z, aa…, and a partition has no leading zero. */
static bool parse_drive(struct text t, const char *prefix, unsigned max_disk, unsigned max_partition,
                        unsigned *ret_disk, unsigned *ret_partition)
{
	size_t i = strlen(prefix);
	unsigned disk = 0, partition = 0;

	if (!text_starts(t, prefix) || i == t.n || t.s[i] < 'a' || t.s[i] > 'z')
		return false;
	for (; i < t.n && t.s[i] >= 'a' && t.s[i] <= 'z'; i++) {
		disk = disk * 26 + (unsigned)(t.s[i] - 'a') + 1;
		if (disk - 1 > max_disk)
			return false;
	}
	if (i < t.n && t.s[i] == '0')
		return false;
	for (; i < t.n; i++) {
		if (t.s[i] < '0' || t.s[i] > '9')
			return false;
		partition = partition * 10 + (unsigned)(t.s[i] - '0');
		if (partition > max_partition)
			return false;
	}
	*ret_disk = disk - 1;
	*ret_partition = partition;
	return true;
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return UINT_MAX;
}

/* Base 0 is C's: 0x… and 0… mean what they mean there. A base of 16 takes 0x, too. */
static bool parse_number(struct text t, unsigned base, unsigned max, unsigned *ret)
{
	unsigned long long value = 0;

	if ((base == 0 || base == 16) && t.n > 2 && t.s[0] == '0' && (t.s[1] == 'x' || t.s[1] == 'X')) {
		t = (struct text){ t.s + 2, t.n - 2 };
		base = 16;
	}
	if (base == 0)
		base = t.n && t.s[0] == '0' ? 8 : 10;
	for (size_t i = 0; i < t.n; i++) {
		unsigned digit = digit_value(t.s[i]);

		if (digit >= base)
			return false;
		value = value * base + digit;
		if (value > max)
			return false;
	}
	*ret = (unsigned)value;
	return t.n > 0;
}

/* xl's own "dDISKpPARTITION". */
static bool parse_disk_partition(struct text t, unsigned *ret_disk, unsigned *ret_partition)
{
	const char *p = t.n > 1 ? memchr(t.s, 'p', t.n) : NULL;
	size_t cut = p ? (size_t)(p - t.s) : 0;

	return p && t.s[0] == 'd' && parse_number((struct text){ t.s + 1, cut - 1 }, 0, XL_DISKS - 1, ret_disk) &&
	       parse_number((struct text){ p + 1, t.n - cut - 1 }, 0, 255, ret_partition);
}

static int xl_number(struct text t, unsigned *ret)
{
	unsigned disk, part;

	if (parse_disk_partition(t, &disk, &part) || parse_drive(t, "xvd", XL_DISKS - 1, 255, &disk, &part))
		*ret = disk <= 15 && part <= 15 ? XVD_MAJOR << 8 | disk << 4 | part : EXTENDED | disk << 8 | part;
	else if (parse_number(t, 0, INT_MAX, ret))
		return 0;
	else if (parse_drive(t, "hd", 3, 63, &disk, &part))
		*ret = (disk < 2 ? 3U : 22U) << 8 | (disk & 1) << 6 | part;
	else if (parse_drive(t, "sd", 15, 15, &disk, &part))
		*ret = SD_MAJOR << 8 | disk << 4 | part;
	else
		return -EINVAL;
	return 0;
}

static int xend_number(struct text name, unsigned release, unsigned *ret)
{
	static const unsigned sd_majors[] = { 8, 65, 66, 67, 68, 69, 70, 71, 128, 129, 130, 131, 132, 133, 134, 135 };
	static const unsigned hd_majors[] = { 3, 22, 33, 34, 56, 57, 88, 89, 90, 91 };
	bool since_33 = release >= RELEASE_3_3;
	struct text t = name;
	unsigned disk, part;

	if (text_starts(t, "/dev/"))
		t = (struct text){ t.s + 5, t.n - 5 };
	if (parse_drive(t, "sd", 255, 15, &disk, &part))
		*ret = sd_majors[disk / 16] << 8 | disk % 16 << 4 | part;
	else if (parse_drive(t, "hd", 19, 63, &disk, &part))
		*ret = hd_majors[disk / 2] << 8 | disk % 2 << 6 | part;
	else if (parse_drive(t, "xvd", 15, 15, &disk, &part))
		*ret = XVD_MAJOR << 8 | disk << 4 | part;
	else if (since_33 && parse_drive(t, "xvd", 259, 15, &disk, &part))
		*ret = EXTENDED | disk << 8 | part;
	/* Up to 3.2 every bare number is hexadecimal, and 51712 is not xvda. */
	else if (!parse_number(name, since_33 && !text_starts(name, "0x") ? 10 : 16, UINT_MAX, ret))
		return -EINVAL;
	return 0;
}

int disk_vdev_number(struct text vdev, enum toolstack toolstack, unsigned release, unsigned *ret)
{
	return toolstack == TOOLSTACK_XL ? xl_number(vdev, ret) : xend_number(vdev, release, ret);
}
