#!/bin/sh
# schema.sh - the key tables and the JSON Schema that is made from them.
#
# The committed schema is what the tables say; malformed tables are refused
# with file and line; the schema takes what it should and refuses the rest.
# Prints "ok - …", "not ok - …" or "skip - …" a line; exits with 1 when one failed.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tables="schema/releases.tsv schema/domu-keys.tsv schema/vif-keys.tsv"
tables="$tables schema/host-options.tsv schema/values.tsv"
status=0

ok()
{
	printf 'ok - %s\n' "$1"
}

failed()
{
	printf 'not ok - %s\n' "$1"
	status=1
}

# shellcheck disable=SC2086 # the list of tables is meant to be split
awk -f schema/read.awk -f schema/schema.awk $tables schema/host.schema.in.json >"$work/schema.json"
if cmp -s "$work/schema.json" schema/host.schema.json; then
	ok "schema: as the tables say"
else
	failed "schema: differs from the tables; run make"
fi

# refuse NAME TABLE LINE SCRIPT MESSAGE: the table, changed by sed, is refused at that line.
refuse()
{
	mkdir -p "$work/schema"
	cp schema/*.tsv "$work/schema/"
	sed "$4" "schema/$2" >"$work/schema/$2"
	# shellcheck disable=SC2086
	if (cd "$work" && awk -v out=tables -f "$OLDPWD/schema/read.awk" -f "$OLDPWD/schema/tables.awk" $tables) \
		>"$work/out" 2>"$work/err"; then
		failed "tables: $1: accepted"
	elif [ -s "$work/out" ] || ! grep -q "^schema/$2:$3: .*$5" "$work/err"; then
		failed "tables: $1: $(head -n 1 "$work/err")"
	else
		ok "tables: $1"
	fi
}

tab=$(printf '\t')
refuse "too few columns" domu-keys.tsv 4 "4s/${tab}[^${tab}]*\$//" "7 columns, not 8"
refuse "too many columns" releases.tsv 4 "4s/\$/${tab}more/" "5 columns, not 4"
refuse "unknown release" domu-keys.tsv 5 "5s/4.4/4.99/" "unknown release \"4.99\""
refuse "unknown type" vif-keys.tsv 4 "4s/string/strnig/" "unknown type \"strnig\""
refuse "duplicate key" host-options.tsv 5 "4p" "is there twice"
refuse "unsorted keys" domu-keys.tsv 6 "5{h;d;};6G" "not sorted"
refuse "a release without the toolstack" domu-keys.tsv 4 "4s/4.4/4.5/" "release 4.5 has no xend"
refuse "first after last" domu-keys.tsv 4 "4s/3.0${tab}4.4/4.4${tab}3.0/" "newer than the last"
refuse "types without releases" vif-keys.tsv 4 "4s/3.2${tab}4.4/-${tab}-/" "types without releases"
refuse "no description" vif-keys.tsv 4 "4s/[^${tab}]*\$//" "the text is empty"
refuse "a quote in a description" vif-keys.tsv 4 "4s/\$/\"/" "has a quote"
refuse "unknown key of a value" values.tsv 7 "7s/^[a-z]*/biso/" "unknown key \"biso\""
refuse "another header" values.tsv 5 "5s/case/xase/" "the header is not"
refuse "unknown toolstack" releases.tsv 4 "4s/xend${tab}/xm${tab}/" "unknown toolstack \"xm\""
refuse "a release twice" releases.tsv 5 "4p" "is there twice"

if ! /usr/bin/python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null; then
	echo "skip - schema: python3-jsonschema is not installed"
	exit $status
fi

# case_file valid|invalid NAME JSON: the last must be one line.
case_file()
{
	printf '%s\n' "$3" >"$work/$1: $2"
}

v='"xen": "3.2"'
l='"xen": "4.17"'
case_file valid "the least" "{$v}"
case_file invalid "no xen" '{}'
case_file invalid "xen as a number" '{"xen": 4.17}'
case_file invalid "unknown release" '{"xen": "4.23"}'
case_file valid "xl of 4.1" '{"xen": "4.1", "toolstack": "xl"}'
case_file invalid "xl of 4.0" '{"xen": "4.0", "toolstack": "xl"}'
case_file invalid "xend of 4.5" '{"xen": "4.5", "toolstack": "xend"}'
case_file invalid "unknown top key" "{$v, \"guest\": []}"
case_file valid "a bridge" \
	"{$v, \"bridges\": [{\"name\": \"lan\", \"netdev\": \"eth0\", \"subnets\": [\"10.0.0.0/8\"]}]}"
case_file valid "a bridge without netdev, xl" "{$l, \"bridges\": [{\"name\": \"lan\"}]}"
case_file invalid "a bridge without netdev, xend" "{$v, \"bridges\": [{\"name\": \"lan\"}]}"
case_file invalid "a bridge without netdev, xend of 4.4" \
	'{"xen": "4.4", "toolstack": "xend", "bridges": [{"name": "lan"}]}'
case_file invalid "a bridge without name" "{$l, \"bridges\": [{}]}"
case_file valid "15 bytes" "{$l, \"bridges\": [{\"name\": \"abcdefghijklmno\"}]}"
case_file invalid "16 bytes" "{$l, \"bridges\": [{\"name\": \"abcdefghijklmnop\"}]}"
case_file invalid "a quote in a bridge" "{$l, \"bridges\": [{\"name\": \"a'b\"}]}"
case_file invalid "stp as a word" "{$l, \"bridges\": [{\"name\": \"a\", \"stp\": \"on\"}]}"
case_file valid "an option" "{$v, \"host\": {\"options\": {\"dom0-min-mem\": 196}}}"
case_file invalid "an unknown option" "{$v, \"host\": {\"options\": {\"dom0_min_mem\": 196}}}"
case_file invalid "an option that xencfg writes" \
	"{$v, \"host\": {\"options\": {\"vif-script\": \"vif-nat\"}}}"
case_file invalid "a wrapper called as Xen's own" "{$v, \"host\": {\"network_script\": \"network-bridge\"}}"
case_file valid "ouis" "{$v, \"host\": {\"oui\": [\"02:AB:CD\", \"local\"]}}"
case_file invalid "half an oui" "{$v, \"host\": {\"oui\": [\"02:AB\"]}}"
case_file valid "a guest" \
	"{$v, \"guests\": [{\"name\": \"web\", \"memory\": 256, \"disk\": [\"phy:a,b,w\"], \"acpi\": 1}]}"
case_file invalid "a guest without name" "{$v, \"guests\": [{\"memory\": 256}]}"
case_file invalid "a guest called .." "{$v, \"guests\": [{\"name\": \"..\"}]}"
case_file invalid "a misspelt key" "{$v, \"guests\": [{\"name\": \"web\", \"memroy\": 256}]}"
case_file invalid "memory as text" "{$v, \"guests\": [{\"name\": \"web\", \"memory\": \"lots\"}]}"
case_file invalid "no memory" "{$v, \"defaults\": {\"memory\": 0}}"
case_file invalid "disk as text" "{$v, \"guests\": [{\"name\": \"web\", \"disk\": \"phy:a,b,w\"}]}"
case_file valid "a number for a string" "{$v, \"guests\": [{\"name\": \"web\", \"extra\": 4}]}"
case_file invalid "a switch at 2" "{$l, \"defaults\": {\"acpi_s3\": 2}}"
case_file valid "a switch at 1" "{$l, \"defaults\": {\"acpi_s3\": 1, \"acpi_s4\": true}}"
case_file valid "a list of lists" "{$l, \"defaults\": {\"vnuma\": [[\"pnode=0\", \"size=512\"]]}}"
case_file valid "serial both ways" \
	"{$l, \"defaults\": {\"serial\": \"pty\"}, \"guests\": [{\"name\": \"a\", \"serial\": [\"pty\"]}]}"
case_file invalid "a name as a default" "{$v, \"defaults\": {\"name\": \"web\"}}"
case_file invalid "vifs as a default" "{$v, \"defaults\": {\"vif\": []}}"
case_file valid "an action" "{$v, \"defaults\": {\"on_crash\": \"rename-restart\"}}"
case_file invalid "an unknown action" "{$v, \"defaults\": {\"on_crash\": \"reboot\"}}"
case_file valid "words of any case" "{$l, \"defaults\": {\"bios\": \"OVMF\", \"tsc_mode\": 2}}"
case_file invalid "an unknown word of any case" "{$l, \"defaults\": {\"bios\": \"omvf\"}}"
vif="$v, \"guests\": [{\"name\": \"web\", \"vif\": [{\"bridge\": \"wan\""
case_file valid "a vif" "{$vif, \"mac\": \"00:16:3E:aa:bb:11\", \"ip\": \"10.0.0.1\"}]}]}"
case_file valid "two addresses" "{$vif, \"ip\": [\"10.0.0.1\", \"2001:db8::1/64\"]}]}]}"
case_file valid "two addresses in one string" "{$vif, \"ip\": \"10.0.0.1 10.0.0.2\"}]}]}"
case_file invalid "an address twice" "{$vif, \"ip\": [\"10.0.0.1\", \"10.0.0.1\"]}]}]}"
case_file invalid "ip=dhcp" "{$vif, \"ip\": \"dhcp\"}]}]}"
case_file valid "dhcp" "{$vif, \"dhcp\": true}]}]}"
case_file invalid "dhcp and ip" "{$vif, \"dhcp\": true, \"ip\": \"10.0.0.1\"}]}]}"
case_file valid "no dhcp and ip" "{$vif, \"dhcp\": false, \"ip\": \"10.0.0.1\"}]}]}"
case_file invalid "a short MAC" "{$vif, \"mac\": \"00:16:3E:aa:bb\"}]}]}"
case_file invalid "a multicast MAC" "{$vif, \"mac\": \"01:16:3E:aa:bb:11\"}]}]}"
case_file invalid "a placeholder MAC" "{$vif, \"mac\": \"00:16:3E:XX:XX:XX\"}]}]}"
case_file invalid "a misspelt vif key" "{$vif, \"brigde\": \"lan\"}]}]}"
case_file valid "a flag" "{$vif, \"trusted\": true}]}]}"
case_file invalid "a flag at 1" "{$vif, \"trusted\": 1}]}]}"
case_file valid "an ignored finding" "{$v, \"ignore\": [{\"rule\": \"XC104\", \"reason\": \"old hardware\"}]}"
case_file valid "an ignored finding without a reason, of which XC009 warns" "{$v, \"ignore\": [{\"rule\": \"XC104\"}]}"
case_file invalid "extra lines with a line break" \
	"{$v, \"guests\": [{\"name\": \"a\", \"extra_cfg\": [\"a\\nb\"]}]}"
case_file invalid "no JSON" "{$v,}"

(cd "$work" && /usr/bin/python3 "$OLDPWD/tests/oracle/schema.py" "$OLDPWD/schema/host.schema.json" valid:* invalid:*) \
	>"$work/verdicts" || [ $? -eq 1 ] || failed "schema: not a valid JSON Schema 2020-12"
while IFS= read -r line; do
	case $line in
	"valid: "*" valid")
		line=${line#valid: }
		ok "schema: takes ${line% valid}"
		;;
	"invalid: "*" invalid: "*) ok "schema: refuses ${line#invalid: }" ;;
	*) failed "schema: $line" ;;
	esac
done <"$work/verdicts"
[ -s "$work/verdicts" ] || failed "schema: nothing was checked"
exit $status
