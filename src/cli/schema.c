/* schema.c - xencfg schema: prints the JSON Schema that is part of the program. */
#include <xencfg/embedded.h>
#include "cli.h"

int command_schema(struct call *call)
{
	struct sb out = { 0 };
	int status;

	(void)call;
	sb_text(&out, embedded_find("host.schema.json"));
	status = print_out(&out);
	sb_free(&out);
	return status;
}
