/*
 * xml.h - any bytes as text of XML and HTML; nobody but src/emit includes it.
 */
#ifndef XENCFG_XML_H
#define XENCFG_XML_H

#include <xencfg/sb.h>

/*
 * One character of whatever bytes a name has: its code, and the bytes it takes. What is no UTF-8, steers a terminal or
 * turns the direction of writing is U+FFFD. The text is not empty.
 */
struct xml_character {
	unsigned code;
	size_t bytes;
	unsigned columns; /* of a font with one width */
};
struct xml_character xml_character(struct text t);

/* As text of XML and HTML, in an element or between double quotes. */
void xml_text(struct sb *out, struct text t);

/* Likewise, cut with an ellipsis to at most so many columns. */
void xml_text_fitted(struct sb *out, struct text t, unsigned columns);
unsigned xml_columns(struct text t);

#endif
