/*
 * mac_compute.c - a MAC for each vif that has none.
 *
 * Depends on nothing but names and order: no clock, no chance, no machine.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <xencfg/hash.h>
#include <xencfg/host.h>

/* The 23 bits behind 00:16:3E that Xen itself draws from (randomMAC in netif.py, 3.2). */
enum { COMPUTED = 1 << 23 };

static bool take(uint8_t *taken, uint32_t n)
{
	uint8_t bit = (uint8_t)(1u << n % 8);
	bool free = !(taken[n / 8] & bit);

	taken[n / 8] |= bit;
	return free;
}

static uint32_t first_choice(const struct host *host, const struct vif *vif)
{
	char index[16];
	uint64_t hash;

	snprintf(index, sizeof(index), "%u", vif->index);
	hash = hash_add(HASH_START, host->name.text);
	hash = hash_add(hash, TEXT("\0"));
	hash = hash_add(hash, vif->guest->name.text);
	hash = hash_add(hash, TEXT("\0"));
	hash = hash_add(hash, text_of(index));
	/* All 64 bits have a say in the 23. */
	return (uint32_t)(hash ^ hash >> 23 ^ hash >> 46) % COMPUTED;
}

int host_compute_macs(struct host *host)
{
	size_t wanted = 0;
	uint8_t *taken;

	for (size_t i = 0; i < host->n_vifs; i++)
		wanted += !vif_get(&host->vifs[i], VIF_MAC);
	if (wanted == 0)
		return 0;
	if (host->n_vifs >= COMPUTED)
		return -ENOSPC;
	taken = calloc(COMPUTED / 8, 1);
	if (!taken)
		return -ENOMEM;
	/* What people wrote comes first, wherever it stands. */
	for (size_t i = 0; i < host->n_vifs; i++) {
		const struct vif *vif = &host->vifs[i];
		const uint8_t *b = vif->mac.byte;

		if (vif_get(vif, VIF_MAC) && vif->mac_form < MAC_LETTERS && mac_has_oui(vif->mac, mac_xen_oui) &&
		    b[3] < 0x80)
			take(taken, (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5]);
	}
	take(taken, 0); /* 00:16:3E:00:00:00 is in every manual */
	for (size_t i = 0; i < host->n_vifs; i++) {
		struct vif *vif = &host->vifs[i];
		uint32_t n;

		if (vif_get(vif, VIF_MAC))
			continue;
		for (n = first_choice(host, vif); !take(taken, n); n = (n + 1) % COMPUTED)
			;
		vif->mac = (struct mac){ { 0x00, 0x16, 0x3e, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n } };
		vif->mac_form = MAC_GOOD;
		vif->mac_computed = true;
	}
	free(taken);
	return 0;
}
