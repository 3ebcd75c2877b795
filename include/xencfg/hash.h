/*
 * hash.h - FNV-1a, 64 bit: the same on every machine, and no secret.
 *
 * Used where a value must be repeatable for ever: the marker of a written
 * file and the MACs that are computed. It guards against mistakes, not
 * against an adversary.
 */
#ifndef XENCFG_HASH_H
#define XENCFG_HASH_H

#include <stdint.h>
#include <xencfg/text.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

uint64_t hash_add(uint64_t hash, struct text t);

#endif
