/*
 * test_disk.c - disk specifications of xend and xl, good and bad, and the numbers of virtual devices.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <xencfg/disk.h>

/* Flags as a word: w(ritable), s(hared), c(drom), b(lock). */
struct good {
	const char *release, *spec, *target, *vdev, *flags, *script, *backend;
};

struct bad {
	const char *release, *spec, *piece; /* the piece to underline */
	const char *why;                    /* a word of the reason */
};

static const struct good xend_good[] = {
	{ "3.2", "phy:/dev/vg0/web,xvda,w", "/dev/vg0/web", "xvda", "wb", "", "" },
	{ "3.2", "phy:hda1,hda1,r", "hda1", "hda1", "b", "", "" },
	{ "3.0", "file:/srv/a.img,ioemu:hda,w", "/srv/a.img", "hda", "w", "", "" },
	{ "3.2", "file:/srv/a.iso,hdc:cdrom,r", "/srv/a.iso", "hdc", "c", "", "" },
	{ "3.2", "file:/srv/a.iso,ioemu:hdc:cdrom,r", "/srv/a.iso", "hdc", "c", "", "" },
	{ "3.2", "phy:/dev/sdb,sda:disk,w!", "/dev/sdb", "sda", "wsb", "", "" },
	{ "3.2", "phy:/dev/sdb,sda,w,driver", "/dev/sdb", "sda", "wb", "", "driver" },
	{ "3.3", "phy:/dev/sdb,sda,w,driver,x86_32-abi", "/dev/sdb", "sda", "wb", "", "driver" },
	{ "3.2", ",hdc:cdrom,r", "", "hdc", "c", "", "" },
	{ "3.0", "tap:aio:/srv/a.img,xvda,w", "/srv/a.img", "xvda", "w", "", "" },
	{ "3.3", "tap:qcow2:/srv/a.img,xvda,w", "/srv/a.img", "xvda", "w", "", "" },
	{ "3.3", "tap:ioemu:/srv/a.img,xvda,w", "/srv/a.img", "xvda", "w", "", "" },
	{ "3.4", "tap:tapdisk:aio:/srv/a.img,xvda,w", "/srv/a.img", "xvda", "w", "", "" },
	{ "4.0", "tap2:vhd:/srv/a.vhd,xvda,w", "/srv/a.vhd", "xvda", "w", "", "" },
	{ "4.0", "tap2:aio:/srv/a:b.img,xvda,w", "/srv/a:b.img", "xvda", "w", "", "" },
	{ "3.2", "nbd:192.0.2.1 2000,hda1,w", "192.0.2.1 2000", "hda1", "w", "nbd", "" },
	{ "4.1", "drbd:web,xvda,w", "web", "xvda", "w", "drbd", "" },
	{ "4.1", "phy:/dev/sdb,xvdaa,w", "/dev/sdb", "xvdaa", "wb", "", "" },
	{ "3.2", "phy:/dev/sdb,/dev/hda,w", "/dev/sdb", "/dev/hda", "wb", "", "" },
};

