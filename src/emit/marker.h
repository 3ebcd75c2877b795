/*
 * marker.h - the line by which xencfg knows a file as its own.
 */
#ifndef XENCFG_MARKER_H
#define XENCFG_MARKER_H

#include <xencfg/sb.h>

enum marker { MARKER_NONE, MARKER_EDITED, MARKER_INTACT };

/* Appends the file: the body with the marker as its first line, or its second behind #!. */
void marker_add(struct sb *out, const char *source, struct text body);

/* Whose is a file with this content? */
enum marker marker_read(struct text content);

#endif
