/*
 * host.h - the model: a Xen host, its bridges and its guests.
 *
 * Filled by a reader, judged by the rules, written by the emitters. It
 * holds what was said, with places, whether or not it makes sense; nothing
 * here is checked. Lives in the arena of the run.
 */
#ifndef XENCFG_HOST_H
#define XENCFG_HOST_H

#include <stdatomic.h>
#include <xencfg/finding.h>
#include <xencfg/ip.h>
#include <xencfg/keys.h>
#include <xencfg/mac.h>
#include <xencfg/value.h>

/* true or false, and where that was said. */
struct switch_cell {
	bool on;
	struct span at; /* file 0: not given */
};

struct number_cell {
	long long value;
	struct span at; /* file 0: not given */
};

struct cells {
	struct cell *items;
	size_t n;
	struct span at; /* file 0: not given */
};

/* A subnet, an address: the text and what it means. */
struct net_cell {
	struct cell cell;
	struct ip ip;
	bool valid;      /* `ip` holds what the text says */
	const char *why; /* else: why not */
};

struct nets {
	struct net_cell *items;
	size_t n;
	struct span at;
};

/* "Do not report this rule inside `scope`." */
struct ignore {
	enum rule rule; /* RULES: a name that is none */
	struct span at, scope;
	struct cell reason;
};

struct ignores {
	struct ignore *items;
	size_t n;
};

struct bridge {
	struct span at; /* its opening brace */
	struct cell name, netdev, netdev_mac;
	struct number_cell vifnum, mtu, forward_delay, vlan;
	struct switch_cell antispoof, dhcp, nf_call, stp, rename_netdev;
	struct nets subnets, addresses, gateways, default_routes; /* the last two hold one each, or none */
};

struct guest;

struct vif {
	struct span at;
	struct guest *guest;
	unsigned index;           /* in its guest, from 0 */
	struct setting *settings; /* enum vif_key */
	size_t n_settings;
	struct switch_cell dhcp;
	enum mac_form mac_form; /* of `mac`, where one is given or was computed */
	struct mac mac;
	bool mac_computed;
	const struct bridge *bridge; /* the one that it is put into, where the host has it */
	bool bridge_misspelt;        /* a key that nothing reads seems to mean `bridge` */
};

struct guest {
	struct span at;
	struct cell name;
	struct setting *settings; /* enum domu_key; without name and vif */
	size_t n_settings;
	struct vif *vifs;
	size_t n_vifs;
	bool described; /* by HOST.json */
	bool generated; /* compile wrote it, and has judged it */
	bool partial;   /* some of it only a running Python knows: what is not there may be there */
	struct switch_cell autostart;
	struct cells extra_cfg;
};

struct oui_cell {
	uint8_t oui[3];
};

/* A file of the host's scripts folder. */
struct script {
	struct text name;
	bool runs; /* it is executable */
};

/* An interface of the running host. */
struct netdev {
	struct text name;
	struct mac mac;
	bool has_mac;
};

struct host {
	struct span at;
	bool described;     /* by HOST.json; else by the files that people wrote */
	bool release_known; /* else `release` is the newest that has the toolstack, and rules that depend on it keep
	                       silent */
	unsigned release;   /* index into releases */
	enum toolstack toolstack;
	struct cell name, network_script, vif_script;
	struct script *scripts; /* NULL: nobody knows what is in the folder */
	size_t n_scripts;
	struct netdev *netdevs; /* NULL: nobody asked the kernel */
	size_t n_netdevs;
	struct oui_cell *ouis; /* further ones, beside Xen's */
	size_t n_ouis;
	bool oui_local;          /* locally administered addresses are welcome */
	struct setting *options; /* KEYS_HOST_OPTION */
	size_t n_options;
	struct bridge *bridges;
	size_t n_bridges;
	bool bridges_open;             /* there may be more of them than could be read out of scripts */
	bool bridges_guessed;          /* one is a default that depends on the host's default route */
	const struct bridge **by_name; /* all bridges, sorted by name; host_index_bridges */
	atomic_bool *bridge_used; /* by the bridge's place: a vif is put into it; NULL: nobody asks. The rules set it */
	struct setting *defaults; /* enum domu_key; for guests that do not say otherwise */
	size_t n_defaults;
	struct guest *guests;
	size_t n_guests;
	struct vif *vifs; /* of all guests, in order */
	size_t n_vifs;
	struct ignores ignores;
};

