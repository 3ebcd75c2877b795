/*
 * import_oui.c - vendors of MACs that the host has, and that a description must allow.
 *
 * Those one slip away from Xen's are left for compile to refuse, but not a locally administered 02:16:3E.
 */
#include <errno.h>
#include <stdio.h>
#include "import.h"

/* The OUI of the vif's MAC, unless it is Xen's or no one's. */
static bool foreign_oui(const struct vif *vif, char ret[9])
{
	const struct mac *mac = &vif->mac;

	if (!vif_get(vif, VIF_MAC) || vif->mac_form > MAC_READABLE || mac_is_zero(*mac) || mac_is_multicast(*mac) ||
	    mac_is_sample(*mac))
		return false;
	snprintf(ret, 9, "%02X:%02X:%02X", mac->byte[0], mac->byte[1], mac->byte[2]);
	return mac_is_local(*mac) || text_distance(text_of(ret), TEXT("00:16:3E"), 1) > 1;
}

static bool has(const json_t *array, const char *oui)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (strcmp(json_string_value(json_array_get(array, i)), oui) == 0)
			return true;
	return false;
}

json_t *import_oui(struct import *im)
{
	json_t *array = json_array();
	char oui[9];

	for (const struct import_guest *g = im->guests; array && g; g = g->next)
		for (size_t i = 0; i < g->guest->n_vifs; i++) {
			const struct vif *vif = &g->guest->vifs[i];

			if (!foreign_oui(vif, oui) || has(array, oui))
				continue;
			if (json_array_append_new(array, json_string(oui)) < 0)
				im->findings.error = -ENOMEM;
			import_warn(im, RULE_MAC_FOREIGN_OUI, vif_place(vif, VIF_MAC),
			            "%s is not Xen's 00:16:3E: \"oui\" of the description allows it", oui);
		}
	if (!array)
		im->findings.error = -ENOMEM;
	return array;
}
