/*
 * mac.h - Ethernet addresses as Xen's tools read them.
 */
#ifndef XENCFG_MAC_H
#define XENCFG_MAC_H

#include <stdbool.h>
#include <stdint.h>
#include <xencfg/keys.h>

struct mac {
	uint8_t byte[6];
};

enum mac_form {
	MAC_GOOD,     /* six pairs of hexadecimal digits with colons */
	MAC_READABLE, /* something else that xl reads as the address that is meant */
	MAC_LETTERS,  /* letters that stand for digits, as in 00:16:3E:XX:XX:XX */
	MAC_MALFORMED,
};

#define MAC_FORMAT "%02X:%02X:%02X:%02X:%02X:%02X"
#define MAC_ARG(mac) (mac).byte[0], (mac).byte[1], (mac).byte[2], (mac).byte[3], (mac).byte[4], (mac).byte[5]

/*
 * *ret is set for MAC_GOOD and MAC_READABLE. xl takes any single separator
 * and, from 4.6 on, one digit for two (parse_nic_config in
 * tools/libxl/xl_cmdimpl.c, 4.5 and 4.6; tools/xl/xl_parse.c, 4.19); xend
 * hands the text to the scripts as it is, so only the good form means what
 * it says there (tools/python/xen/xend/server/netif.py, 3.2).
 */
enum mac_form mac_parse(struct text t, enum toolstack toolstack, unsigned release, struct mac *ret);

/* An OUI as "00:16:3E". False when it is none. */
bool oui_parse(struct text t, uint8_t ret[3]);

bool mac_same(struct mac a, struct mac b);
bool mac_has_oui(struct mac mac, const uint8_t oui[3]);
bool mac_is_multicast(struct mac mac);
bool mac_is_zero(struct mac mac);
bool mac_is_local(struct mac mac);

/* An address that manuals print: somebody forgot to replace it. */
bool mac_is_sample(struct mac mac);

/* Xen's OUI, registered for XenSource. */
extern const uint8_t mac_xen_oui[3];

#endif
