/*
 * netscript_clash.c - the calls of one script that get in each other's way: one vifnum, netdev or bridge in two of
 * them, or a second call where only the first does anything.
 *
 * Compares calls that start the network, and of them only those of which the later surely runs behind the earlier:
 * what an if guards may be there for the case that the first call failed. Never compares two files.
 */
#include <errno.h>
#include "bytes.h"
#include "netscript_reader.h"

/* Of what is behind so many calls, or so many branches apart, nothing is said. */
enum { CALLS_MAX = 1024, BRANCHES_MAX = 256 };

/* A call that starts the network, and what it takes for itself. */
struct use {
	const struct netscript_call *call;
	struct netscript_name netdev, bridge;
	unsigned stops; /* how many calls before it may stop the network */
};

struct uses {
	struct use *items;
	size_t n;
	unsigned release;
	struct findings *out;
};

/* The argument that counts; NULL where the default does: none, or nothing behind the '='. */
static const struct netscript_argument *given(const struct use *use, const char *name)
{
	const struct netscript_argument *argument = netscript_argument(use->call, name);

	return argument && argument->known && argument->value.text.n == 0 ? NULL : argument;
}

static struct span place_of(const struct use *use, const char *name)
{
	const struct netscript_argument *argument = given(use, name);

	return argument ? argument->value.at : use->call->script_at;
}

static bool known_from(const struct uses *uses, enum release_index first)
{
	return uses->release < n_releases && uses->release >= first;
}

static bool known_before(const struct uses *uses, enum release_index first)
{
	return uses->release < n_releases && uses->release < first;
}

/* Does it say start? What is handed on does not in the branch of a case that start never takes. */
static bool starts(const struct netscript_call *call)
{
	struct text branch = call->branch.text;

	if (call->command == NETSCRIPT_LITERAL)
		return text_is(call->word.text, "start");
	return call->command == NETSCRIPT_HANDED_ON &&
	       (!call->branch.at.file || text_has(branch, '*') || text_has(branch, '?') || text_has(branch, '[') ||
	        (branch.n && memmem(branch.s, branch.n, "start", 5)));
}

static int collect(struct uses *uses, const struct netscript *script, struct arena *a)
{
	unsigned stops = 0;

	for (size_t i = 0; i < script->n_calls && uses->n < CALLS_MAX; i++) {
		struct use *use = &uses->items[uses->n];

		if (script->calls[i].callee == NETSCRIPT_OTHER || script->calls[i].command == NETSCRIPT_NONE)
			continue;
		if (!starts(&script->calls[i])) {
			stops++;
			continue;
		}
		*use = (struct use){ .call = &script->calls[i], .stops = stops };
		if (netscript_call_netdev(use->call, uses->release, a, &use->netdev) < 0 ||
		    netscript_call_bridge(use->call, uses->release, a, &use->bridge) < 0)
			return -ENOMEM;
		/* 3.0.2 takes the card of the default route, whatever vifnum is. */
		if (known_before(uses, RELEASE_3_1) && !given(use, "netdev"))
			use->netdev.certainty = NETSCRIPT_LIKELY;
		/* bridge=null makes nothing. */
		if (use->bridge.certainty != NETSCRIPT_SURE || use->bridge.text.n)
			uses->n++;
	}
	return 0;
}

/* Is the earlier one always behind us when the later one runs? */
static bool runs_before(const struct use *earlier, const struct use *later)
{
	const struct netscript_branch *b = later->call->way;

	if (earlier->stops != later->stops)
		return false;
	for (unsigned i = 0; i < BRANCHES_MAX && b && b != earlier->call->way; i++)
		b = b->parent;
	return b == earlier->call->way && netscript_together(earlier->call, later->call);
}

/* And does the later one run whenever the earlier one was no failure? */
static bool is_sequence(const struct use *earlier, const struct use *later)
{
	return (earlier->call->way == later->call->way || earlier->call->list == later->call->list) &&
	       runs_before(earlier, later);
}

/* An expansion among its words may say otherwise; not so in our own wrapper, where that comes first. */
static bool is_plain(const struct use *use)
{
	return !use->call->open || use->call->callee == NETSCRIPT_OWN;
}

static bool both_default(const struct use *earlier, const struct use *later, const char *name)
{
	return !given(earlier, name) && !given(later, name) && earlier->call->callee == NETSCRIPT_NETWORK_BRIDGE &&
	       later->call->callee == NETSCRIPT_NETWORK_BRIDGE;
}

static bool is_same_vifnum(const struct use *earlier, const struct use *later)
{
	const struct netscript_argument *x = given(earlier, "vifnum"), *y = given(later, "vifnum");

	if (!x || !y)
		return both_default(earlier, later, "vifnum");
	return x->known && y->known && text_same(x->value.text, y->value.text);
}

static bool is_same_name(const struct netscript_name *x, const struct netscript_name *y)
{
	return x->certainty == NETSCRIPT_SURE && y->certainty == NETSCRIPT_SURE && x->text.n &&
	       text_same(x->text, y->text);
}

typedef bool use_test(const struct uses *uses, const struct use *earlier, const struct use *later);

static bool clashes_vifnum(const struct uses *uses, const struct use *earlier, const struct use *later)
{
	return is_same_vifnum(earlier, later) && (given(later, "vifnum") || known_before(uses, RELEASE_3_2));
}

/*
 * Two calls without netdev never get two cards: up to 3.1 the number of both is the same, and from 3.2 on the
 * first call has put its bridge into the card's place in the default route.
 */
static bool clashes_netdev(const struct uses *uses, const struct use *earlier, const struct use *later)
{
	if (both_default(earlier, later, "netdev"))
		return known_from(uses, RELEASE_3_2) || is_same_vifnum(earlier, later);
	return is_same_name(&earlier->netdev, &later->netdev);
}

