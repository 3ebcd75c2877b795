/*
 * embedded.h - files that are part of the program: the templates and the JSON Schema.
 */
#ifndef XENCFG_EMBEDDED_H
#define XENCFG_EMBEDDED_H

#include <xencfg/text.h>

/* By the file's base name, such as "domu.cfg"; s is NULL when there is no such file. Never freed. */
struct text embedded_find(const char *name);

#endif
