/*
 * host.c - the rules about the host itself: its scripts, its open doors, its displays.
 */
#include <errno.h>
#include <xencfg/name.h>
#include "checks.h"

static const struct value *option(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->n_options; i++)
		if (strcmp(key_lists[KEYS_HOST_OPTION].keys[host->options[i].key].name, name) == 0)
			return &host->options[i].value;
	return NULL;
}

static struct text option_text(const struct host *host, const char *name)
{
	const struct value *v = option(host, name);

	return v && v->kind == VALUE_STRING ? v->text : (struct text){ "", 0 };
}

/* yes, true, on and 1 as xend reads them (get_config_bool in xend/XendOptions.py, 3.2). */
static bool option_on(const struct host *host, const char *name)
{
	const struct value *v = option(host, name);

	if (!v)
		return false;
	if (v->kind == VALUE_STRING)
		return text_is(v->text, "yes") || text_is(v->text, "true") || text_is(v->text, "on") ||
		       text_is(v->text, "1");
	return (v->kind == VALUE_BOOLEAN || v->kind == VALUE_INTEGER) && v->number;
}

static bool is_local(struct text address)
{
	const char *why;
	struct ip ip;

	if (text_is(address, "localhost"))
		return true;
	return ip_parse(address, &ip, &why) == 0 && (ip.bits == 32 ? ip.byte[0] == 127 : text_is(address, "::1"));
}

static void report_open(struct check *cx, const char *name, const char *what, const char *help)
{
	finding_help(cx->out, finding_add(cx->out, RULE_XEND_OPEN, option(cx->host, name)->at, "%s", what), "%s", help);
}

/* Both servers listen on one address, and let in the same hosts (listenRelocation in xend/server/relocate.py, 3.3 on).
 */
static void check_relocation(struct check *cx, const char *server)
{
	const struct host *host = cx->host;

	if (option_on(host, server) && option_text(host, "xend-relocation-address").n == 0 &&
	    option_text(host, "xend-relocation-hosts-allow").n == 0)
		report_open(cx, server, "anybody who reaches this host may move guests onto it",
		            host->described ? "say \"xend-relocation-address\" or \"xend-relocation-hosts-allow\"" :
		                              "write (xend-relocation-address 'ADDRESS') or "
		                              "(xend-relocation-hosts-allow 'PATTERNS')");
}

void check_xend_open(struct check *cx)
{
	const struct host *host = cx->host;

	if (cx->guests_only)
		return;
	check_relocation(cx, "xend-relocation-server");
	check_relocation(cx, "xend-relocation-ssl-server");
	if (option_on(host, "xend-http-server") && option_text(host, "xend-address").n == 0)
		report_open(cx, "xend-http-server", "anybody who reaches this host may control it, without a password",
		            host->described ? "say \"xend-address\": \"localhost\"" :
		                              "write (xend-address 'localhost')");
	/* Without the option it is localhost; an empty one is every address (XMLRPCServer.py, 3.2). */
	if (option_on(host, "xend-tcp-xmlrpc-server") && option(host, "xend-tcp-xmlrpc-server-address") &&
	    !is_local(option_text(host, "xend-tcp-xmlrpc-server-address")))
		report_open(cx, "xend-tcp-xmlrpc-server-address", "whoever reaches this address may control the host",
		            "keep it on localhost, and go through ssh");
	if (text_is(option_text(host, "vnc-listen"), "0.0.0.0") && option_text(host, "vncpasswd").n == 0)
		report_open(cx, "vnc-listen", "every guest's console is open to everybody who reaches this host",
		            host->described ? "set \"vncpasswd\", or listen on 127.0.0.1" :
		                              "write (vncpasswd 'PASSWORD'), or listen on 127.0.0.1");
}

static void report_vifnum(struct check *cx, const struct unique *item, const struct unique *first)
{
	struct finding *f =
		finding_add(cx->out, RULE_NETSCRIPT_VIFNUM, item->at, "two bridges have the same \"vifnum\"");

	finding_label(cx->out, f, first->at, "first used here");
	if (cx->host->release >= RELEASE_3_2)
		finding_severity(cx->out, f, SEVERITY_NOTE);
}