/* From 3.2 on the default is the netdev's name, and the netdev is what clashes. */
static bool clashes_bridge(const struct uses *uses, const struct use *earlier, const struct use *later)
{
	if (both_default(earlier, later, "bridge"))
		return known_before(uses, RELEASE_3_2) && is_same_vifnum(earlier, later);
	return is_same_name(&earlier->bridge, &later->bridge);
}

static const struct use *find_earlier(const struct uses *uses, const struct use *later, use_test *test)
{
	for (const struct use *earlier = uses->items; earlier < later && is_plain(later); earlier++)
		if (is_plain(earlier) && test(uses, earlier, later) && is_sequence(earlier, later))
			return earlier;
	return NULL;
}

static void report_vifnum(const struct uses *uses, const struct use *earlier, const struct use *later)
{
	const struct netscript_argument *vifnum = given(later, "vifnum");
	struct span at = place_of(later, "vifnum");
	struct finding *f;

	if (vifnum)
		f = finding_add(uses->out, RULE_NETSCRIPT_VIFNUM, at,
		                "two calls of network-bridge have the vifnum \"%.*s\"",
		                TEXT_ARG(bytes_excerpt(vifnum->value.text)));
	else
		f = finding_add(uses->out, RULE_NETSCRIPT_VIFNUM, at,
		                "two calls of network-bridge give no vifnum, and have the same one");
	finding_label(uses->out, f, place_of(earlier, "vifnum"), "first used here");
	if (known_from(uses, RELEASE_3_2)) {
		finding_severity(uses->out, f, SEVERITY_NOTE);
		finding_help(uses->out, f, "network-bridge of Xen %s does not read vifnum: leave it out",
		             releases[uses->release].name);
	} else {
		finding_help(uses->out, f, "give each call a vifnum of its own");
	}
}

static void report_clash(const struct uses *uses, const struct use *earlier, const struct use *later, const char *what,
                         struct text name)
{
	struct span at = place_of(later, what);
	struct finding *f;

	if (both_default(earlier, later, what))
		f = finding_add(uses->out, RULE_NETSCRIPT_CLASH, at,
		                "two calls of network-bridge give no %s, and have the same one", what);
	else
		f = finding_add(uses->out, RULE_NETSCRIPT_CLASH, at,
		                "two calls of network-bridge have the %s \"%.*s\"%s", what,
		                TEXT_ARG(bytes_excerpt(name)), given(later, what) ? "" : ", this one by default");
	finding_label(uses->out, f, place_of(earlier, what), "first used here%s",
	              given(earlier, what) ? "" : ", by default");
	finding_help(uses->out, f, "give each call a %s of its own", what);
}

/* Two calls that have both in common make one mistake. */
static void check_clash(const struct uses *uses, const struct use *later)
{
	const struct use *netdev = find_earlier(uses, later, clashes_netdev);
	const struct use *bridge = find_earlier(uses, later, clashes_bridge);

	if (netdev)
		report_clash(uses, netdev, later, "netdev", later->netdev.text);
	if (bridge && bridge != netdev)
		report_clash(uses, bridge, later, "bridge", later->bridge.text);
}

/* What an if guards may stand in for a first call that failed, and then makes the same bridge. */
static bool comes_too_late(const struct use *earlier, const struct use *later)
{
	return is_sequence(earlier, later) ||
	       (earlier->bridge.certainty == NETSCRIPT_SURE && later->bridge.certainty == NETSCRIPT_SURE &&
	        !text_same(earlier->bridge.text, later->bridge.text) && runs_before(earlier, later));
}

static void check_noop(const struct uses *uses, const struct use *later)
{
	const struct use *earlier = uses->items;
	struct finding *f;

	if (!known_from(uses, RELEASE_4_1) || !known_before(uses, RELEASE_4_5) ||
	    later->call->callee != NETSCRIPT_NETWORK_BRIDGE)
		return;
	while (earlier < later && !comes_too_late(earlier, later))
		earlier++;
	if (earlier == later)
		return;
	if (later->bridge.certainty == NETSCRIPT_SURE)
		f = finding_add(
			uses->out, RULE_NETSCRIPT_NOOP, later->call->script_at,
			"network-bridge of Xen %s does not make \"%.*s\": once there is a bridge it does nothing",
			releases[uses->release].name, TEXT_ARG(bytes_excerpt(later->bridge.text)));
	else
		f = finding_add(uses->out, RULE_NETSCRIPT_NOOP, later->call->script_at,
		                "network-bridge of Xen %s makes no second bridge: once there is one it does nothing",
		                releases[uses->release].name);
	finding_label(uses->out, f, earlier->call->script_at, "the first one is made here");
	finding_help(uses->out, f, "make this bridge with ip, or let xencfg compile write the script");
}

int netscript_check_clashes(struct arena *a, const struct netscript *script, unsigned release, struct findings *out)
{
	struct uses uses = { .release = release, .out = out };
	int error;

	if (script->n_calls < 2)
		return 0;
	uses.items = arena_array(a, script->n_calls < CALLS_MAX ? script->n_calls : CALLS_MAX, sizeof(*uses.items));
	error = uses.items ? collect(&uses, script, a) : -ENOMEM;
	if (error)
		return error;
	for (const struct use *later = uses.items; later < uses.items + uses.n; later++) {
		const struct use *earlier = find_earlier(&uses, later, clashes_vifnum);

		if (earlier)
			report_vifnum(&uses, earlier, later);
		check_clash(&uses, later);
		check_noop(&uses, later);
	}
	return out->error;
}