static const struct bad xend_bad[] = {
	{ "3.2", "", "", "three" },
	{ "3.2", "phy:/dev/sdb", "phy:/dev/sdb", "three" },
	{ "3.2", "phy:/dev/sdb,xvda1", "phy:/dev/sdb,xvda1", "three" },
	{ "3.2", "phy:/dev/sdb,sda,w,driver,x86_32-abi", "phy:/dev/sdb,sda,w,driver,x86_32-abi", "more" },
	{ "4.4", "phy:/dev/sdb,sda,w,,,", "phy:/dev/sdb,sda,w,,,", "more" },
	{ "3.2", "phy:/dev/sdb,sda,rw", "rw", "mode" },
	{ "3.2", "phy:/dev/sdb,sda,ro", "ro", "mode" },
	{ "3.2", "phy:/dev/sdb,sda, w", " w", "mode" },
	{ "3.2", "phy:/dev/sdb,sda,", "phy:/dev/sdb,sda,", "mode" },
	{ "3.2", "/dev/sdb,sda,w", "/dev/sdb", "type" },
	{ "3.4", "/dev/disk/by-path/pci-0000:00,sda,w", "/dev/disk/by-path/pci-0000:00", "type" },
	{ "3.4", ":/dev/sdb,sda,w", ":/dev/sdb", "type" },
	{ "3.2", ",hda,w", ",hda,w", "cdrom" },
	{ "3.2", "phy:,hda,w", "phy:", "follows" },
	{ "3.2", "tap:aio:,hda,w", "tap:aio:", "follows" },
	{ "3.3", "nbd:192.0.2.1 2000,hda1,w", "nbd", "type" },
	{ "3.4", "tap2:aio:/srv/a.img,hda1,w", "tap2", "type" },
	{ "3.2", "tap:/srv/a.img,hda1,w", "/srv/a.img", "driver" },
	{ "3.2", "tap:qcow2:/srv/a.img,hda1,w", "qcow2", "driver" },
	{ "3.4", "tap:vhd:/srv/a.img,hda1,w", "vhd", "driver" },
	{ "3.3", "tap:tapdisk:aio:/srv/a.img,hda1,w", "tapdisk", "driver" },
	{ "4.1", "tap:tapdisk:no:/srv/a.img,hda1,w", "tapdisk:no:/srv/a.img", "driver" },
	{ "3.2", "phy:/dev/sdb, xvda,w", " xvda", "device" },
	{ "3.2", "phy:/dev/sdb,xdva,w", "xdva", "device" },
	{ "3.2", "phy:/dev/sdb,,w", "phy:/dev/sdb,,w", "device" },
	{ "3.2", "phy:/dev/sdb,:cdrom,r", ":cdrom", "device" },
	{ "3.2", "phy:/dev/sdb,xvdaa,w", "xvdaa", "device" },
	{ "3.2", "phy:/dev/sdb,hda:cdrm,w", "cdrm", "type" },
	{ "3.2", "phy:/dev/sdb,hda:,w", "hda:", "type" },
};

/* The first part is the table of xl's own tools/xl/check-xl-disk-parse (4.17). */
static const struct good xl_good[] = {
	{ "4.17", "/dev/vg/guest,,hda", "/dev/vg/guest", "hda", "w", "", "" },
	{ "4.17", "/dev/vg/guest,raw,hda,rw", "/dev/vg/guest", "hda", "w", "", "" },
	{ "4.17", "format=raw, vdev=hda, access=rw, target=/dev/sda", "/dev/sda", "hda", "w", "", "" },
	{ "4.17", "raw:/dev/vg/guest,hda,w", "/dev/vg/guest", "hda", "w", "", "" },
	{ "4.17", "/root/a.iso,,hdc,cdrom", "/root/a.iso", "hdc", "c", "", "" },
	{ "4.17", "/root/a.iso,,hdc,,cdrom", "/root/a.iso", "hdc", "c", "", "" },
	{ "4.17", "/root/a.iso,raw,hdc,devtype=cdrom", "/root/a.iso", "hdc", "c", "", "" },
	{ "4.17", "raw:/root/a.iso,hdc:cdrom,ro", "/root/a.iso", "hdc", "c", "", "" },
	{ "4.17", "backendtype=phy,vdev=xvdb,access=w,target=/dev/vg/g", "/dev/vg/g", "xvdb", "wb", "", "" },
	{ "4.17", "devtype=cdrom,,,hdc", "", "hdc", "c", "", "" },
	{ "4.17", ",,hdc:cdrom,r", "", "hdc", "c", "", "" },
	{ "4.17", ",hdc:cdrom,r", "", "hdc", "c", "", "" },
	{ "4.17", "vdev=hdc,access=r,devtype=cdrom,target=", "", "hdc", "c", "", "" },
	{ "4.17", ",empty,hdc:cdrom,r", "", "hdc", "c", "", "" },
	{ "4.17", "vdev=hdc,access=r,devtype=cdrom,format=empty", "", "hdc", "c", "", "" },
	{ "4.17", "vdev=hdc,access=r,devtype=cdrom", "", "hdc", "c", "", "" },
	{ "4.17", "iscsi:iqn.2001-05.org:0-8a,xvda,w", "iqn.2001-05.org:0-8a", "xvda", "w", "iscsi", "" },
	{ "4.17", "vdev=xvda,script=block-iscsi,target=iqn:0", "iqn:0", "xvda", "w", "block-iscsi", "" },
	{ "4.17", "drbd:app01,hda,w", "app01", "hda", "w", "drbd", "" },
	{ "4.17", "discard,vdev=hda,target=/a,b=c,", "/a,b=c", "hda", "w", "", "" },
	{ "4.19", "trusted,vdev=hda,target=/a", "/a", "hda", "w", "", "" },

	{ "4.2", "phy:/dev/vg0/web, xvda, r", "/dev/vg0/web", "xvda", "b", "", "" },
	{ "4.2", "tap:aio:/srv/a.img,ioemu:hda,w", "/srv/a.img", "hda", "w", "", "" },
	{ "4.2", "tap2:tapdisk:qcow2:/srv/a.img,hda:disk,w", "/srv/a.img", "hda", "w", "", "" },
	{ "4.17", "backend=DomD, phy:/dev/sda3, xvda", "/dev/sda3", "xvda", "wb", "", "DomD" },
	{ "4.9", "/srv/a.qed,qed,hda", "/srv/a.qed", "hda", "w", "", "" },
	{ "4.17", "/srv/a.img,,hda,w=", "/srv/a.img", "hda", "w", "", "" },
	{ "4.17", "/srv/a.img,,hda,=", "/srv/a.img", "hda", "w", "", "" },
	{ "4.17", "/srv/a:b.img,,hda,r", "/srv/a:b.img", "hda", "", "", "" },
	{ "4.19", "/srv/a.img,,hda,w,grant_usage=1", "/srv/a.img", "hda", "w", "", "" },

	{ "4.1", "phy:/dev/vg0/web,xvda,w", "/dev/vg0/web", "xvda", "wb", "", "" },
	{ "4.1", "file:/a.img,ioemu:hda", "/a.img", "hda", "", "", "" },
	{ "4.1", "tap:aio:/a.img,xvda,w", "/a.img", "xvda", "w", "", "" },
	{ "4.1", "tap2:aio:vhd:/a:b.vhd,xvda,w!", "/a:b.vhd", "xvda", "w", "", "" },
	{ "4.1", "tap:/a.img,xvda,r", "/a.img", "xvda", "", "", "" },
	{ "4.1", ",hdc:cdrom,r", "", "hdc", "c", "", "" },
	{ "4.1", "phy:/dev/sdb,xvda,rw", "/dev/sdb", "xvda", "b", "", "" },
};

