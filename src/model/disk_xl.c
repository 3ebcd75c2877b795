/*
 * disk_xl.c - disk specifications as xl reads them.
 *
 * Accepts what libxlutil's scanner accepts, and stops at the first error.
 * That scanner's longest match comes down to a fixed order of questions
 * (parse_piece). Never looks at the disk itself.
 */
#include <errno.h>
#include <xencfg/disk.h>

/* Up to SLOT_HIDDEN_DISK strings, given once; then words, again only with the same value. SLOTS: kept nowhere. */
/* clang-format off */
enum slot {
	SLOT_TARGET, SLOT_VDEV, SLOT_SCRIPT, SLOT_BACKEND, SLOT_COLO_HOST, SLOT_COLO_EXPORT, SLOT_ACTIVE_DISK,
	SLOT_HIDDEN_DISK, SLOT_FORMAT, SLOT_BACKENDTYPE, SLOT_SPECIFICATION, SLOTS
};
/* clang-format on */

struct parser {
	struct text spec, rest;
	unsigned release;
	struct disk *disk;
	struct text slots[SLOTS]; /* .s NULL: not given, which differs from given and empty */
	bool has_prefix, has_access;
	struct text *bad;
	const char **why;
};

static int wrong(const struct parser *p, struct text bad, const char *why)
{
	*p->bad = bad.n ? bad : p->spec;
	*p->why = why;
	return -EINVAL;
}

/* Takes a piece off p->rest, and the stop byte with it; *ret_stop is '\0' at the end. */
static struct text take(struct parser *p, const char *stops, char *ret_stop)
{
	struct text all = p->rest;
	size_t n = all.n;

	for (; *stops && n; stops++) {
		const char *stop = memchr(all.s, *stops, n);

		if (stop)
			n = (size_t)(stop - all.s);
	}
	*ret_stop = n < all.n ? all.s[n] : '\0';
	p->rest = (struct text){ all.s + n, all.n - n };
	if (n < all.n)
		p->rest.s++, p->rest.n--;
	return (struct text){ all.s, n };
}

static int set_string(struct parser *p, enum slot slot, struct text value)
{
	if (p->slots[slot].n)
		return wrong(p, value, "this was already given");
	p->slots[slot] = value;
	return 0;
}

static int set_choice(struct parser *p, enum slot slot, struct text value)
{
	static const struct {
		enum slot slot;
		const char *word;
		enum release_index since;
	} choices[] = {
		{ SLOT_FORMAT, "raw", 0 },        { SLOT_FORMAT, "qcow", 0 },
		{ SLOT_FORMAT, "qcow2", 0 },      { SLOT_FORMAT, "vhd", 0 },
		{ SLOT_FORMAT, "empty", 0 },      { SLOT_FORMAT, "qed", RELEASE_4_9 },
		{ SLOT_BACKENDTYPE, "phy", 0 },   { SLOT_BACKENDTYPE, "tap", 0 },
		{ SLOT_BACKENDTYPE, "qdisk", 0 }, { SLOT_BACKENDTYPE, "standalone", RELEASE_4_17 },
		{ SLOT_SPECIFICATION, "xen", 0 }, { SLOT_SPECIFICATION, "virtio", 0 },
	};
	struct text word = slot == SLOT_FORMAT && value.n == 0 ? TEXT("raw") : value;
	bool known = false;

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		known |= choices[i].slot == slot && text_is(word, choices[i].word) && p->release >= choices[i].since;
	if (!known && slot == SLOT_FORMAT)
		return wrong(p, value, "the format is raw, qcow, qcow2, vhd, qed or empty");
	if (!known)
		return wrong(p, value,
		             slot == SLOT_BACKENDTYPE ? "the backend type is phy, tap or qdisk" :
		                                        "the specification is xen or virtio");
	if (p->slots[slot].s && !text_same(p->slots[slot], word))
		return wrong(p, value, "something else was already given");
	p->slots[slot] = word;
	return 0;
}

static int set_access(struct parser *p, enum slot slot, struct text value)
{
	(void)slot;
	p->disk->writable = value.n == 0 || text_is(value, "w") || text_is(value, "rw");
	if (!p->disk->writable && !text_is(value, "r") && !text_is(value, "ro"))
		return wrong(p, value, "the mode is r, ro, w or rw");
	return 0;
}