void check_netscript_vifnum(struct check *cx)
{
	const struct host *host = cx->host;
	size_t n = judged_bridges(cx);
	struct unique *items = unique_array(cx, n);
	long long *numbers = arena_array(cx->arena, n, sizeof(*numbers));

	if (!items || !numbers) {
		cx->error = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct bridge *bridge = &host->bridges[i];

		numbers[i] = bridge_vifnum(host, bridge);
		items[i] = (struct unique){ .key = { (const char *)&numbers[i], sizeof(*numbers) },
			                    .at = bridge->vifnum.at.file ? bridge->vifnum.at : bridge->name.at };
	}
	unique_report(cx, items, n, report_vifnum);
}

/* The value of `key` in a "key=value,key=value" string such as an entry of vfb. */
static struct text part(struct text list, const char *key)
{
	struct text piece, name;

	while (text_split(&list, ',', &piece))
		if (text_split(&piece, '=', &name) && text_is(text_trim(name), key) && piece.s)
			return text_trim(piece);
	return (struct text){ "", 0 };
}

/* One place where a guest says something of its VNC display: its own keys, or an entry of its vfb. */
struct display {
	struct text number, listen, password;
	struct span number_at, listen_at;
};

static struct text number_text(const struct value *v)
{
	return v ? v->text : (struct text){ "", 0 };
}

static struct display top_display(const struct host *host, const struct guest *guest)
{
	const struct value *number = guest_get(host, guest, DOMU_VNCDISPLAY);
	const struct value *listen = guest_get(host, guest, DOMU_VNCLISTEN);

	return (struct display){ number_text(number), number_text(listen), guest_text(host, guest, DOMU_VNCPASSWD),
		                 number ? number->at : (struct span){ 0 }, listen ? listen->at : (struct span){ 0 } };
}

static struct display vfb_display(const struct value *vfb)
{
	return (struct display){ part(vfb->text, "vncdisplay"), part(vfb->text, "vnclisten"),
		                 part(vfb->text, "vncpasswd"), vfb->at, vfb->at };
}

static void check_listener(struct check *cx, const struct display *d)
{
	struct text listen = d->listen, address;

	if (!text_split(&listen, ':', &address) || !text_is(address, "0.0.0.0") || d->password.n)
		return;
	if (option_text(cx->host, "vncpasswd").n)
		return;
	finding_help(cx->out,
	             finding_add(cx->out, RULE_VNC_CLASH, d->listen_at,
	                         "this display is open to everybody, without a password"),
	             "set \"vncpasswd\", or listen on 127.0.0.1");
}

struct finding *display_report(struct findings *out, const struct pair *pair)
{
	struct finding *f = finding_add(out, RULE_VNC_CLASH, pair->later->at, "two guests want the VNC display %.*s",
	                                TEXT_ARG(pair->later->key));

	finding_label(out, f, pair->earlier->at, "the first one");
	return f;
}

static void look_at_display(struct check *cx, struct guest *guest, const struct display *d)
{
	if (d->number.n)
		claim_add(cx, CLAIM_DISPLAY, guest, d->number, d->number_at);
	check_listener(cx, d);
}

/* Says the guest itself that it has no VNC display? */
static bool vnc_off(const struct host *host, const struct guest *guest)
{
	const struct value *vnc = guest_get(host, guest, DOMU_VNC);
	long long on;

	return vnc && value_number(vnc, host_number_base(host), &on) == 0 && !on;
}

static const struct value *vfbs_of(const struct host *host, const struct guest *guest)
{
	const struct value *vfb = guest_get(host, guest, DOMU_VFB);

	return vfb && vfb->kind == VALUE_LIST ? vfb : NULL;
}

void check_vnc_clash(struct check *cx)
{
	const struct host *host = cx->host;

	for (size_t i = 0; i < host->n_guests; i++) {
		struct guest *guest = &host->guests[i];
		const struct value *vfbs = vfbs_of(host, guest);
		struct display d = top_display(host, guest);

		if (!vnc_off(host, guest))
			look_at_display(cx, guest, &d);
		for (uint32_t k = 0; vfbs && k < vfbs->n; k++) {
			d = vfb_display(&vfbs->items[k]);
			look_at_display(cx, guest, &d);
		}
	}
}
