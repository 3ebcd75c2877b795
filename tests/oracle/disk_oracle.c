/*
 * disk_oracle.c - does disk_parse() read a specification as libxlutil 4.17 does?
 *
 * Runs seeded, mutated specifications through both and compares: accepted or
 * not, and then target, vdev, script, backend, writable and cdrom. Arguments:
 * [SPECS [SEED]]. Line breaks are left out: disk_parse() refuses them on
 * purpose. Nothing is forked: this part of libxlutil asserts nothing that
 * depends on its input, and millions of specifications never crashed it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <libxl.h>
#include <libxlutil.h>
#include <xencfg/disk.h>

enum { SPEC_MAX = 160, MIXED_PIECES = 9 };

static const char *const seeds[] = {
	"phy:/dev/vg0/web,xvda,w", "file:/srv/a.img,hda1,r", "tap:aio:/srv/a.img,xvda,rw", ",hdc:cdrom,r",
	"tap2:tapdisk:qcow2:/srv/a.img,ioemu:hda,w", "raw:/a.iso,hdc:cdrom,ro",
	"iscsi:iqn.2001-05.com:0-8a,xvda,w", "/dev/vg/guest,raw,hda,rw", "/a.iso,,hdc,,cdrom",
	"devtype=cdrom,,,hdc", "/dev/vg/guest,,hda",
	"format=raw, vdev=hda, access=rw, target=/dev/vg/guest", "backend=DomD, phy:/dev/sda3, xvda1",
	"vdev=hdc,access=r,devtype=cdrom,target=", "backendtype=qdisk,format=qcow2,vdev=xvdb,target=/a,b=c",
	"/a,,xvda,w,discard,direct-io-safe,specification=xen",
	"/a,raw,xvda,w,colo,colo-host=h,colo-port=90,no-colo",
	"vdev=xvda,active-disk=a,hidden-disk=h,colo-export=e,trusted,target=/a",
	"script=block-x,/a,,hda:disk",
};

static const char *const tokens[] = {
	",", ",", ",", ",", "=", ":", " ", "\t", "phy:", "file:", "tap:", "tap2:", "aio:", "tapdisk:",
	"ioemu:", "raw:", "qcow:", "qcow2:", "vhd:", "iscsi:", "nbd:", "enbd:", "drbd:", "foo:", "http://",
	"raw", "qcow", "qcow2", "vhd", "qed", "empty", "xvda", "hda", "hdc:cdrom", "sda:disk", ":cdrom",
	":disk", "cdrom", "disk", "r", "w", "ro", "rw", "w!", "/a", "/dev/x", "/a:b", "format=", "vdev=",
	"access=", "target=", "devtype=", "backend=", "backendtype=", "script=", "specification=", "virtio",
	"xen", "phy", "qdisk", "standalone", "direct-io-safe", "discard", "no-discard", "colo", "no-colo",
	"colo-host=", "colo-port=", "colo-export=", "active-disk=", "hidden-disk=", "trusted", "untrusted",
	"grant_usage=1", "foo=", "a", "Z", "0", "7", "-", "'",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* xorshift64*: the same on every machine. */
static uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

static size_t random_below(uint64_t *state, size_t n)
{
	return (size_t)(random_next(state) % n);
}

/* Replaces `drop` bytes at `at` by a token; what does not fit is left as it is. */
static void splice(char *spec, size_t at, size_t drop, const char *token)
{
	char tail[SPEC_MAX];
	size_t n = strlen(spec), k = strlen(token);

	if (drop > n - at)
		drop = n - at;
	if (n - drop + k >= SPEC_MAX)
		return;
	strcpy(tail, spec + at + drop);
	memcpy(spec + at, token, k);
	strcpy(spec + at + k, tail);
}

static void make_spec(uint64_t *state, char *spec)
{
	size_t edits = random_below(state, 4);

	spec[0] = '\0';
	if (random_below(state, 4) == 0) {
		for (size_t i = 0, n = random_below(state, MIXED_PIECES); i < n; i++)
			splice(spec, strlen(spec), 0, tokens[random_below(state, COUNT(tokens))]);
		return;
	}
	strcpy(spec, seeds[random_below(state, COUNT(seeds))]);
	for (size_t i = 0; i < edits; i++) {
		size_t at = random_below(state, strlen(spec) + 1), drop = random_below(state, 4);

		if (random_below(state, 3) == 0)
			splice(spec, at, drop, "");
		else
			splice(spec, at, drop / 2, tokens[random_below(state, COUNT(tokens))]);
	}
}

static bool same(struct text ours, const char *theirs)
{
	return text_same(ours, text_of(theirs));
}

/* A prefix such as iscsi: stands for block-iscsi, which libxlutil writes out. */
static bool same_script(struct text ours, const char *theirs)
{
	return same(ours, theirs) ||
	       (theirs && text_starts(text_of(theirs), "block-") && same(ours, theirs + strlen("block-")));
}

/* Counts into *accepted what both take; true when both agree. */
static bool compare(XLU_Config *config, const char *spec, size_t *accepted)
{
	libxl_device_disk theirs;
	struct disk ours;
	struct text bad = { NULL, 0 };
	const char *why = "";
	bool they_take, we_take, agree;

	libxl_device_disk_init(&theirs);
	they_take = xlu_disk_parse(config, 1, &spec, &theirs) == 0;
	we_take = disk_parse(text_of(spec), TOOLSTACK_XL, release_find(TEXT("4.17")), &ours, &bad, &why) == 0;
	agree = they_take == we_take;
	if (agree && we_take) {
		++*accepted;
		agree = same(ours.target, theirs.pdev_path) && same(ours.vdev, theirs.vdev) &&
			same_script(ours.script, theirs.script) &&
			same(ours.backend, theirs.backend_domname) &&
			ours.writable == (theirs.readwrite != 0) && ours.cdrom == (theirs.removable != 0);
	}
	if (!agree && they_take && we_take)
		printf("'%s': '%.*s' '%.*s' writable %d cdrom %d; libxlutil: '%s' '%s' %d %d\n",
		       spec, TEXT_ARG(ours.target), TEXT_ARG(ours.vdev), ours.writable, ours.cdrom,
		       theirs.pdev_path ? theirs.pdev_path : "", theirs.vdev ? theirs.vdev : "",
		       theirs.readwrite, theirs.removable);
	else if (!agree)
		printf("'%s': only %s takes it%s%s\n", spec, we_take ? "disk_parse()" : "libxlutil",
		       we_take ? "" : ": ", we_take ? "" : why);
	libxl_device_disk_dispose(&theirs);
	return agree;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000, accepted = 0, differences = 0;
	uint64_t state = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : 1;
	FILE *null = fopen("/dev/null", "w");
	XLU_Config *config = null ? xlu_cfg_init(null, "oracle") : NULL;
	char spec[SPEC_MAX];

	if (!config) {
		fprintf(stderr, "disk oracle: libxlutil did not start\n");
		return 1;
	}
	for (size_t i = 0; i < n; i++) {
		make_spec(&state, spec);
		differences += !compare(config, spec, &accepted);
	}
	xlu_cfg_destroy(config);
	fclose(null);
	/* A run in which nearly everything is refused would compare nothing. */
	if (accepted < n / 10 || accepted == n) {
		printf("disk oracle: only %zu of %zu specs are good: the mutations are not\n", accepted, n);
		differences++;
	}
	printf("disk oracle: %zu specs, %zu differences\n", n, differences);
	return differences != 0;
}