static const struct bad xl_bad[] = {
	{ "4.17", "", "", "device" },
	{ "4.17", "foo", "foo", "device" },
	{ "4.17", "phy:/dev/sdb,xvda,w!", "w!", "mode" },
	{ "4.17", "phy:/dev/sdb,xvda,w ", "w ", "mode" },
	{ "4.17", "phy:/dev/sdb,xvda,w,dom0", "dom0", "too many" },
	{ "4.17", "/dev/sda3,xvda,rw", "xvda", "format" },
	{ "4.17", "/srv/a=b.img,,hda", "/srv/a", "target=" },
	{ "4.17", "http://x,,hda", "http", "prefix" },
	{ "4.17", "phy:/dev/sdb,hda:floppy,w", "floppy", "type" },
	{ "4.17", "/a,,hda,devtype=floppy", "floppy", "type" },
	{ "4.17", "/a,,hda,vdev=hdb", "hdb", "already" },
	{ "4.17", "qcow:/a,hda,w,format=raw", "raw", "already" },
	{ "4.17", "/a,,hda,w,backendtype=file", "file", "backend" },
	{ "4.17", "/a,,hda,w,specification=no", "no", "specification" },
	{ "4.17", "/a,,hda,w,colo-port=x", "x", "port" },
	{ "4.17", "format=raw,target=/a", "format=raw,target=/a", "device" },
	{ "4.17", "vdev=hda,format=raw", "vdev=hda,format=raw", "target" },
	{ "4.17", "/a,,hda,\n", "/a,,hda,\n", "line break" },
	{ "4.2", "/a,,hda,w,backend=DomD", "backend", "parameter" },
	{ "4.4", "/a,,hda,w,discard", "discard", "too many" },
	{ "4.8", "/a,qed,hda,w", "qed", "format" },
	{ "4.18", "/a,,hda,w,trusted", "trusted", "too many" },
	{ "4.7", "/a,,hda,w,colo", "colo", "too many" },
	{ "4.18", "/a,,hda,w,grant_usage=1", "grant_usage", "parameter" },
	{ "4.19", "/a,,hda,w,grant_usage=2", "2", "0 or 1" },

	{ "4.1", "/dev/vg0/web,raw,xvda,w", "/dev/vg0/web", "type" },
	{ "4.1", "vhd:/a,xvda,w", "vhd", "type" },
	{ "4.1", "tap:no:/a,xvda,w", "no", "driver" },
	{ "4.1", "phy:/dev/sdb", "phy:/dev/sdb", "device" },
	{ "4.1", "phy:/dev/sdb,", "phy:/dev/sdb,", "device" },
	{ "4.1", "phy:/dev/sdb,hda:disk,w", "disk", "type" },
	{ "4.1", ",hda,w", ",hda,w", "target" },
};