static int set_type(struct parser *p, enum slot slot, struct text value)
{
	(void)slot;
	p->disk->cdrom = text_is(value, "cdrom");
	if (!p->disk->cdrom && !text_is(value, "disk"))
		return wrong(p, value, "the device type is cdrom or disk");
	return 0;
}

/* As atoi() reads it: blanks, a sign, and whatever follows the digits; zero is wrong. */
static int set_port(struct parser *p, enum slot slot, struct text value)
{
	size_t i = 0;

	(void)slot;
	while (i < value.n && (value.s[i] == ' ' || (value.s[i] >= '\t' && value.s[i] <= '\r')))
		i++;
	if (i < value.n && (value.s[i] == '-' || value.s[i] == '+'))
		i++;
	while (i < value.n && value.s[i] == '0')
		i++;
	if (i == value.n || value.s[i] < '1' || value.s[i] > '9')
		return wrong(p, value, "the port is a number");
	return 0;
}

static int set_flag(struct parser *p, enum slot slot, struct text value)
{
	(void)slot;
	return text_is(value, "0") || text_is(value, "1") ? 0 : wrong(p, value, "this is 0 or 1");
}

/* target= takes all that is left, but for one comma at the very end. */
static int set_target(struct parser *p, enum slot slot, struct text value)
{
	value.n += (size_t)(p->spec.s + p->spec.n - (value.s + value.n));
	p->rest = (struct text){ p->spec.s + p->spec.n, 0 };
	if (text_ends(value, ","))
		value.n--;
	return set_string(p, slot, value);
}

/*
 * Since when: as in the scanner that each release ships ready made (libxlu_disk_l.c). Its source was ahead
 * at times: colo stands in libxlu_disk_l.l from 4.7, trusted from 4.17 on.
 */
static const struct param {
	const char *name;
	int (*set)(struct parser *p, enum slot slot, struct text value);
	enum slot slot;
	enum release_index since;
} params[] = {
	{ "target", set_target, SLOT_TARGET, 0 },
	{ "vdev", set_string, SLOT_VDEV, 0 },
	{ "format", set_choice, SLOT_FORMAT, 0 },
	{ "access", set_access, SLOTS, 0 },
	{ "devtype", set_type, SLOTS, 0 },
	{ "backendtype", set_choice, SLOT_BACKENDTYPE, 0 },
	{ "script", set_string, SLOT_SCRIPT, 0 },
	{ "backend", set_string, SLOT_BACKEND, RELEASE_4_3 },
	{ "colo-host", set_string, SLOT_COLO_HOST, RELEASE_4_8 },
	{ "colo-port", set_port, SLOTS, RELEASE_4_8 },
	{ "colo-export", set_string, SLOT_COLO_EXPORT, RELEASE_4_8 },
	{ "active-disk", set_string, SLOT_ACTIVE_DISK, RELEASE_4_8 },
	{ "hidden-disk", set_string, SLOT_HIDDEN_DISK, RELEASE_4_8 },
	{ "specification", set_choice, SLOT_SPECIFICATION, RELEASE_4_17 },
	{ "grant_usage", set_flag, SLOTS, RELEASE_4_19 },
};

static const struct param *find_param(const struct parser *p, struct text name)
{
	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (text_is(name, params[i].name) && p->release >= params[i].since)
			return &params[i];
	return NULL;
}

