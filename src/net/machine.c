/*
 * machine.c - see machine.h.
 *
 * Knows other programs only by the files in which they say what they do.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <xencfg/file.h>
#include <xencfg/machine.h>

enum {
	OLDEST_MAJOR = 3,
	OLDEST_MINOR = 18,
	SOURCES_DEPTH = 4, /* files that name files */
};

struct machine {
	struct arena *arena;
	const char *root;
	const struct net_want *want;
	const struct net_state *have;
	enum kernel_forward (*forward)(void);
	bool ifup_applies; /* ifupdown runs xencfg, too */
	struct plan_warning *warnings;
	size_t n, room;
	int error; /* 0 or -ENOMEM */
};

static void warn(struct machine *m, struct span at, const char *format, ...) __attribute__((format(printf, 3, 4)));
static const char *path_of(struct machine *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void warn(struct machine *m, struct span at, const char *format, ...)
{
	const char *message;
	va_list ap;

	if (m->n == m->room) {
		size_t room = m->room ? 2 * m->room : 8;
		struct plan_warning *warnings = arena_array(m->arena, room, sizeof(*warnings));

		if (!warnings) {
			m->error = -ENOMEM;
			return;
		}
		if (m->n)
			memcpy(warnings, m->warnings, m->n * sizeof(*warnings));
		m->warnings = warnings;
		m->room = room;
	}
	va_start(ap, format);
	message = arena_vprintf(m->arena, format, ap);
	va_end(ap);
	if (message)
		m->warnings[m->n++] = (struct plan_warning){ at, message };
	else
		m->error = -ENOMEM;
}

/* NULL, and the error is noted: what is not read for want of memory must not pass for what warns of nothing. */
static const char *path_of(struct machine *m, const char *format, ...)
{
	const char *path;
	va_list ap;

	va_start(ap, format);
	path = arena_vprintf(m->arena, format, ap);
	va_end(ap);
	if (!path)
		m->error = -ENOMEM;
	return path;
}

/* What is in a file of the machine; nothing when it cannot be read, or has no path. */
static struct text read_at(struct machine *m, const char *path)
{
	const char *name = path ? path_of(m, "%s%s", m->root, path) : NULL;
	struct text text = { "", 0 };
	int r = name ? file_read(m->arena, AT_FDCWD, name, &text) : -ENOENT;

	if (r == -ENOMEM)
		m->error = r;
	return r < 0 ? TEXT("") : text;
}

/* The next word of a line of blanks and words; empty at its end. */
static struct text next_word(struct text *line)
{
	struct text word;

	*line = text_trim(*line);
	word = (struct text){ line->s, 0 };
	while (word.n < line->n && line->s[word.n] != ' ' && line->s[word.n] != '\t')
		word.n++;
	line->s += word.n;
	line->n -= word.n;
	return word;
}

/* A netdev that is no port yet. */
static const struct net_link *netdev_of(const struct machine *m, const struct net_want_bridge *b)
{
	const struct net_link *link = b->dummy || !b->netdev.n ? NULL : net_link_named(m->have, b->netdev);

	return link && !link->master ? link : NULL;
}

/* What is done with a line of a file of ifupdown: its first word, and what comes behind it. */
struct interfaces {
	void (*take)(struct machine *m, struct text word, struct text rest, const char *path);
};

static void read_interfaces(struct machine *m, const struct interfaces *how, const char *path, unsigned depth);

/* "source PATTERN" and "source-directory FOLDER": of patterns only those of all files in a folder are followed. */
static void read_sourced(struct machine *m, const struct interfaces *how, struct text word, struct text operand,
                         unsigned depth)
{
	const char *folder, *name;
	struct dirent *entry;
	DIR *dir;

	if (text_ends(operand, "/*")) {
		operand.n -= 2;
	} else if (text_is(word, "source")) {
		name = path_of(m, "%.*s", TEXT_ARG(operand));
		if (name)
			read_interfaces(m, how, name, depth + 1);
		return;
	}
	folder = path_of(m, "%s%.*s", m->root, TEXT_ARG(operand));
	dir = folder ? opendir(folder) : NULL;
	m->error = folder && !dir && errno == ENOMEM ? -ENOMEM : m->error;
	while (dir && (entry = readdir(dir))) {
		name = entry->d_name[0] == '.' ? NULL : path_of(m, "%.*s/%s", TEXT_ARG(operand), entry->d_name);
		if (name)
			read_interfaces(m, how, name, depth + 1);
	}
	if (dir)
		closedir(dir);
}

static void read_interfaces(struct machine *m, const struct interfaces *how, const char *path, unsigned depth)
{
	struct text rest = depth < SOURCES_DEPTH ? read_at(m, path) : TEXT(""), line;

	while (text_split(&rest, '\n', &line)) {
		struct text word = next_word(&line);

		if (text_is(word, "source") || text_is(word, "source-directory"))
			read_sourced(m, how, word, next_word(&line), depth);
		else
			how->take(m, word, line, path);
	}
}

/* "pre-up /usr/bin/xencfg apply /etc/xencfg/host.json" */
static void find_apply(struct machine *m, struct text word, struct text rest, const char *path)
{
	bool is_up = text_is(word, "pre-up") || text_is(word, "up") || text_is(word, "post-up");
	struct text before = { "", 0 };

	(void)path;
	while (is_up && rest.n && !m->ifup_applies) {
		struct text now = next_word(&rest);

		m->ifup_applies = text_is(now, "apply") && text_ends(before, "xencfg");
		before = now;
	}
}

/*
 * "iface eth0 inet dhcp": whatever is not "manual" gives the netdev addresses. "static" does so once, before apply
 * comes and after stop, where ifupdown runs those, too.
 */
static void take_iface(struct machine *m, struct text word, struct text rest, const char *path)
{
	struct text name = next_word(&rest), family = next_word(&rest), method = next_word(&rest);
	bool once = text_is(method, "static");

	if (!text_is(word, "iface") || text_is(method, "manual") || !method.n || (once && m->ifup_applies))
		return;
	for (size_t i = 0; i < m->want->n_bridges; i++) {
		const struct net_want_bridge *b = &m->want->bridges[i];

		if (!text_same(name, b->netdev) || !netdev_of(m, b))
			continue;
		warn(m, b->netdev_at,
		     once ? "%s gives %.*s its address (%.*s %.*s): apply moves it to the bridge, but the next ifup or "
		            "ifdown of %.*s would undo that. Let ifupdown run xencfg, too (interfaces.example), or "
		            "make it "
		            "\"manual\" and give the bridge \"addresses\"" :
		            "%s gives %.*s addresses (%.*s %.*s), and would go on so beside the bridge: make %.*s "
		            "\"manual\" "
		            "there",
		     path, TEXT_ARG(name), TEXT_ARG(family), TEXT_ARG(method), TEXT_ARG(name));
	}
}

static void warn_ifupdown(struct machine *m)
{
	static const struct interfaces passes[] = { { find_apply }, { take_iface } };

	for (size_t i = 0; i < sizeof(passes) / sizeof(*passes); i++)
		read_interfaces(m, &passes[i], "/etc/network/interfaces", 0);
}

/* A file of settings, KEY=VALUE a line: the value; empty when it is not there. */
static struct text setting(struct text rest, const char *key)
{
	struct text line, name;

	while (text_split(&rest, '\n', &line))
		if (text_split(&line, '=', &name) && text_is(text_trim(name), key))
			return text_trim(line);
	return TEXT("");
}

static struct text state_of(struct machine *m, const char *folder, const struct net_link *link)
{
	return read_at(m, path_of(m, "%s/%u", folder, link->index));
}

/* systemd-networkd says in /run what it makes of each link, by index (sd-network(3)). */
static void warn_networkd(struct machine *m, const struct net_want_bridge *b, const struct net_link *link)
{
	struct text state = setting(state_of(m, "/run/systemd/netif/links", link), "ADMIN_STATE");

	if (state.n && !text_is(state, "unmanaged"))
		warn(m, b->netdev_at,
		     "systemd-networkd configures %.*s (%.*s), and would take it back: set Unmanaged=yes in its "
		     ".network "
		     "file",
		     TEXT_ARG(link->name), TEXT_ARG(state));
}

/* NetworkManager's state of each device, by index. */
static void warn_network_manager(struct machine *m, const struct net_want_bridge *b, const struct net_link *link)
{
	struct text managed = setting(state_of(m, "/run/NetworkManager/devices", link), "managed");

	if (text_is(managed, "true") || text_is(managed, "1"))
		warn(m, b->netdev_at,
		     "NetworkManager configures %.*s, and would take it back: name it in unmanaged-devices=",
		     TEXT_ARG(link->name));
}

static bool has(struct text text, const char *word)
{
	return memmem(text.s, text.n, word, strlen(word)) != NULL;
}

/* Where a packet filter keeps what it does at boot; each with what is in it when frames that no rule takes are dropped.
 */
static const char *dropped_at_boot(struct machine *m)
{
	static const struct {
		const char *path, *word, *other;
	} files[] = {
		{ "/etc/iptables/rules.v4", ":FORWARD DROP", "" },
		{ "/etc/sysconfig/iptables", ":FORWARD DROP", "" },
		{ "/etc/ufw/ufw.conf", "\nENABLED=yes", "" }, /* which drops unless told otherwise */
		{ "/etc/nftables.conf", "hook forward", "policy drop" },
		{ "/run/docker.pid", "", "" }, /* its daemon sets it so */
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct text text = read_at(m, files[i].path);

		if (text.n && has(text, files[i].word) && has(text, files[i].other))
			return files[i].path;
	}
	return NULL;
}

static bool filters_bridges(struct machine *m)
{
	return text_starts(read_at(m, "/proc/sys/net/bridge/bridge-nf-call-iptables"), "1");
}

int machine_filters_bridges(struct arena *arena, bool *ret)
{
	struct machine m = { .arena = arena, .root = "" };

	*ret = filters_bridges(&m);
	return m.error;
}

/*
 * The kernel ORs it with the bridge's own nf_call. Where it may not be asked for the policy, or the older iptables has
 * it, the files of those who set it are all that there is to go by.
 */
static void warn_br_netfilter(struct machine *m)
{
	enum kernel_forward forward = KERNEL_FORWARD_UNKNOWN;
	const char *path = NULL;

	if (m->want->n_bridges == 0 || !filters_bridges(m))
		return;
	if (m->forward)
		forward = m->forward();
	if (forward != KERNEL_FORWARD_DROPS)
		path = dropped_at_boot(m);
	if (forward != KERNEL_FORWARD_DROPS && !path)
		return;
	warn(m, m->want->bridges[0].at,
	     "what bridges carry is filtered like what is routed (net.bridge.bridge-nf-call-iptables = 1), and dropped "
	     "where no rule lets it pass (%s%s): guests may be cut off. Allow it (iptables -I FORWARD -m physdev "
	     "--physdev-is-bridged -j ACCEPT), or set that to 0",
	     path ? "so by " : "a forward chain has the policy drop", path ? path : "");
}

static bool is_network_filesystem(struct text type)
{
	static const char *const types[] = { "nfs",  "nfs4", "cifs",       "smb3",
		                             "ceph", "afs",  "fuse.sshfs", "fuse.glusterfs" };

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (text_is(type, types[i]))
			return true;
	return false;
}

/* What the initial RAM disk was told to mount: as initramfs-tools, dracut and the kernel itself are told. */
static bool is_network_argument(struct text word)
{
	static const char *const begins[] = { "root=/dev/nfs", "root=nfs",      "root=iscsi:",  "root=nbd:",
		                              "root=/dev/nbd", "root=cifs:",    "root=smb:",    "nfsroot=",
		                              "netroot=",      "nbdroot=",      "iscsi_target", "ISCSI_TARGET",
		                              "rd.iscsi.",     "iscsi_firmware" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (text_starts(word, begins[i]))
			return true;
	return false;
}

/* The first of them, or the line of /proc/mounts: "DEVICE MOUNTPOINT TYPE OPTIONS …"; empty where there is none. */
static struct text network_root(struct machine *m)
{
	struct text rest = read_at(m, "/proc/cmdline"), line, word;

	text_split(&rest, '\n', &line);
	while ((word = next_word(&line)).n)
		if (is_network_argument(word))
			return word;
	rest = read_at(m, "/proc/mounts");
	while (text_split(&rest, '\n', &line)) {
		struct text whole = line, device = next_word(&line), point = next_word(&line), type = next_word(&line);

		if (text_is(point, "/") && (is_network_filesystem(type) || text_starts(device, "/dev/nbd")))
			return (struct text){ whole.s, (size_t)(type.s + type.n - whole.s) };
	}
	return TEXT("");
}

static void warn_network_root(struct machine *m)
{
	struct text found = network_root(m);

	if (found.n && m->want->n_bridges)
		warn(m, m->want->bridges[0].at,
		     "the root file system comes over the network (%.*s): if that is cut off while traffic moves, "
		     "nothing can put it back",
		     TEXT_ARG(found));
}

int machine_warn(struct arena *arena, const char *root, const struct net_want *want, const struct net_state *have,
                 enum kernel_forward (*forward)(void), struct plan_warning **ret, size_t *ret_n)
{
	struct machine m = { .arena = arena, .root = root, .want = want, .have = have, .forward = forward };

	warn_network_root(&m);
	warn_br_netfilter(&m);
	warn_ifupdown(&m);
	for (size_t i = 0; i < want->n_bridges; i++) {
		const struct net_link *link = netdev_of(&m, &want->bridges[i]);

		if (!link)
			continue;
		warn_networkd(&m, &want->bridges[i], link);
		warn_network_manager(&m, &want->bridges[i], link);
	}
	*ret = m.warnings;
	*ret_n = m.n;
	return m.error;
}

bool machine_linux_serves(const char *release)
{
	unsigned major, minor;

	/* What cannot be read is no old one. NOLINTNEXTLINE(cert-err34-c): nine digits fit. */
	if (sscanf(release, "%9u.%9u", &major, &minor) != 2)
		return true;
	return major > OLDEST_MAJOR || (major == OLDEST_MAJOR && minor >= OLDEST_MINOR);
}
