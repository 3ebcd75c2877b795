# schema.awk - host.schema.json from its skeleton and the key tables.
#
#   LC_ALL=C awk -f schema/read.awk -f schema/schema.awk TABLES schema/host.schema.in.json > host.schema.json
#
# TABLES: as for tables.awk. Copies the skeleton, but for the lines that hold
# a place-holder, which becomes as many lines as the tables have to say:
#   "@releases"             names of releases; has=xl: that ship it, usual=xend: where it is the usual one
#   "@TABLE WORDS": true    a property a key, with its types, words and releases
#   "@refs TABLE DEF WORDS": true  a property a key that refers to the same property of $defs/DEF
# WORDS: -KEY leaves a key out, KEY=DEF takes its type from $defs/DEF.
# Knows no key; writes two blanks a level, as json.dumps(indent=2) does.

# A JSON string of text without anything to escape.
function quote(s)
{
	return "\"" s "\""
}

function json_list(indent, name, list, separator,    n, i, words, s)
{
	n = split(list, words, separator)
	s = indent quote(name) ": [\n"
	for (i = 1; i <= n; i++)
		s = s indent "  " words[i] (i < n ? ",\n" : "\n")
	return s indent "]"
}

# Which releases a toolstack reads the key in: "xl", "xl from 4.2 on", "" when it never does.
function reads(table, i, toolstack,    a, b, from, to)
{
	if (types[table, i, toolstack] == "")
		return ""
	for (a = 0; !has[a, toolstack];)
		a++
	for (b = n_releases - 1; !has[b, toolstack];)
		b--
	from = first[table, i, toolstack]
	to = last[table, i, toolstack]
	if (from == a)
		return toolstack (to == b ? "" : " up to " release[to])
	return toolstack " from " release[from] (to == b ? " on" : " to " release[to])
}

function describe(table, i,    xend, xl)
{
	xend = reads(table, i, "xend")
	xl = reads(table, i, "xl")
	if (xend != "" && xl != "")
		xend = xend (xend ~ / / ? ", and " : " and ")
	return what[table, i] " Read by " xend xl "."
}

function has_type(list, type)
{
	return index("," list ",", "," type ",") > 0
}

# The words of a key in values.tsv, by commas; sets any_case.
function words_of(name,    v, list)
{
	any_case = 0
	for (v = 0; v < n_values; v++)
		if (value_key[v] == name) {
			list = list (list == "" ? "" : ",") value[v]
			any_case = value_any_case[v]
		}
	return list
}

# Are the words all that a key may have: has each toolstack some that reads it as a string? Not those of a
# vif, where others are warned of, not refused (XC402).
function words_bind(table, i,    t, v, n)
{
	if (table != "domu-keys")
		return 0
	for (t = 1; t <= N_TOOLSTACKS; t++) {
		n = !has_type(types[table, i, TOOLSTACK[t]], "string")
		for (v = 0; v < n_values; v++)
			n += value_key[v] == key[table, i] && value_first[v, TOOLSTACK[t]] >= 0
		if (n == 0)
			return 0
	}
	return 1
}

# A pattern for words whose case does not matter, and for a number where one is read.
function word_pattern(words, number,    i, c, s)
{
	for (i = 1; i <= length(words); i++) {
		c = substr(words, i, 1)
		s = s (c == "," ? "|" : c ~ /[a-z]/ ? "[" toupper(c) c "]" : c)
	}
	return "^(" s (number ? "|[0-9]+" : "") ")$"
}

# The JSON types of all that toolstacks read, by commas. A number is fine where a string is read, 0 and 1 for a switch.
function json_types(list, binding,    s)
{
	if (has_type(list, "value"))
		return "boolean,number,string,array"
	if (has_type(list, "boolean") || has_type(list, "flag"))
		s = ",boolean"
	if (has_type(list, "number") || (has_type(list, "string") && !has_type(list, "word") && !binding))
		s = s ",number"
	else if (has_type(list, "integer") || has_type(list, "boolean"))
		s = s ",integer"
	if (has_type(list, "string"))
		s = s ",string"
	if (has_type(list, "list"))
		s = s ",array"
	return substr(s, 2)
}