/* "cdrom" and the like; false when it is none of them. */
static bool take_word(struct parser *p, struct text piece)
{
	/* clang-format off */
	static const struct {
		const char *word;
		enum release_index since;
	} words[] = {
		{ "cdrom", 0 }, { "direct-io-safe", RELEASE_4_5 }, { "discard", RELEASE_4_5 },
		{ "no-discard", RELEASE_4_5 }, { "colo", RELEASE_4_8 }, { "no-colo", RELEASE_4_8 },
		{ "trusted", RELEASE_4_19 }, { "untrusted", RELEASE_4_19 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_is(piece, words[i].word) && p->release >= words[i].since) {
			p->disk->cdrom |= i == 0;
			return true;
		}
	return false;
}

/*
 * "phy:" and its like, before any piece. Returns 1 when it took one, 0 when there is none. A colon after an
 * unknown word is an error only before something that is no letter and no digit: "hdc:cdrom" is a piece.
 */
static int parse_prefix(struct parser *p)
{
	/* clang-format off */
	static const struct {
		const char *name;
		int (*set)(struct parser *p, enum slot slot, struct text value);
		enum slot slot;
	} prefixes[] = {
		{ "phy", NULL, SLOTS }, { "file", NULL, SLOTS }, { "tap", NULL, SLOTS }, { "tap2", NULL, SLOTS },
		{ "aio", NULL, SLOTS }, { "ioemu", NULL, SLOTS }, { "tapdisk", NULL, SLOTS },
		{ "raw", set_choice, SLOT_FORMAT }, { "qcow", set_choice, SLOT_FORMAT },
		{ "qcow2", set_choice, SLOT_FORMAT }, { "vhd", set_choice, SLOT_FORMAT },
		{ "iscsi", set_string, SLOT_SCRIPT }, { "nbd", set_string, SLOT_SCRIPT },
		{ "enbd", set_string, SLOT_SCRIPT }, { "drbd", set_string, SLOT_SCRIPT },
	};
	/* clang-format on */
	struct text t = p->rest, name = { t.s, 0 };
	int r;

	while (name.n < t.n &&
	       ((t.s[name.n] >= 'a' && t.s[name.n] <= 'z') || (name.n && t.s[name.n] >= '0' && t.s[name.n] <= '9')))
		name.n++;
	if (name.n == 0 || name.n == t.n || t.s[name.n] != ':')
		return 0;
	t = (struct text){ t.s + name.n + 1, t.n - name.n - 1 };
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!text_is(name, prefixes[i].name))
			continue;
		p->rest = t;
		p->has_prefix = true;
		p->disk->is_block |= i == 0;
		r = prefixes[i].set ? prefixes[i].set(p, prefixes[i].slot, name) : 0;
		return r < 0 ? r : 1;
	}
	if (t.n && ((t.s[0] >= 'a' && t.s[0] <= 'z') || (t.s[0] >= '0' && t.s[0] <= '9')))
		return 0;
	return wrong(p, name, "xl knows no such prefix (a target with a colon needs target=)");
}

/* "hdc:cdrom": returns 1, or 0 when there is no colon. */
static int parse_vdev_type(struct parser *p, struct text piece)
{
	struct text type = { piece.s + piece.n, 0 };
	int r;

	while (type.s > piece.s && type.s[-1] != ':')
		type.s--, type.n++;
	if (type.s == piece.s)
		return 0;
	r = set_string(p, SLOT_VDEV, (struct text){ piece.s, piece.n - type.n - 1 });
	if (r == 0)
		r = set_type(p, SLOTS, type);
	return r < 0 ? r : 1;
}

static int parse_positional(struct parser *p, struct text piece)
{
	int r;

	if (!p->slots[SLOT_TARGET].s)
		return set_string(p, SLOT_TARGET, piece);
	if (!p->has_prefix && !p->slots[SLOT_FORMAT].s) {
		r = p->slots[SLOT_TARGET].n ? 0 : parse_vdev_type(p, piece);
		if (r > 0)
			p->slots[SLOT_FORMAT] = TEXT("empty");
		return r ? (r < 0 ? r : 0) : set_choice(p, SLOT_FORMAT, piece);
	}
	if (!p->slots[SLOT_VDEV].s) {
		r = parse_vdev_type(p, piece);
		return r ? (r < 0 ? r : 0) : set_string(p, SLOT_VDEV, piece);
	}
	if (p->has_access)
		return wrong(p, piece, "this is one piece too many");
	p->has_access = true;
	return set_access(p, SLOTS, piece);
}