static void check_good(const struct good *t, size_t n, enum toolstack toolstack)
{
	for (size_t i = 0; i < n; i++, t++) {
		struct disk d;
		struct text bad = { NULL, 0 };
		const char *why = NULL;
		char flags[5];
		unsigned release = release_find(text_of(t->release));

		if (disk_parse(text_of(t->spec), toolstack, release, &d, &bad, &why) < 0)
			fail_msg("%s: '%s': refused at '%.*s': %s", t->release, t->spec, TEXT_ARG(bad), why);
		snprintf(flags, sizeof(flags), "%s%s%s%s", d.writable ? "w" : "", d.shared ? "s" : "",
			 d.cdrom ? "c" : "", d.is_block ? "b" : "");
		if (!text_is(d.target, t->target) || !text_is(d.vdev, t->vdev) ||
		    strcmp(flags, t->flags) != 0 || !text_is(d.script, t->script) ||
		    !text_is(d.backend, t->backend))
			fail_msg("%s: '%s' is read as '%.*s' '%.*s' %s '%.*s' '%.*s'", t->release, t->spec,
				 TEXT_ARG(d.target), TEXT_ARG(d.vdev), flags, TEXT_ARG(d.script),
				 TEXT_ARG(d.backend));
	}
}

static void check_bad(const struct bad *t, size_t n, enum toolstack toolstack)
{
	for (size_t i = 0; i < n; i++, t++) {
		struct text spec = text_of(t->spec), bad = { NULL, 0 };
		struct disk d;
		const char *why = NULL;

		if (disk_parse(spec, toolstack, release_find(text_of(t->release)), &d, &bad, &why) != -EINVAL)
			fail_msg("%s: '%s' was taken", t->release, t->spec);
		assert_non_null(why);
		if (!text_is(bad, t->piece) || !strstr(why, t->why))
			fail_msg("%s: '%s' is wrong at '%.*s': %s", t->release, t->spec, TEXT_ARG(bad), why);
		assert_true(bad.s >= spec.s && bad.s + bad.n <= spec.s + spec.n);
	}
}

#define CHECK(function, table, toolstack) function(table, sizeof(table) / sizeof((table)[0]), toolstack)

static void test_xend(void **state)
{
	(void)state;
	CHECK(check_good, xend_good, TOOLSTACK_XEND);
	CHECK(check_bad, xend_bad, TOOLSTACK_XEND);
}

static void test_xl(void **state)
{
	(void)state;
	CHECK(check_good, xl_good, TOOLSTACK_XL);
	CHECK(check_bad, xl_bad, TOOLSTACK_XL);
}

