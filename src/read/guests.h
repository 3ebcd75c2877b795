/* guests.h - the part of the description reader that reads guests and their vifs. */
#ifndef XENCFG_GUESTS_H
#define XENCFG_GUESTS_H

#include "members.h"

member_reader defaults_read, guests_read;

/* Reports what is wrong with a guest's "extra_cfg" (extra.c). Needs the defaults read. Returns 0 or -ENOMEM. */
int extra_check(struct description *d, const struct guest *guest);

#endif
