# tables.awk - the key tables as C, from schema/*.tsv.
#
#   LC_ALL=C awk -v out=enum   -f schema/read.awk -f schema/tables.awk TABLES > keys_enum.h
#   LC_ALL=C awk -v out=tables -f schema/read.awk -f schema/tables.awk TABLES > keys_tables.c
#
# TABLES: releases, domu-keys, vif-keys, host-options, values, in this order.
# Exits with 1, and writes nothing, when a table is malformed.

function enum_name(prefix, name)
{
	gsub(/[^A-Za-z0-9]/, "_", name)
	return prefix "_" toupper(name)
}

function boolean(x)
{
	return x ? "true" : "false"
}

function write_release_enum(    i)
{
	print "\nenum release_index {"
	for (i = 0; i < n_releases; i++)
		print "\t" enum_name("RELEASE", release[i]) ","
	print "};"
}

function write_enum(table, type, prefix,    i)
{
	print "\nenum " type " {"
	for (i = 0; i < n_keys[table]; i++)
		print "\t" enum_name(prefix, key[table, i]) ","
	print "\t" prefix "_KEYS\n};"
}

function use(table, i, toolstack,    list)
{
	list = types[table, i, toolstack]
	if (list == "")
		return "{ 0, 0, 0 }"
	gsub(/,/, " | TYPE_", list)
	return "{ " first[table, i, toolstack] ", " last[table, i, toolstack] ", TYPE_" toupper(list) " }"
}

function value_use(i, toolstack)
{
	if (value_first[i, toolstack] < 0)
		return "{ 0, 0, 0 }"
	return "{ " value_first[i, toolstack] ", " value_last[i, toolstack] ", 1 }"
}

function write_releases(    i)
{
	print "\nconst struct release releases[] = {"
	for (i = 0; i < n_releases; i++)
		printf("\t{ \"%s\", { %s, %s }, TOOLSTACK_%s, %s },\n", release[i],
			boolean(has[i, "xend"]), boolean(has[i, "xl"]), toupper(usual[i]), (wrapper[i] == "-" ? "NULL" : "\"" wrapper[i] "\""))
	print "};\nconst unsigned n_releases = " n_releases ";"
}

function write_keys(table, array,    i)
{
	print "\nstatic const struct key " array "[] = {"
	for (i = 0; i < n_keys[table]; i++)
		printf("\t{ \"%s\", { %s, %s }, %d, %d, \"%s\" },\n", key[table, i], use(table, i, "xend"),
			use(table, i, "xl"), first_value[table, key[table, i]], n_of_values[table, key[table, i]], what[table, i])
	print "};"
}

# Where the keys of each letter begin, from a to behind z.
function write_letters(table, array,    i, k, letters)
{
	letters = "abcdefghijklmnopqrstuvwxyz{"
	printf("\nstatic const unsigned short %s[] = {", array)
	for (k = 0; k < 27; k++) {
		for (i = 0; i < n_keys[table] && substr(key[table, i], 1, 1) < substr(letters, k + 1, 1); i++)
			continue
		printf("%s%d", k ? ", " : " ", i)
	}
	print " };"
}

function write_values(    i)
{
	print "\nconst struct key_value key_values[] = {"
	for (i = 0; i < n_values; i++)
		printf("\t{ \"%s\", \"%s\", { %s, %s }, %s },\n", value_key[i], value[i], value_use(i, "xend"),
			value_use(i, "xl"), boolean(value_any_case[i]))
	print "};\nconst unsigned n_key_values = " n_values ";"
}

END {
	if (failed || (out != "enum" && out != "tables"))
		exit 1
	print "/* Made by schema/tables.awk from the tables beside it. */"
	if (out == "enum") {
		print "#ifndef XENCFG_KEYS_ENUM_H\n#define XENCFG_KEYS_ENUM_H"
		write_release_enum()
		write_enum("domu-keys", "domu_key", "DOMU")
		write_enum("vif-keys", "vif_key", "VIF")
		print "\n#endif"
		exit 0
	}
	print "#include <xencfg/keys.h>"
	write_releases()
	write_keys("domu-keys", "domu_keys")
	write_keys("vif-keys", "vif_keys")
	write_keys("host-options", "host_options")
	write_letters("domu-keys", "domu_letters")
	write_letters("vif-keys", "vif_letters")
	write_letters("host-options", "option_letters")
	print "\nconst struct key_list key_lists[KEY_TABLES] = {"
	print "\t[KEYS_DOMU] = { domu_keys, DOMU_KEYS, domu_letters },"
	print "\t[KEYS_VIF] = { vif_keys, VIF_KEYS, vif_letters },"
	print "\t[KEYS_HOST_OPTION] = { host_options, " n_keys["host-options"] ", option_letters },"
	print "};"
	write_values()
}
