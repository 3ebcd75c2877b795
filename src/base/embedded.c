/*
 * embedded.c - the bytes of templates/ and of the schema, taken in by the assembler.
 *
 * Holds them as they are; nothing is parsed here. Paths are relative to
 * the project's root, where the compiler runs.
 */
#include <xencfg/embedded.h>

#define EMBED(symbol, path)                                                \
	__asm__(".pushsection .rodata\n"                                   \
	        ".global embedded_" #symbol ", embedded_" #symbol "_end\n" \
	        "embedded_" #symbol ":\n"                                  \
	        ".incbin \"" path "\"\n"                                   \
	        "embedded_" #symbol "_end:\n"                              \
	        ".byte 0\n"                                                \
	        ".popsection\n");                                          \
	extern const char embedded_##symbol[], embedded_##symbol##_end[];

EMBED(domu_cfg, "templates/domu.cfg")
EMBED(xend_config_sxp, "templates/xend-config.sxp")
EMBED(xl_conf, "templates/xl.conf")
EMBED(network_bridge, "templates/my-network-bridge")
EMBED(network_bridge_4_1, "templates/my-network-bridge-4.1")
EMBED(graph_html, "templates/graph.html")
EMBED(graph_css, "templates/graph.css")
EMBED(graph_js, "templates/graph.js")
EMBED(graph_picture_css, "templates/graph-picture.css")
EMBED(host_schema_json, "schema/host.schema.json")

static const struct {
	const char *name, *begin, *end;
} files[] = {
	{ "domu.cfg", embedded_domu_cfg, embedded_domu_cfg_end },
	{ "xend-config.sxp", embedded_xend_config_sxp, embedded_xend_config_sxp_end },
	{ "xl.conf", embedded_xl_conf, embedded_xl_conf_end },
	{ "my-network-bridge", embedded_network_bridge, embedded_network_bridge_end },
	{ "my-network-bridge-4.1", embedded_network_bridge_4_1, embedded_network_bridge_4_1_end },
	{ "graph.html", embedded_graph_html, embedded_graph_html_end },
	{ "graph.css", embedded_graph_css, embedded_graph_css_end },
	{ "graph.js", embedded_graph_js, embedded_graph_js_end },
	{ "graph-picture.css", embedded_graph_picture_css, embedded_graph_picture_css_end },
	{ "host.schema.json", embedded_host_schema_json, embedded_host_schema_json_end },
};

struct text embedded_find(const char *name)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strcmp(files[i].name, name) == 0)
			return (struct text){ files[i].begin, (size_t)(files[i].end - files[i].begin) };
	return (struct text){ NULL, 0 };
}
