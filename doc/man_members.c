/*
 * man_members.c - what a description may hold, from the JSON Schema, as lists for a man page.
 *
 * Only names, types and summaries: what exactly a value may be is the schema's to say.
 */
#include <jansson.h>
#include <string.h>
#include <xencfg/embedded.h>
#include "generate.h"

static json_t *schema(void)
{
	static json_t *loaded;
	struct text text = embedded_find("host.schema.json");

	if (!loaded)
		loaded = json_loadb(text.s, text.n, 0, NULL);
	return loaded;
}

/* "#/$defs/guest/properties/memory" */
static const json_t *follow(const json_t *node)
{
	const char *reference = json_string_value(json_object_get(node, "$ref"));
	const json_t *at = schema();
	struct text rest, step;

	if (!reference)
		return node;
	rest = text_of(reference + strlen("#/"));
	while (text_split(&rest, '/', &step)) {
		char name[128];

		snprintf(name, sizeof(name), "%.*s", TEXT_ARG(step));
		at = json_object_get(at, name);
	}
	return follow(at);
}

static const char *text_member(const json_t *node, const char *member)
{
	const char *own = json_string_value(json_object_get(node, member));

	return own ? own : json_string_value(json_object_get(follow(node), member));
}

/* "string or array" */
static void put_types(FILE *to, const json_t *node)
{
	const json_t *type = json_object_get(follow(node), "type"), *item;
	size_t i;

	if (json_is_string(type))
		fprintf(to, " Pq %s", json_string_value(type));
	if (!json_is_array(type))
		return;
	fputs(" Pq", to);
	json_array_foreach(type, i, item) fprintf(to, "%s %s", i ? " or" : "", json_string_value(item));
}

static void put_member(FILE *to, const char *name, const json_t *node)
{
	const char *description = text_member(node, "description"), *title = text_member(node, "title");
	const json_t *otherwise = json_object_get(follow(node), "default");
	char *text = otherwise && !json_is_string(otherwise) ? json_dumps(otherwise, JSON_ENCODE_ANY) : NULL;

	fputs(".It Cm ", to);
	mdoc_word(to, text_of(name));
	put_types(to, node);
	fputc('\n', to);
	mdoc_text(to, text_of(description ? description : title ? title : ""));
	if (text || json_is_string(otherwise))
		fprintf(to, "Default:\n.Ql %s .\n", text ? text : json_string_value(otherwise));
	free(text);
}

static int put_members(FILE *to, const json_t *object)
{
	json_t *properties = json_object_get(object, "properties"), *value;
	const char *name;

	if (!properties)
		return fprintf(stderr, "the schema has no such part\n"), -1;
	fputs(".Bl -tag -width Ds -compact\n", to);
	json_object_foreach(properties, name, value) put_member(to, name, value);
	fputs(".El\n", to);
	return 0;
}

int mdoc_members(FILE *to, const char *part)
{
	return put_members(to, *part ? json_object_get(json_object_get(schema(), "$defs"), part) : schema());
}

int mdoc_host_options(FILE *to)
{
	json_t *host = json_object_get(json_object_get(schema(), "$defs"), "host");

	return put_members(to, json_object_get(json_object_get(host, "properties"), "options"));
}
