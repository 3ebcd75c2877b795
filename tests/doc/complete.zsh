# complete.zsh - what zsh makes of the beginning of a command line and a tab: complete.zsh FOLDER LINE...
#
# Prints for each LINE what stands behind the prompt then. A shell of its own is driven over a terminal; it reads no
# startup files and writes none.

setopt extended_glob
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D; bindkey '^I' complete-word; print READY"
zpty -r -m shell line '*READY*READY*'
shift
for line in "$@"; do
	zpty -w -n shell "$line"$'\t'
	seen=
	for try in {1..30}; do
		sleep 0.1
		zpty -r -t shell piece && seen+=$piece
	done
	# The last redrawn line, without the escape sequences of the terminal.
	seen=${seen//$'\e'\[[0-9;?]#[a-zA-Z]/}
	seen=${seen//$'\r'/$'\n'}
	print -r -- "${seen##*$'\n'}"
	zpty -w -n shell $'\C-u'
	sleep 0.1
	while zpty -r -t shell piece; do :; done
done
zpty -d shell
