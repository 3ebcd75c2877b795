# growth.gp - the picture of plot: `data` is a folder with the files compile and lint, a line a size:
# guests, our µs a guest, the floor's, our bytes a guest.
set terminal svg size 960,400 dynamic font "sans-serif,13" name "growth"
set encoding utf8
grey = "#767676"
blue = "#2f81d8"
orange = "#cc6a11"
set border 3 linecolor rgb grey
set tics nomirror textcolor rgb grey
set title textcolor rgb grey
set xlabel "guests" textcolor rgb grey
set key top left Left reverse samplen 2 textcolor rgb grey
set grid ytics linecolor rgb grey linewidth 0.3
set logscale x
set xtics ("1 k" 1e3, "10 k" 1e4, "100 k" 1e5, "1 M" 1e6)
set yrange [0:*]
set xrange [700:1.4e6]
set offsets 0, 0, graph 0.45, 0
set multiplot layout 1, 2
set title "time a guest, µs"
plot data."/compile" using 1:2 with linespoints linecolor rgb blue linewidth 2 pointtype 7 pointsize 0.7 title "compile", \
	data."/compile" using 1:3 with linespoints linecolor rgb blue dashtype 2 pointtype 6 pointsize 0.7 \
		title "  floor: the JSON loaded, the files created", \
	data."/lint" using 1:2 with linespoints linecolor rgb orange linewidth 2 pointtype 7 pointsize 0.7 title "lint -j 1", \
	data."/lint" using 1:3 with linespoints linecolor rgb orange dashtype 2 pointtype 6 pointsize 0.7 \
		title "  peer: libxlutil parses the files"
set title "peak memory a guest, bytes"
plot data."/compile" using 1:4 with linespoints linecolor rgb blue linewidth 2 pointtype 7 pointsize 0.7 title "compile", \
	data."/lint" using 1:4 with linespoints linecolor rgb orange linewidth 2 pointtype 7 pointsize 0.7 title "lint -j 1"
unset multiplot