function quoted(list)
{
	gsub(/,/, "\",\"", list)
	return quote(list)
}

# Lists in lists: where the table says so, and in S-expressions.
function nests(list)
{
	return has_type(list, "lists") || has_type(list, "value")
}

function type_members(indent, table, i,    list, words, binding, json, s)
{
	list = types[table, i, "xend"] "," types[table, i, "xl"]
	words = words_of((table == "vif-keys" ? "vif." : "") key[table, i])
	binding = words != "" && words_bind(table, i)
	json = json_types(list, binding)
	if (list ~ /^,*boolean,*(boolean)?$/)
		return json_list(indent, "enum", "true,false,0,1", ",")
	if (binding && json == "string" && !any_case)
		return json_list(indent, "enum", quoted(words), ",")
	s = json ~ /,/ ? json_list(indent, "type", quoted(json), ",") : indent quote("type") ": " quote(json)
	if (has_type(json, "array"))
		s = s ",\n" indent "\"items\": {\n" indent "  \"$ref\": \"#/$defs/" (nests(list) ? "nested_item" : "item") "\"\n" indent "}"
	if (binding)
		s = s ",\n" indent "\"pattern\": " quote(word_pattern(words, has_type(json, "integer")))
	if (words != "")
		s = s ",\n" json_list(indent, "examples", quoted(words), ",")
	return s
}

# Sets skipped[key] and def[key] from the words of a place-holder, from the n-th on.
function read_words(table, words, from, n,    i, name, cut)
{
	split("", skipped)
	split("", def)
	for (i = from; i <= n; i++) {
		name = words[i]
		cut = index(name, "=")
		if (name ~ /^-/) {
			name = substr(name, 2)
			skipped[name] = 1
		} else if (cut > 0) {
			def[substr(name, 1, cut - 1)] = substr(name, cut + 1)
			name = substr(name, 1, cut - 1)
		}
		if (!((table, name) in key_index))
			fail("no key of " table ": \"" words[i] "\"")
	}
}

# One property a key; refers to $defs/`from` when that is given.
function properties(indent, table, from,    i, name, s)
{
	for (i = 0; i < n_keys[table]; i++) {
		name = key[table, i]
		if (name in skipped)
			continue
		s = s (s == "" ? "" : ",\n") indent quote(name) ": {\n"
		if (from != "")
			s = s indent "  \"$ref\": \"#/$defs/" from "/properties/" name "\"\n"
		else if (name in def)
			s = s indent "  \"description\": " quote(describe(table, i)) ",\n" \
				indent "  \"$ref\": \"#/$defs/" def[name] "\"\n"
		else
			s = s indent "  \"description\": " quote(describe(table, i)) ",\n" \
				type_members(indent "  ", table, i) "\n"
		s = s indent "}"
	}
	return s
}

function release_names(indent, condition,    i, s)
{
	for (i = 0; i < n_releases; i++)
		if (condition == "" || condition == "usual=" usual[i] ||
		    (condition ~ /^has=/ && has[i, substr(condition, 5)]))
			s = s (s == "" ? "" : ",\n") indent quote(release[i])
	if (s == "")
		fail("no release has \"" condition "\"")
	return s
}

function expand(line,    indent, n, words)
{
	match(line, /^ */)
	indent = substr(line, 1, RLENGTH)
	gsub(/^ *"@|"(: true)?,?$/, "", line)
	n = split(line, words, " ")
	if (words[1] == "releases")
		return release_names(indent, words[2])
	if (words[1] == "refs" && words[2] in n_keys) {
		read_words(words[2], words, 4, n)
		return properties(indent, words[2], words[3])
	}
	if (words[1] in n_keys) {
		read_words(words[1], words, 2, n)
		return properties(indent, words[1], "")
	}
	fail("unknown place-holder \"" words[1] "\"")
	return ""
}

FILENAME ~ /\.json$/ {
	schema = schema ($0 ~ /^ *"@/ ? expand($0) ($0 ~ /,$/ ? "," : "") : $0) "\n"
}

END {
	if (failed)
		exit 1
	printf "%s", schema
}
