/*
 * vif.c - the rules about vifs, XC401 to XC407, but for MAC, bridge and IP.
 */
#include <xencfg/name.h>
#include <xencfg/rate.h>
#include "checks.h"

static const char *vif_key_name(const struct setting *s)
{
	return key_lists[KEYS_VIF].keys[s->key].name;
}

/* A character that would end the value, the vif or the string around it, or that a script would run. */
static char stray_character(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		switch (t.s[i]) {
		case ',':
		case '\'':
		case '"':
		case '`':
		case '\\':
		case '$':
		case ';':
		case '&':
		case '|':
		case '<':
		case '>':
		case '(':
		case ')':
			return t.s[i];
		default:
			break;
		}
	return '\0';
}

static void check_text(struct check *cx, const struct setting *s, const struct value *v)
{
	char stray = stray_character(v->text);
	struct finding *f;

	if (v->text.n == 0 && s->key != VIF_MAC) {
		finding_help(cx->out,
		             finding_add(cx->out, RULE_VIF_SYNTAX, v->at, "\"%s\" has no value", vif_key_name(s)),
		             "leave it out instead");
	} else if (stray) {
		f = finding_add(cx->out, RULE_VIF_SYNTAX, v->at, "a %s in \"%s\" would not stay inside the vif's value",
		                stray == '\'' ? "quote (')" :
		                stray == '"'  ? "quote (\")" :
		                                (char[]){ '\'', stray, '\'', '\0' },
		                vif_key_name(s));
		if (stray == ',')
			finding_help(cx->out, f,
			             "a comma begins the next key of a vif; each key is a member of its own here");
	} else if (s->key == VIF_BRIDGE && !text_same(text_trim(v->text), v->text)) {
		finding_add(cx->out, RULE_VIF_SYNTAX, v->at,
		            "blanks around \"%.*s\": xl takes them as part of the value", TEXT_ARG(v->text));
	}
}

/* "wm0 type=ioemu": the next key begins inside the value. Returns it, or an empty text. */
static struct text swallowed_key(struct text value)
{
	struct text word, name;

	text_split(&value, ' ', &word);
	while (value.s && text_split(&value, ' ', &word))
		if (text_has(word, '=') && text_split(&word, '=', &name) && key_find(KEYS_VIF, name))
			return name;
	return (struct text){ "", 0 };
}

/* Of a hand-written vif, which its reader took apart at the commas already. */
static void check_written(struct check *cx, const struct setting *s)
{
	/* A script may have arguments of its own. */
	struct text t = s->value.text, key = s->key == VIF_SCRIPT ? (struct text){ "", 0 } : swallowed_key(t);
	bool named = s->key == VIF_BRIDGE || s->key == VIF_VIFNAME;
	struct finding *f = NULL;

	if (key.n)
		finding_add(cx->out, RULE_VIF_SYNTAX, s->value.at,
		            "a comma is missing before %.*s=: it becomes part of %s=", TEXT_ARG(key), vif_key_name(s));
	else if (text_has(t, '\'') || text_has(t, '"'))
		finding_add(cx->out, RULE_VIF_SYNTAX, s->value.at, "a quote inside %s= becomes part of the value",
		            vif_key_name(s));
	else if (named && cx->host->toolstack == TOOLSTACK_XL && t.n && !text_same(text_trim(t), t))
		f = finding_add(cx->out, RULE_VIF_SYNTAX, s->value.at,
		                "a blank around the value of %s=, which xl keeps", vif_key_name(s));
	/* Where the value stands there as it is, and was not put together from others. */
	if (f && text_span(cx->sources, t, span_make(s->value.at.file, 0, 0)).begin == s->value.at.begin)
		finding_fix(cx->out, f, s->value.at, "%.*s", TEXT_ARG(text_trim(t)));
}

void check_vif_syntax(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];

		for (size_t k = 0; k < vif->n_settings; k++) {
			const struct setting *s = &vif->settings[k];

			if (!cx->host->described) {
				check_written(cx, s);
				continue;
			}
			if (s->key == VIF_VIFNAME) /* XC404 is stricter */
				continue;
			if (s->value.kind == VALUE_STRING)
				check_text(cx, s, &s->value);
			else if (s->value.kind == VALUE_LIST && s->value.n == 0)
				check_text(cx, s, &s->value);
			for (uint32_t j = 0; s->value.kind == VALUE_LIST && j < s->value.n; j++)
				if (s->value.items[j].kind == VALUE_STRING)
					check_text(cx, s, &s->value.items[j]);
		}
	}
}

/* The PV guest in which the device model of another one runs, with that one's NIC (xmexample.hvm-dm, 3.3). */
static bool is_stubdom(const struct host *host, const struct guest *guest)
{
	struct text kernel = guest_text(host, guest, DOMU_KERNEL);

	return kernel.n && memmem(kernel.s, kernel.n, "ioemu-stubdom", 13);
}

