# read.awk - reads schema/*.tsv and refuses what is malformed, for tables.awk and schema.awk.
#
#   LC_ALL=C awk -f schema/read.awk -f schema/tables.awk … RELEASES.tsv KEYS.tsv… VALUES.tsv
#
# POSIX awk, as mawk is. Writes nothing but errors: FILE:LINE: what is wrong;
# all of them, then `failed` is set, which the END of the other file heeds.
#
# A table is called by its file: "domu-keys". Offered to the other file:
#   n_releases, release[i], usual[i], wrapper[i], has[i, toolstack], release_index[name]
#   n_keys[table], key[table, i], what[table, i], key_index[table, name]
#   first[table, i, toolstack], last[…]: indexes of releases; types[…]: "integer,string", "" when not read
#   n_values, value_key[i], value[i], value_any_case[i]
#   first_value[table, name], n_of_values[table, name]: the rows of a key; not there when it has none
#   value_first[i, toolstack], value_last[…]: -1 when unknown to it

BEGIN {
	FS = "\t"
	N_TOOLSTACKS = split("xend xl", TOOLSTACK, " ")
	split("integer boolean string list number flag value lists word", words, " ")
	for (i in words)
		KNOWN_TYPE[words[i]] = 1
	KEY_HEADER = "key|xend-first|xend-last|xend-types|xl-first|xl-last|xl-types|what"
	HEADER["releases"] = "release|toolstacks|usual|wrapper"
	HEADER["domu-keys"] = HEADER["vif-keys"] = HEADER["host-options"] = KEY_HEADER
	HEADER["values"] = "key|value|xend-first|xend-last|xl-first|xl-last|case"
	WHAT_MAX = 100
}

function fail(message)
{
	print FILENAME ":" FNR ": " message > "/dev/stderr"
	failed = 1
}

# Checks columns A and B, the first and last release of a toolstack.
# Sets range_first and range_last, -1 for none.
function read_range(toolstack, a, b,    i)
{
	range_first = range_last = -1
	if (a == "-" && b == "-")
		return 1
	if (!(a in release_index) || !(b in release_index)) {
		fail("unknown release \"" (a in release_index ? b : a) "\"")
		return 0
	}
	range_first = release_index[a]
	range_last = release_index[b]
	if (range_first > range_last)
		fail("the first release, " a ", is newer than the last, " b)
	for (i = range_first; i <= range_last; i++)
		if (!has[i, toolstack]) {
			fail("release " release[i] " has no " toolstack)
			return 0
		}
	return 1
}

function read_types(list,    n, i, words)
{
	n = split(list, words, ",")
	for (i = 1; i <= n; i++)
		if (!(words[i] in KNOWN_TYPE))
			fail("unknown type \"" words[i] "\"")
}

function read_release(    i, n, words)
{
	if ($1 in release_index)
		fail("release " $1 " is there twice")
	i = n_releases++
	release[i] = $1
	release_index[$1] = i
	n = split($2, words, ",")
	while (n > 0) {
		if (words[n] != TOOLSTACK[1] && words[n] != TOOLSTACK[2])
			fail("unknown toolstack \"" words[n] "\"")
		has[i, words[n--]] = 1
	}
	if (!has[i, $3])
		fail("the usual toolstack, " $3 ", is none of " $2)
	usual[i] = $3
	wrapper[i] = $4
}

function read_use(table, i, toolstack, a, b, list)
{
	if (!read_range(toolstack, a, b))
		return
	if ((list == "-") != (range_first < 0))
		fail("types without releases, or releases without types, for " toolstack)
	if (list != "-")
		read_types(list)
	first[table, i, toolstack] = range_first
	last[table, i, toolstack] = range_last
	types[table, i, toolstack] = list == "-" ? "" : list
}

function read_key(table,    i)
{
	i = n_keys[table]++
	# "x": compared as text, whatever it looks like.
	if ((table, $1) in key_index)
		fail("key " $1 " is there twice")
	else if (i > 0 && "x" $1 < "x" key[table, i - 1])
		fail("not sorted: " $1 " belongs before " key[table, i - 1])
	key_index[table, $1] = i
	key[table, i] = $1
	read_use(table, i, "xend", $2, $3, $4)
	read_use(table, i, "xl", $5, $6, $7)
	if ($4 == "-" && $7 == "-")
		fail("nothing reads " $1)
	if ($8 == "" || length($8) > WHAT_MAX || $8 ~ /["\\]/)
		fail("the text is empty, longer than " WHAT_MAX " bytes, or has a quote or a backslash in it")
	what[table, i] = $8
}

function read_value(    i, name, table)
{
	i = n_values++
	name = $1
	table = sub(/^vif\./, "", name) ? "vif-keys" : "domu-keys"
	if (!((table, name) in key_index))
		fail("unknown key \"" $1 "\"")
	if (!((table, name) in n_of_values))
		first_value[table, name] = i
	else if (value_key[i - 1] != $1)
		fail("the rows of " $1 " do not stand together")
	n_of_values[table, name]++
	if (($1, $2) in seen_value)
		fail("value " $2 " of " $1 " is there twice")
	if ($7 != "any" && $7 != "exact")
		fail("unknown case \"" $7 "\": it is any or exact")
	seen_value[$1, $2] = 1
	value_key[i] = $1
	value[i] = $2
	value_any_case[i] = $7 == "any"
	read_range("xend", $3, $4)
	value_first[i, "xend"] = range_first
	value_last[i, "xend"] = range_last
	read_range("xl", $5, $6)
	value_first[i, "xl"] = range_first
	value_last[i, "xl"] = range_last
}

FILENAME ~ /\.tsv$/ && !/^#/ {
	table = FILENAME
	gsub(/.*\/|\.tsv$/, "", table)
	if (!(table in HEADER)) {
		fail("unknown table \"" table "\"")
		exit 1
	}
	columns = split(HEADER[table], words, "|")
	if (!(table in seen_header)) {
		seen_header[table] = 1
		line = $0
		gsub(/\t/, "|", line)
		if (line != HEADER[table])
			fail("the header is not " HEADER[table])
	} else if (NF != columns) {
		fail(NF " columns, not " columns)
	} else if (table == "releases") {
		read_release()
	} else if (table == "values") {
		read_value()
	} else {
		read_key(table)
	}
}
