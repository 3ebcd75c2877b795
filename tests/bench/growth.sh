# shellcheck shell=bash disable=SC2154
#
# growth.sh - the group "growth" of run, which reads it: what a guest costs among few and among very many.
#
# For each of the sizes: the time a guest of compile, fresh, and of lint -j 1,
# ours and that of the same floor, and our peak of memory a guest, less what
# one guest takes. A size of a million or more takes BENCH_LARGEST_RUNS pairs
# (default 1) instead of BENCH_RUNS. The first run of a size is not timed: it
# tells the memory, and whoever runs after it finds the machine's own memory
# already there.

# How often a size is measured.
times() { # SIZE
	[ "$1" -ge 1000000 ] && echo "${BENCH_LARGEST_RUNS:-1}" || echo "$runs"
}

# From the pairs of a size, a line each on standard input: its line in the table, and its point.
point() { # COMMAND SIZE BYTES-A-GUEST
	row "$1 $2 guests" "" > /dev/null
	tail -n 1 "$work/rows" > "$work/row"
	sed -i '$d' "$work/rows"
	jq -c --arg command "$1" --argjson n "$2" --argjson bytes "$3" '{ command: $command, guests: $n, runs,
		us_a_guest: (.seconds / $n * 1e6), floor_us_a_guest: (.floor / $n * 1e6), ratio: .median, min, max,
		bytes_a_guest: $bytes }' "$work/row" >> "$work/points"
	tail -n 1 "$work/points" | jq -r '[.command, .guests, .us_a_guest, .floor_us_a_guest, .ratio, .min, .max, .bytes_a_guest] | @tsv' |
		awk '{ printf "%-38s %7.2f us %7.2f us %8.2f  %8.2f to %-8.2f %6s  %d B a guest\n", $1 " " $2 " guests",
			$3, $4, $5, $6, $7, "", $8 }'
}

growth_of_compile() { # SIZE
	local bytes one
	describe "$1"
	describe 1
	one=$(memory "$xencfg" compile --quiet -o "$work/fresh" "$work/1.json")
	rm -rf "$work/fresh"
	bytes=$(memory "$xencfg" compile --quiet -o "$work/fresh" "$work/$1.json")
	repeat "$(times "$1")" compile_fresh "$1" > "$work/compile-$1"
	point compile "$1" $(((bytes - one) / $1)) < "$work/compile-$1"
	rm -rf "$work/fresh" "$work/$1.json"
}

growth_of_lint() { # SIZE
	local bytes
	configs "$1"
	bytes=$(lint_memory 1 "$1")
	repeat "$(times "$1")" lint_pair 1 "$1" > "$work/lint-$1"
	point lint "$1" "$bytes" < "$work/lint-$1"
	rm -rf "${work:?}/$1"
}

# How much dearer a guest is among many than among few, both told by the floor.
quotient() { # COMMAND FEW MANY
	local few
	few=$(jq -s --arg command "$1" --argjson n "$2" 'map(select(.command == $command and .guests == $n))[0].ratio' "$work/points")
	awk -v few="$few" '{ print $1 / $2 / few }' "$work/$1-$3" | row "growth of $1, $2 to $3 guests" 1.5 times
}

measure_growth() {
	local size command few many
	program floor -ljansson
	build_xlu_floor
	for command in compile lint; do
		for size in "${sizes[@]}"; do
			"growth_of_$command" "$size"
		done
	done
	# The smallest size is not compared: what it takes is the start of the programs.
	few=${sizes[1]-} many=${sizes[-1]}
	[ "${#sizes[@]}" -ge 3 ] || return 0
	quotient compile "$few" "$many"
	quotient lint "$few" "$many"
}
