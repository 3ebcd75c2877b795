/*
 * netscript.h - the scripts that call network-bridge, and what such calls say.
 *
 * Reads as much of the shell as it takes to find each call and the words
 * behind it. Nothing is executed or expanded; what only a running shell can
 * tell is marked as not known, never guessed.
 */
#ifndef XENCFG_NETSCRIPT_H
#define XENCFG_NETSCRIPT_H

#include <xencfg/finding.h>
#include <xencfg/keys.h>
#include <xencfg/sxp.h>
#include <xencfg/value.h>

/* Deeper compound commands and expansions are passed over. */
enum { NETSCRIPT_NESTING_MAX = 64 };

enum netscript_callee {
	NETSCRIPT_NETWORK_BRIDGE, /* Xen's own script, by whatever path */
	NETSCRIPT_OWN,            /* the function network_bridge of the wrapper that xencfg writes for 4.1 to 4.4 */
	NETSCRIPT_OTHER,          /* the script that an option names, when it is another one */
};

/* What a call hands on as the command. */
enum netscript_command {
	NETSCRIPT_NONE,
	NETSCRIPT_HANDED_ON, /* "$@", $*, "$1", or a variable that holds $1; in an option: what xend says */
	NETSCRIPT_LITERAL,   /* start, stop or status, written out */
	NETSCRIPT_UNKNOWN,   /* another expansion, which may hold anything */
};

/* One name=value. Where the value is an expansion that cannot be resolved, known is false and value the raw text. */
struct netscript_argument {
	struct cell name, value;
	struct span at; /* the whole word */
	bool known;
};

/* One way through an if, a case, a loop, a function or a list; what it depends on is its parent. NULL: it runs. */
struct netscript_branch {
	const struct netscript_branch *parent;
	unsigned otherwise; /* it runs when something in this list failed: the list's number; else 0 */
};

struct netscript_call {
	enum netscript_callee callee;
	struct span at;        /* from the script's name to the last word */
	struct span script_at; /* the word that names the script */
	enum netscript_command command;
	struct cell word; /* of the command, where there is one */
	struct netscript_argument *arguments;
	size_t n_arguments;
	struct cell branch; /* the pattern of the case on the command around it, such as start */
	const struct netscript_branch *way;
	unsigned list;             /* the number of its list of commands */
	bool in_function, in_loop; /* it may run more than once */
	bool open;                 /* an expansion among its words may hold further arguments, "$@" excepted */
	bool decided;              /* before it the script has looked at its arguments */
};

struct netscript {
	struct cell interpreter;      /* behind #!, with its arguments, even if that comes too late; not given: none */
	bool posix;                   /* it is a shell that reads no bash */
	struct cell script;           /* of an option: the script's name */
	struct netscript_call *calls; /* in the order of the file */
	size_t n_calls;
	bool more; /* it may make bridges in other ways than by these calls: brctl, ip, another script that it reads */
};

/*
 * Reads a registered source as a shell script (sh, dash, bash). Findings go
 * to `out`: XC001, XC003, XC701, XC702 and XC705 as the rules have them; XC703,
 * XC704 and XC706 need the release: netscript_check_clashes. Everything
 * returned lives in the arena.
 *
 * Returns 0, -ENOMEM, or -EINVAL when there is no such source.
 */
int netscript_read(struct arena *a, const struct sources *sources, uint32_t file, struct findings *out,
                   struct netscript **ret);

/*
 * The value of network-script or vif-script: split at single blanks, the command put behind the first word
 * (get_network_script in xend/XendOptions.py and network in xend/Vifctl.py, 3.0 to 4.4). One call; XC701 where it
 * is network-bridge. The value is a word or string of a tree that sxp_read made. Returns 0 or -ENOMEM.
 */
int netscript_read_option(struct arena *a, const struct sxp_node *value, struct findings *out, struct netscript **ret);

/* The last argument of a name, which is the one that counts; NULL when there is none. */
const struct netscript_argument *netscript_argument(const struct netscript_call *call, const char *name);

/*
 * Do both run in one run of the script, as far as that can be said: whenever the one does that depends on more?
 * Not so in two branches of one case, in if and else, in two ifs, or on the two sides of ||.
 */
bool netscript_together(const struct netscript_call *a, const struct netscript_call *b);

enum netscript_certainty {
	NETSCRIPT_NO_NAME, /* nothing can be said */
	NETSCRIPT_LIKELY,  /* what it is on most hosts: the card of the default route is eth0 */
	NETSCRIPT_SURE,
};

/* A bridge or netdev of a call: as it says, or as network-bridge completes it. */
struct netscript_name {
	enum netscript_certainty certainty;
	struct text text;
	struct span at; /* the value; the script's name where the call says none */
};

/*
 * What network-bridge of a release (an index; n_releases: not known) takes
 * where the call says nothing: up to 3.1 eth and xenbr with vifnum behind
 * them, which is 0 in 3.0.0 and the default route's later (tools/examples/network-bridge,
 * 3.0.0, 3.0.4, 3.1.0); from 3.2 on the card of the default route, else eth0,
 * and a bridge of the netdev's name (3.2 to 4.4). bridge=null makes none: NETSCRIPT_SURE and an empty text.
 * The text lives in the arena. Returns 0 or -ENOMEM.
 */
int netscript_call_netdev(const struct netscript_call *call, unsigned release, struct arena *a,
                          struct netscript_name *ret);
int netscript_call_bridge(const struct netscript_call *call, unsigned release, struct arena *a,
                          struct netscript_name *ret);

/*
 * What the calls of one script do to each other: XC703, XC704 and XC706, into `out`. `release` is an index;
 * n_releases: not known, and then only what is so in all of them is said. Sources: tools/examples/network-bridge,
 * 3.0.2 to 3.2; tools/hotplug/Linux/network-bridge, 4.0 to 4.4. Returns 0 or -ENOMEM.
 */
int netscript_check_clashes(struct arena *a, const struct netscript *script, unsigned release, struct findings *out);

#endif