/* A vif's own setting, or NULL. */
static inline const struct value *vif_get(const struct vif *vif, enum vif_key key)
{
	return settings_find(vif->settings, vif->n_settings, key);
}

/* Where it is said; where the vif is, when it is not. */
static inline struct span vif_place(const struct vif *vif, enum vif_key key)
{
	const struct value *value = vif_get(vif, key);

	return value ? value->at : vif->at;
}

/* How this toolstack reads numbers in strings, but for those inside a vif or disk: the base of value_number. */
static inline int host_number_base(const struct host *host)
{
	return host->toolstack == TOOLSTACK_XL ? 0 : 10;
}

/* The text of a vif's string setting; empty when it is not given or no string. */
struct text vif_text(const struct vif *vif, enum vif_key key);

/* Does it have a MAC that was written and can be read? */
static inline bool vif_mac_read(const struct vif *vif)
{
	return !vif->mac_computed && vif->mac_form <= MAC_READABLE && vif_get(vif, VIF_MAC);
}

/* A guest's own setting, or NULL. */
static inline const struct value *guest_own(const struct guest *guest, enum domu_key key)
{
	return settings_find(guest->settings, guest->n_settings, key);
}

/* Its own or else the default; NULL when neither is there. */
static inline const struct value *guest_get(const struct host *host, const struct guest *guest, enum domu_key key)
{
	const struct value *own = guest_own(guest, key);

	return own ? own : settings_find(host->defaults, host->n_defaults, key);
}

struct text guest_text(const struct host *host, const struct guest *guest, enum domu_key key);

/* Is it fully virtualised, as this toolstack tells: builder or type. */
bool guest_is_hvm(const struct host *host, const struct guest *guest);

/* Of a script with its arguments, "/etc/xen/scripts/vif-bridge bridge=x": "vif-bridge"; empty when there is none. */
struct text script_name(struct text script);

/* The value of its argument bridge= (evalVariables in vif-common.sh, 3.2); empty when there is none. */
struct text script_bridge(struct text script);

/* Is it put into a bridge at all? Not so by vif-route, vif-nat or a script that somebody wrote. */
bool vif_wants_bridge(const struct host *host, const struct vif *vif);

/*
 * The bridge of a vif that names none: what the script's or xl.conf's own words say (*ret_said), else xend's
 * vif-bridge takes the first by name (3.0 to 4.4) and xl takes xenbr0. Empty when there is none.
 */
struct text vif_default_bridge(const struct host *host, const struct vif *vif, bool *ret_said);

/* Makes by_name and bridge_used: once, when all bridges are there. Returns 0 or -ENOMEM. */
int host_index_bridges(struct host *host, struct arena *arena);

/*
 * The bridges of a name: of a host that several files tell of there may be more than one. *ret_n of them; looks into
 * by_name.
 */
const struct bridge **host_bridges_called(const struct host *host, struct text name, size_t *ret_n);

/* Sets the bridge of every vif, where the host has it. Quick for thousands of both. */
void host_connect_vifs(struct host *host);

/* What network-bridge is told: the description says, else the bridge's place. */
long long bridge_vifnum(const struct host *host, const struct bridge *bridge);

/* Does a rename of the netdev to p+name come with this bridge? The description says, else the toolstack. */
bool bridge_renames(const struct host *host, const struct bridge *bridge);

/*
 * The netdev that becomes the port: "eth0", or "eth0.100" for a VLAN on it.
 * Lives in the arena; s is NULL when memory is out, n 0 when there is none.
 */
struct text bridge_port(const struct bridge *bridge, struct arena *arena);

/* dummyN, which is made where it does not exist. */
bool netdev_is_dummy(struct text netdev);

/*
 * Gives every vif without a MAC one in 00:16:3E:00-7f, from the names of
 * host and guest and the vif's index, so that it never changes; one that is
 * taken moves to the next free one. Returns 0, -ENOMEM, or -ENOSPC for a host
 * with as many vifs as there are such MACs, 2^23.
 */
int host_compute_macs(struct host *host);

#endif
