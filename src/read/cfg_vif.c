/*
 * cfg_vif.c - the vif strings of a domU .cfg, key by key, with places.
 *
 * xm takes pieces at commas and strips blanks around keys and values
 * (comma_sep_kv_to_dict in xm/create.py, 3.2); xl takes words at commas and
 * strips nothing behind (parse_nic_config in xl_parse.c, 4.17).
 */
#include <errno.h>
#include "cfg.h"

static struct setting *find_set(const struct vif *vif, unsigned key)
{
	for (size_t i = 0; i < vif->n_settings; i++)
		if (vif->settings[i].key == key)
			return &vif->settings[i];
	return NULL;
}

/* The place of a piece of the vif's string. */
static struct span place(const struct domu_value *v, struct text piece)
{
	size_t begin = (size_t)(piece.s - v->text.s);

	return domu_text_span(v, begin, begin + piece.n);
}

static struct finding *refuse(struct cfg *c, struct span at, const char *what)
{
	return finding_add(c->out, RULE_VIF_SYNTAX, at, "%s", what);
}

/* The fix that takes a piece of the vif's string away. None where that has no place of its own in the source. */
static void remove_piece(struct cfg *c, struct finding *f, const struct domu_value *v, size_t begin, size_t end)
{
	if (v->verbatim)
		finding_fix(c->out, f, domu_text_span(v, begin, end), "%s", "");
}

static bool is_flag(const struct key *key)
{
	return key->use[TOOLSTACK_XL].types & TYPE_FLAG;
}

static void set(struct cfg *c, struct vif *vif, const struct key *key, struct span key_at, struct text value,
                struct span at)
{
	unsigned index = (unsigned)(key - key_lists[KEYS_VIF].keys);
	struct setting *s = find_set(vif, index);
	struct finding *f;

	if (s) {
		/* The last counts, in both. */
		f = finding_add(c->out, RULE_DUPLICATE_KEY, key_at,
		                "\"%s\" stands in this vif twice; the last one counts", key->name);
		finding_severity(c->out, f, SEVERITY_WARNING);
		finding_label(c->out, f, s->key_at, "first used here");
	} else {
		s = &vif->settings[vif->n_settings++];
	}
	*s = (struct setting){ (uint16_t)index, key_at, { .kind = VALUE_STRING, .text = value, .at = at } };
}

static int keep(struct cfg *c, const struct vif *vif, struct text name, struct text value)
{
	struct cfg_other *other;

	if (!c->last_other)
		return 0;
	other = arena_alloc(c->arena, sizeof(*other));
	if (!other)
		return -ENOMEM;
	*other = (struct cfg_other){ vif->index, name, value, NULL };
	*c->last_other = other;
	c->last_other = &other->next;
	return 0;
}

static int read_piece(struct cfg *c, struct vif *vif, const struct domu_value *v, struct text piece)
{
	const char *equals = piece.n ? memchr(piece.s, '=', piece.n) : NULL;
	struct text name = { piece.s, equals ? (size_t)(equals - piece.s) : piece.n }, value = { "", 0 };
	bool xm = c->toolstack == TOOLSTACK_XEND;
	const struct key *key;
	struct finding *f;
	size_t begin;

	if (equals)
		value = (struct text){ equals + 1, piece.n - name.n - 1 };
	if (xm) {
		name = text_trim(name);
		value = text_trim(value);
	} else {
		while (name.n && name.s[0] == ' ')
			name.s++, name.n--;
	}
	if (text_trim(piece).n == 0) {
		begin = (size_t)(piece.s - v->text.s);
		f = xm ? refuse(c, place(v, piece), "an empty piece: xm refuses a comma with nothing behind it") : NULL;
		if (begin)
			remove_piece(c, f, v, begin - 1, begin + piece.n);
		return 0;
	}
	if (name.n == 0) {
		refuse(c, place(v, piece), "a value without a key");
		return 0;
	}
	key = key_find(KEYS_VIF, text_trim(name));
	if (!equals && !(key && is_flag(key) && cfg_reads(c, key))) {
		f = refuse(c, place(v, name), "a key without a value: each piece of a vif is KEY=VALUE");
		if (key && is_flag(key))
			finding_help(c->out, f, "only xl takes \"%s\" alone, from Xen %s on", key->name,
			             releases[key->use[TOOLSTACK_XL].first].name);
		return 0;
	}
	if (text_trim(name).n != name.n) {
		f = refuse(c, place(v, name), "a blank before the =: xl then does not know the key");
		begin = (size_t)(name.s - v->text.s);
		remove_piece(c, f, v, begin + text_trim(name).n, begin + name.n);
		return 0;
	}
	if (text_has(name, ' ') || text_has(name, '\t')) {
		refuse(c, place(v, name), "a blank inside a key: nothing reads such a one");
		return 0;
	}
	if (text_is(name, "dhcp")) {
		f = finding_add(c->out, RULE_DHCP_IN_VIF, place(v, piece), "a vif has no dhcp: %s",
		                xm ? "xm refuses it" : "xl passes over it");
		finding_severity(c->out, f, xm ? SEVERITY_ERROR : SEVERITY_WARNING);
		finding_help(c->out, f, "leave it out: the guest asks for its address itself");
	} else if (!key || !cfg_reads(c, key)) {
		cfg_unread(c, KEYS_VIF, name, place(v, name), xm);
		return keep(c, vif, name, value);
	} else {
		set(c, vif, key, place(v, name), value, value.n ? place(v, value) : place(v, piece));
	}
	return 0;
}

static size_t count_pieces(struct text t)
{
	size_t n = 1;

	for (size_t i = 0; i < t.n; i++)
		n += t.s[i] == ',';
	return n;
}

static int read_vif(struct cfg *c, const struct domu_value *v, struct vif *vif)
{
	struct text rest = v->text, piece, mac;

	c->vif = v;
	c->bridge_misspelt = false;
	vif->at = v->at;
	vif->guest = c->guest;
	vif->index = (unsigned)c->guest->n_vifs;
	vif->settings = arena_array(c->arena, count_pieces(v->text), sizeof(*vif->settings));
	if (!vif->settings)
		return -ENOMEM;
	while (v->text.n && text_split(&rest, ',', &piece))
		if (read_piece(c, vif, v, piece) < 0)
			return -ENOMEM;
	vif->bridge_misspelt = c->bridge_misspelt;
	mac = vif_text(vif, VIF_MAC);
	vif->mac_form = MAC_MALFORMED;
	if (mac.n)
		vif->mac_form = mac_parse(text_trim(mac), c->toolstack, c->release, &vif->mac);
	return 0;
}

int cfg_vifs(struct cfg *c, const struct domu_value *list)
{
	struct guest *guest = c->guest;

	guest->vifs = arena_array(c->arena, list->n, sizeof(*guest->vifs));
	if (!guest->vifs)
		return -ENOMEM;
	for (size_t i = 0; i < list->n; i++) {
		const struct domu_value *v = &list->items[i];

		if (v->kind == DOMU_LIST)
			finding_add(c->out, RULE_WRONG_TYPE, v->at,
			            "a list inside vif: xl drops this vif and all behind it");
		if (v->kind != DOMU_STRING)
			continue;
		if (read_vif(c, v, &guest->vifs[guest->n_vifs]) < 0)
			return -ENOMEM;
		guest->n_vifs++;
	}
	return 0;
}