static int parse_piece(struct parser *p)
{
	struct text piece = p->rest;
	char stop;
	int r;

	while (p->rest.n && (p->rest.s[0] == ' ' || p->rest.s[0] == '\t'))
		p->rest.s++, p->rest.n--;
	if (p->rest.n != piece.n)
		return 0;
	r = parse_prefix(p);
	if (r)
		return r < 0 ? r : 0;
	piece = take(p, "=,", &stop);
	if (stop == '=') {
		const struct param *param = find_param(p, piece);

		if (param)
			return param->set(p, param->slot, take(p, ",", &stop));
		/* The scanner drops a last byte that it cannot place. */
		if (p->rest.n)
			return wrong(p, piece, "there is no such parameter (= in a target needs target=)");
		if (piece.n == 0)
			return 0;
	}
	return take_word(p, piece) ? 0 : parse_positional(p, piece);
}

static int parse_42(struct parser *p)
{
	int r = 0;

	p->disk->writable = true;
	if (text_has(p->spec, '\n'))
		return wrong(p, p->spec, "there is a line break in it");
	while (p->rest.n && !r)
		if ((r = parse_piece(p)) < 0)
			return r;
	if (!p->slots[SLOT_VDEV].s)
		return wrong(p, p->spec, "the virtual device is missing (TARGET,FORMAT,VDEV,ACCESS)");
	if (!p->slots[SLOT_TARGET].s && !p->disk->cdrom)
		return wrong(p, p->spec, "the target is missing, and this is no cdrom");
	if (p->disk->cdrom)
		p->disk->writable = false;
	p->disk->target = p->slots[SLOT_TARGET];
	p->disk->vdev = p->slots[SLOT_VDEV];
	p->disk->script = p->slots[SLOT_SCRIPT];
	p->disk->backend = p->slots[SLOT_BACKEND];
	p->disk->is_block |= text_is(p->slots[SLOT_BACKENDTYPE], "phy");
	return 0;
}

/* 4.1: what stands before the device. An empty target is for a cdrom, as the caller sees to. */
static int parse_41_target(struct parser *p)
{
	char stop;
	struct text type = take(p, ":,", &stop), driver;
	bool is_tap = text_is(type, "tap") || text_is(type, "tap2");

	if (stop == ',' && type.n == 0)
		return 0;
	/* xl 4.1 itself forgets a target without a type and gives the guest an empty disk. */
	if (stop != ':')
		return wrong(p, type, "the target needs its type: phy:, file: or tap:");
	if (!is_tap && !text_is(type, "phy") && !text_is(type, "file"))
		return wrong(p, type, "the type is phy, file, tap or tap2");
	p->disk->is_block = text_is(type, "phy");
	do {
		driver = take(p, is_tap ? ":," : ",", &stop);
	} while (stop == ':' && text_is(driver, "aio"));
	if (stop == ':') {
		if (!text_is(driver, "vhd") && !text_is(driver, "qcow") && !text_is(driver, "qcow2") &&
		    !text_is(driver, "raw"))
			return wrong(p, driver, "the tap driver is aio, vhd, qcow, qcow2 or raw");
		driver = take(p, ",", &stop);
	}
	p->disk->target = driver;
	if (text_starts(p->rest, "ioemu:"))
		take(p, ":", &stop);
	return 0;
}

static int parse_41(struct parser *p)
{
	char stop;
	int r = parse_41_target(p);

	if (r < 0)
		return r;
	p->disk->vdev = take(p, ":,", &stop);
	if (p->disk->vdev.n == 0)
		return wrong(p, p->spec, "the virtual device is missing (TYPE:TARGET,VDEV,MODE)");
	if (stop == ':') {
		struct text type = take(p, ",", &stop);

		p->disk->cdrom = text_is(type, "cdrom");
		if (!p->disk->cdrom)
			return wrong(p, type, "the only device type is cdrom");
	}
	if (p->disk->target.n == 0 && !p->disk->cdrom)
		return wrong(p, p->spec, "the target is missing, and this is no cdrom");
	/* Any mode but one that begins with w is read-only, even rw and none at all. */
	p->disk->writable = text_starts(p->rest, "w");
	return 0;
}

int disk_parse_xl(struct text spec, unsigned release, struct disk *ret, struct text *ret_bad, const char **ret_why)
{
	struct parser p = { .spec = spec, .rest = spec, .release = release, .disk = ret };

	p.bad = ret_bad;
	p.why = ret_why;
	*ret = (struct disk){ 0 };
	return release >= RELEASE_4_2 ? parse_42(&p) : parse_41(&p);
}