/* A number of -1: no such device. */
static const struct number {
	enum toolstack toolstack;
	const char *release, *vdev;
	long number;
} numbers[] = {
	{ TOOLSTACK_XL, "4.17", "xvda", 51712 },
	{ TOOLSTACK_XL, "4.17", "d0p0", 51712 },
	{ TOOLSTACK_XL, "4.17", "d0x0p00", 51712 },
	{ TOOLSTACK_XL, "4.17", "51712", 51712 },
	{ TOOLSTACK_XL, "4.1", "0xca00", 51712 },
	{ TOOLSTACK_XL, "4.17", "0145000", 51712 },
	{ TOOLSTACK_XL, "4.17", "xvda1", 51713 },
	{ TOOLSTACK_XL, "4.17", "xvdp15", 51967 },
	{ TOOLSTACK_XL, "4.17", "xvdq", (1 << 28) + (16 << 8) },
	{ TOOLSTACK_XL, "4.17", "xvda16", (1 << 28) + 16 },
	{ TOOLSTACK_XL, "4.17", "xvdaa", (1 << 28) + (26 << 8) },
	{ TOOLSTACK_XL, "4.17", "d1048575p255", (1 << 28) + (1048575 << 8) + 255 },
	{ TOOLSTACK_XL, "4.17", "hda", 768 },
	{ TOOLSTACK_XL, "4.17", "hdd63", (22 << 8) + 64 + 63 },
	{ TOOLSTACK_XL, "4.17", "sda", 2048 },
	{ TOOLSTACK_XL, "4.17", "sdp15", 2048 + 255 },
	{ TOOLSTACK_XL, "4.17", "2147483647", 2147483647 },
	{ TOOLSTACK_XL, "4.17", "2147483648", -1 },
	{ TOOLSTACK_XL, "4.17", "d1048576p0", -1 },
	{ TOOLSTACK_XL, "4.17", "d0p256", -1 },
	{ TOOLSTACK_XL, "4.17", "d0", -1 },
	{ TOOLSTACK_XL, "4.17", "d0p", -1 },
	{ TOOLSTACK_XL, "4.17", "dp0", -1 },
	{ TOOLSTACK_XL, "4.17", "p", -1 },
	{ TOOLSTACK_XL, "4.17", "xvda0", -1 },
	{ TOOLSTACK_XL, "4.17", "xvda01", -1 },
	{ TOOLSTACK_XL, "4.17", "xvda256", -1 },
	{ TOOLSTACK_XL, "4.17", "xvdA", -1 },
	{ TOOLSTACK_XL, "4.17", "xvd", -1 },
	{ TOOLSTACK_XL, "4.17", "xvd1", -1 },
	{ TOOLSTACK_XL, "4.17", "xvda-", -1 },
	{ TOOLSTACK_XL, "4.17", "/dev/xvda", -1 },
	{ TOOLSTACK_XL, "4.17", "hde", -1 },
	{ TOOLSTACK_XL, "4.17", "hda64", -1 },
	{ TOOLSTACK_XL, "4.17", "sdq", -1 },
	{ TOOLSTACK_XL, "4.17", "sda16", -1 },
	{ TOOLSTACK_XL, "4.17", "sdaaaaaaaaaaaaaaaaaaaaaaaaaa", -1 },
	{ TOOLSTACK_XL, "4.17", "", -1 },
	{ TOOLSTACK_XL, "4.17", "0x", -1 },
	{ TOOLSTACK_XL, "4.17", "08", -1 },

	{ TOOLSTACK_XEND, "3.2", "hda", 768 },
	{ TOOLSTACK_XEND, "3.2", "/dev/hda", 768 },
	{ TOOLSTACK_XEND, "3.2", "hdt63", (91 << 8) + 64 + 63 },
	{ TOOLSTACK_XEND, "3.2", "sdq1", (65 << 8) + 1 },
	{ TOOLSTACK_XEND, "3.2", "sdiv15", (135 << 8) + 255 },
	{ TOOLSTACK_XEND, "3.2", "sdiw", -1 },
	{ TOOLSTACK_XEND, "3.2", "xvda", 51712 },
	{ TOOLSTACK_XEND, "3.2", "ca00", 51712 },
	{ TOOLSTACK_XEND, "3.2", "51712", 0x51712 },
	{ TOOLSTACK_XEND, "3.3", "51712", 51712 },
	{ TOOLSTACK_XEND, "3.3", "0xca00", 51712 },
	{ TOOLSTACK_XEND, "3.3", "ca00", -1 },
	{ TOOLSTACK_XEND, "3.2", "xvdq", -1 },
	{ TOOLSTACK_XEND, "3.3", "xvdq", (1 << 28) + (16 << 8) },
	{ TOOLSTACK_XEND, "4.4", "xvdiz15", (1 << 28) + (259 << 8) + 15 },
	{ TOOLSTACK_XEND, "4.4", "xvdja", -1 },
	{ TOOLSTACK_XEND, "4.4", "xvda16", -1 },
	{ TOOLSTACK_XEND, "3.2", "hdu", -1 },
	{ TOOLSTACK_XEND, "3.2", "hda64", -1 },
	{ TOOLSTACK_XEND, "3.2", "/hda", -1 },
	{ TOOLSTACK_XEND, "3.2", "", -1 },
	{ TOOLSTACK_XEND, "4.4", "d0p0", -1 },
};

static void test_vdev_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct number *t = &numbers[i];
		unsigned release = release_find(text_of(t->release)), got = 0;
		int r = disk_vdev_number(text_of(t->vdev), t->toolstack, release, &got);

		if (r != (t->number < 0 ? -EINVAL : 0) || (r == 0 && got != (unsigned)t->number))
			fail_msg("%s of %s: %d, %u, not %ld", t->vdev, t->release, r, got, t->number);
	}
}

static void test_backing(void **state)
{
	struct disk a = { .target = TEXT("/dev/vg0/web") }, b = { .target = TEXT("vg0/web") };

	(void)state;
	assert_true(text_same(disk_backing(&a), disk_backing(&b)));
	b.target = TEXT("/vg0/web");
	assert_false(text_same(disk_backing(&a), disk_backing(&b)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xend),
		cmocka_unit_test(test_xl),
		cmocka_unit_test(test_vdev_number),
		cmocka_unit_test(test_backing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
