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
	verdict = limit == "" ? "" : j <= limit ? "reached" : "MISSED"
	written = limit == "" ? "null" : limit
	if (pairs) {
		printf "%-36s %8.3f s %8.3f s %7.2f  %5.2f to %.2f  %6s  %s\n", name, o, f, j, least, most, limit, verdict
		printf "{\"row\": \"%s\", \"seconds\": %.4f, \"floor\": %.4f, \"ratio\": %.3f, \"least\": %.3f, \"most\": %.3f, \"limit\": %s}\n",
			name, o, f, j, least, most, written >> json
	} else {
		digits = limit >= 100 ? 0 : 2
		printf "%-36s %8.*f %-10s %10s  %5.*f to %.*f  %6s  %s\n", name, digits, j, unit, "", digits, least, digits, most,
			limit, verdict
		printf "{\"row\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"least\": %.4f, \"most\": %.4f, \"limit\": %s}\n",
			name, j, unit, least, most, written >> json
	}
}
