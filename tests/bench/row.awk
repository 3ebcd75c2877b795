# row.awk - one row of the table, and of the JSON: awk -v name=… -v limit=… -v unit=… -v json=FILE -f row.awk
#
# Reads a line a run: our seconds and the floor's, judged is their ratio; or
# one figure in `unit`. The limit is for the median; "" is none.
function median(from, n,    a, i, j, t) {
	for (i = 1; i <= n; i++)
		a[i] = from[i]
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && a[j] < a[j - 1]; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
	least = a[1]
	most = a[n]
	return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}
{ ours[NR] = $1; floor[NR] = $2; judged[NR] = NF == 2 ? $1 / $2 : $1; pairs = NF == 2 }
END {
	if (NR == 0)
		exit 1
	o = median(ours, NR); f = median(floor, NR); j = median(judged, NR)
	verdict = limit == "" ? "" : j <= limit + 0 ? "reached" : "MISSED"
	reached = limit == "" ? "null" : j <= limit + 0 ? "true" : "false"
	digits = !pairs && (j >= 100 || j == int(j)) ? 0 : j < 0.1 ? 4 : 2
	if (pairs)
		printf "%-38s %8.3f s %8.3f s %8.*f", name, o, f, digits, j
	else
		printf "%-38s %8.*f %-19s", name, digits, j, unit
	printf "  %8.*f to %-8.*f %6s  %s\n", digits, least, digits, most, limit, verdict
	printf "{\"row\": \"%s\", \"unit\": \"%s\", \"median\": %.6g, \"min\": %.6g, \"max\": %.6g, \"runs\": %d, \"limit\": %s, " \
		"\"reached\": %s, \"seconds\": %s, \"floor\": %s}\n", name, pairs ? "ratio" : unit, j, least, most, NR,
		limit == "" ? "null" : limit, reached, pairs ? sprintf("%.6f", o) : "null",
		pairs ? sprintf("%.6f", f) : "null" >> json
}
