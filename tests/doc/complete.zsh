# complete.zsh - what zsh offers for the beginning of a command line and a tab: complete.zsh FOLDER LINE...
#
# Prints for each LINE the words, by blanks, in the order of versions. A shell of its own is driven over a terminal; it reads no
# startup files and writes none.

folder=$1
shift
offered=$(mktemp)
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= fpath=(${(q)folder} \$fpath) offered=${(q)offered}; autoload -U compinit; compinit -u -D; bindkey '^I' complete-word"
# What is added to the list is noted; what functions only ask about is not.
zpty -w shell 'compadd() { local -a hits; [[ " ${@[1,(i)(-|--)]} " == *\ -[A-Za-z]#[OAD]\ * ]] || { builtin compadd -A hits "$@"; all+=("$hits[@]"); }; builtin compadd "$@"; }'
zpty -w shell 'tell() { print -r -- "${(@nou)all}" >> $offered; all=(); BUFFER=; print TO""LD; }; zle -N tell; bindkey "^T" tell; setopt extended_glob; print READ""Y'
zpty -r -m shell seen '*READY*'
for line in "$@"; do
	zpty -w -n shell "$line"$'\t\C-t'
	zpty -r -m shell seen '*TOLD*'
done
zpty -d shell
cat $offered
rm -f $offered