void check_vif_type(struct check *cx)
{
	const struct key *type_key = &key_lists[KEYS_VIF].keys[VIF_TYPE];

	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		const struct value *type = vif_get(vif, VIF_TYPE), *model = vif_get(vif, VIF_MODEL);
		bool hvm = guest_is_hvm(cx->host, vif->guest);
		struct finding *f;

		if (type) {
			if (!key_takes(type_key, type->text, cx->host->toolstack, cx->host->release)) {
				f = finding_add(cx->out, RULE_VIF_TYPE, type->at,
				                "no vif has the type \"%.*s\": it is %s", TEXT_ARG(type->text),
				                values_listed(cx, type_key));
				finding_severity(cx->out, f, SEVERITY_WARNING);
			} else if (!hvm && !vif->guest->partial && !is_stubdom(cx->host, vif->guest) &&
			           text_is(type->text, "ioemu")) {
				finding_add(cx->out, RULE_VIF_TYPE, type->at,
				            "type=ioemu asks for an emulated NIC, which only an HVM guest can have");
			}
		}
		if (model && !vif->guest->partial && (!hvm || (type && !text_is(type->text, "ioemu")))) {
			f = finding_add(cx->out, RULE_VIF_TYPE, model->at,
			                "\"model\" has no effect: this vif has no emulated NIC");
			finding_severity(cx->out, f, SEVERITY_NOTE);
		}
	}
}

void check_vif_rate(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct value *rate = vif_get(&cx->host->vifs[i], VIF_RATE);
		const char *why;

		if (!rate || rate_check(rate->text, cx->host->toolstack, &why) == 0)
			continue;
		finding_help(cx->out,
		             finding_add(cx->out, RULE_VIF_RATE, rate->at, "\"%.*s\": %s", TEXT_ARG(rate->text), why),
		             cx->host->toolstack == TOOLSTACK_XEND ?
		                     "xend takes what it cannot read as no limit at all" :
		                     "xl refuses to start the guest");
	}
}

void check_vifname_invalid(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		const struct value *name = vif_get(vif, VIF_VIFNAME);
		/* libxl names the emulated NIC's tap after the vif, with -emu behind it (libxl_nic.c, from 4.2 on). */
		bool emulated = cx->host->toolstack == TOOLSTACK_XL && cx->host->release >= RELEASE_4_2 &&
		                cx->host->release_known && guest_is_hvm(cx->host, vif->guest) &&
		                !text_is(vif_text(vif, VIF_TYPE), "vif");
		struct text text;
		const char *why;

		if (!name)
			continue;
		/* Of XC401 are blanks around it. */
		text = cx->host->described ? name->text : text_trim(name->text);
		why = link_name_wrong(text, LINK_NAME_MAX - (emulated ? strlen("-emu") : 0));
		if (why)
			finding_add(cx->out, RULE_VIFNAME_INVALID, name->at, "the vifname \"%.*s\" %s", TEXT_ARG(text),
			            why);
	}
}

void check_vifname_duplicate(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct value *name = vif_get(&cx->host->vifs[i], VIF_VIFNAME);

		if (name && name->text.n)
			claim_add(cx, CLAIM_VIFNAME, cx->host->vifs[i].guest, name->text, name->at);
	}
}

enum clash any_clash(const struct claim *later, const struct claim *earlier)
{
	(void)later;
	(void)earlier;
	return CLASH_FULL;
}

struct finding *vifname_report(struct findings *out, const struct pair *pair)
{
	struct finding *f = finding_add(out, RULE_VIFNAME_DUPLICATE, pair->later->at, "two vifs are called \"%.*s\"",
	                                TEXT_ARG(pair->later->key));

	finding_label(out, f, pair->earlier->at, "the first one");
	return f;
}

static void check_range(struct check *cx, const struct vif *vif, enum vif_key key, long long least, long long most)
{
	const struct value *v = vif_get(vif, key);
	long long n;

	if (!v || (value_number(v, 10, &n) == 0 && n >= least && n <= most))
		return;
	finding_add(cx->out, RULE_VIF_VALUE, v->at, "\"%s\" is a number between %lld and %lld",
	            key_lists[KEYS_VIF].keys[key].name, least, most);
}

void check_vif_value(struct check *cx)
{
	for (size_t i = 0; i < cx->host->n_vifs; i++) {
		const struct vif *vif = &cx->host->vifs[i];
		const struct value *vlan = vif_get(vif, VIF_VLAN);
		const char *why = vlan ? vlan_list_wrong(vlan->text) : NULL;

		check_range(cx, vif, VIF_MTU, 68, 65535);
		check_range(cx, vif, VIF_DEVID, 0, 65535);
		if (why)
			finding_add(cx->out, RULE_VIF_VALUE, vlan->at, "the VLAN list \"%.*s\" %s",
			            TEXT_ARG(vlan->text), why);
	}
}
