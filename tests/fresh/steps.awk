# steps.awk - the blocks of README.md that somebody types, as steps for `typed`: a line "PART<TAB>LINE<TAB>run<TAB>COMMAND" for
# each command of a block "sh", and for each line of a block "json FILE" one "PART<TAB>LINE<TAB>FILE<TAB>TEXT".
#
# Part 2 begins behind `make install`.

BEGIN {
	part = 1
	OFS = "\t"
}

/^```/ {
	kind = kind ? "" : $1
	file = $2
	next
}

kind == "```sh" {
	sub(/ +# .*/, "")
	if ($0 != "")
		print part, NR, "run", $0
	if ($0 == "make install")
		part = 2
}

kind == "```json" && file != "" {
	print part, NR, file, $0
}
