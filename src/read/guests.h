/* guests.h - the part of the description reader that reads guests and their vifs. */
#ifndef XENCFG_GUESTS_H
#define XENCFG_GUESTS_H

#include "members.h"

member_reader defaults_read, guests_read;

#endif
