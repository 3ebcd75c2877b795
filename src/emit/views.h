/*
 * views.h - what the templates may name, and the model seen through it.
 *
 * Everything that is built lives in the given arena and borrows from the
 * model. Functions return 0 or -ENOMEM.
 */
#ifndef XENCFG_VIEWS_H
#define XENCFG_VIEWS_H

#include <xencfg/host.h>
#include <xencfg/template.h>

extern const struct view_type view_host_type;    /* of xend-config.sxp and xl.conf */
extern const struct view_type view_wrapper_type; /* of the network script */
extern const struct view_type view_domu_type;

/* Is a network script of our own needed, or does Xen's network-bridge alone do? */
bool view_wants_wrapper(const struct host *host);

/* The name of that script. */
struct text view_wrapper_name(const struct host *host);

int view_host(const struct host *host, struct arena *arena, struct view *ret);
int view_wrapper(const struct host *host, struct arena *arena, struct view *ret);
int view_domu(const struct host *host, const struct guest *guest, struct arena *arena, struct view *ret);

#endif
