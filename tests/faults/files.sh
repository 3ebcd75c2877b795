#!/bin/bash
#
# files.sh - what writes files: each of its system calls is refused in turn, and it is killed at each.
#
# Sourced by run. A scene is a folder and a command in it. What must come of it: a call that is refused leaves each file
# wholly old or wholly new and nothing beside them, and the status is 2, with words; or all is as when nothing fails. After
# a kill each file is wholly old or wholly new, and the next run makes all as it is to be, and leaves nothing beside.
# shellcheck disable=SC2034,SC2154 # variables of run

# CALL ERRNO...: what is made to fail, and how. EINTR only where a signal may interrupt the call on a slow file
# system. (brk knows no errno: libc would take one for an address.)
files_errors="
openat EIO EMFILE ENOMEM ENOSPC EINTR
read EIO EINTR
write ENOSPC EIO EINTR
fsync EIO ENOSPC
syncfs EIO ENOSPC
close EIO EINTR
flock ENOLCK
renameat EIO ENOSPC
renameat2 EIO ENOSPC
linkat ENOSPC EIO
symlinkat ENOSPC EIO
mkdir ENOSPC EIO
mkdirat ENOSPC EIO
unlinkat EIO
fstat EIO
newfstatat EIO
getdents64 EIO
readlink EIO
readlinkat EIO
lseek EIO
fchown EIO
fchmod EIO
access EIO
mmap ENOMEM
clone3 EAGAIN
"

# At these it is killed: all that changes what others see.
files_kills="openat write fsync syncfs close renameat renameat2 linkat symlinkat mkdir mkdirat unlinkat fchmod"

# Where they are refused, the words cannot come, or need not.
is_output() { grep -q "$1([12]" <(grep " $1(" calls | sed -n "$2p"); }

# A scene: the folder before, and the array command.
scene_fresh() {
	files_description > before/host.json
	command=(compile host.json)
}

scene_again() {
	files_description > before/host.json
	(cd before && "$xencfg" compile -q host.json) || return
	# One gone, one edited, one that somebody else wrote, one that changes; a folder that comes.
	sed -i 's/"name": "old"/"name": "new"/; s/"memory": 128/"memory": 192/' before/host.json
	echo "# mine" >> before/out/mail.cfg
	echo "name = 'new'" > before/out/new.cfg
	rm -r before/out/auto
	command=(compile --prune --force host.json)
}

scene_fix() {
	printf "name = 'a'\nkernel = '/k'\nmemory = 64\nvif = [ 'mac=00:16:3e:00:00:01,,bridge=lan' ]]\n" > before/a.cfg
	printf "name = 'b'\nkernel = '/k'\nmemory = 64\nvif = [ 'mac=00:16:3e:00:00:02,bridge=lan' ]]\n" > before/b.cfg
	command=(lint -j 1 --toolstack xl --fix .)
}

scene_fmt() {
	files_description | tr -d '\n' > before/host.json
	command=(fmt host.json)
}

scene_graph() {
	files_description > before/host.json
	echo old > before/picture.svg
	command=(graph -o picture.svg host.json)
}

scene_import() {
	files_description > before/host.json
	(cd before && "$xencfg" compile -q -o etc host.json) || return
	command=(import --xen 3.2 -o new.json etc)
}

scene_baseline() {
	scene_fix
	echo old > before/baseline.json
	reports=(baseline.json)
	command=(lint -j 1 --toolstack xl --write-baseline baseline.json .)
}

scene_formats() {
	scene_fix
	echo old > before/sarif.json
	reports=(sarif.json junit.xml)
	command=(lint -j 1 --toolstack xl --format sarif:sarif.json --format junit:junit.xml .)
}

scene_threads() {
	local i
	for ((i = 0; i < 20; i++)); do
		printf "name = 'g%d'\nkernel = '/k'\nmemory = 64\nvif = [ 'mac=00:16:3e:00:01:%02x,bridge=lan' ]]\n" "$i" "$i" > "before/g$i.cfg"
	done
	command=(lint -j 2 --toolstack xl --fix .)
}

files_description() {
	cat << 'END'
{ "xen": "3.2", "host": { "name": "gerf" },
  "bridges": [ { "name": "lan", "netdev": "eth0" }, { "name": "dmz", "netdev": "dummy0" } ],
  "defaults": { "kernel": "/boot/vmlinuz-xen" },
  "guests": [
    { "name": "web", "memory": 128, "autostart": true, "vif": [ { "bridge": "lan", "mac": "00:16:3E:00:00:01" } ] },
    { "name": "mail", "memory": 256, "vif": [ { "bridge": "dmz", "mac": "00:16:3E:00:00:02" } ] },
    { "name": "old", "memory": 256, "vif": [ { "bridge": "lan", "mac": "00:16:3E:00:00:03" } ] } ] }
END
}

# In the folder now, which is as before.
files_traced() { # INJECTION
	local faster=(--seccomp-bpf)
	[[ $1 != *:signal=* ]] || faster=()
	rm -rf now && cp -a before now || return
	# Bash itself would tell of each death.
	(cd now && timeout 20 strace "${faster[@]}" -f -qq -o ../calls -e "trace=$files_calls" ${1:+-e "inject=$1"} \
		"$xencfg" "${command[@]}" > ../out 2> ../said) 2> /dev/null
}

# The calls that are not of the dynamic loader: main begins with asking for the standard files.
files_points() { # CALL...
	local call first
	first=$(grep -n -m 1 'fcntl(0, F_GETFD)' calls | cut -d : -f 1)
	for call; do
		grep -n " $call(" calls | awk -F : -v call="$call" -v first="$first" '$1 > first { print call, NR }'
	done
}

files_same() { diff -rq --no-dereference "$1" "$2" > /dev/null; }

# Copies that --force keeps once more after a kill.
files_spare() { find now -name '*.orig.[2-9]' -delete; }

files_wrong() {
	echo "$at: $1"
	sed 's/^/    /' said | head -n 5
	echo "$at" >> failed
	(($(wc -l < failed) < 6)) || exit 1
}

# A report that has less, since something could not be read, is whole all the same.
files_complete() {
	local name
	for name in "${reports[@]}"; do
		case $name in
		*.json) jq -e . "now/$name" ;;
		*.xml) xmllint --noout "now/$name" ;;
		esac > /dev/null 2>&1 && cp -p "after/$name" "now/$name"
	done
}

# What one refused call led to. STATUS ERRNO CALL NUMBER
files_judge() {
	if [ "$1" = "$wanted" ] && cmp -s out wanted.out && files_same now after; then return; fi
	[ "$1" = 2 ] || { files_wrong "status $1, and not all is as it is to be" && return; }
	[ "$2" != EINTR ] || [[ $3 != read && $3 != write ]] || { files_wrong "a signal was taken for an error" && return; }
	grep -q '^xencfg: ' said || is_output "$3" "$4" || files_wrong "status 2 without a word"
	[ -z "$(find now -name '*xencfg-new*')" ] || files_wrong "it leaves $(cd now && find . -name '*xencfg-new*' | head -n 1)"
	files_complete
	"$tests/starve/judge" before after now || files_wrong "a file is neither old nor new"
}

files_judge_kill() {
	find now -depth -name '*xencfg-new*' -exec rm -rf {} + -prune 2> /dev/null
	"$tests/starve/judge" before after now
}

# files NAME: each errno of each call of the scene, then each kill; every third of them, but all with FAULTS=all.
files() {
	local call errno number point refused=0 killed=0 all=0 files_calls step=3 n reports=()
	mkdir before && "scene_$1" || return
	[ "$1" != threads ] || step=40
	[ "$FAULTS" != all ] || step=1
	files_calls=fcntl,$(awk 'NF { printf "%s%s", sep, $1; sep = "," }' <<< "$files_errors")
	files_traced ""
	wanted=$?
	cp out wanted.out
	mv now after
	# shellcheck disable=SC2046 # words
	mapfile -t points < <(files_points $(awk '{ print $1 }' <<< "$files_errors"))
	((${#points[@]} > 10)) || return
	for point in "${points[@]}"; do
		call=${point% *} number=${point#* }
		for errno in $(grep "^$call " <<< "$files_errors" | cut -d ' ' -f 2-); do
			all=$((all + 1))
			((all % step == 0)) || continue
			at="${command[*]}, $call $number refused with $errno"
			files_traced "$call:error=$errno:when=$number"
			files_judge "$?" "$errno" "$call" "$number"
			refused=$((refused + 1))
		done
	done
	# shellcheck disable=SC2086 # words
	mapfile -t points < <(files_traced ""; files_points $files_kills)
	n=0
	for point in "${points[@]}"; do
		n=$((n + 1))
		((n % step == 0)) || continue
		call=${point% *} number=${point#* }
		at="${command[*]}, killed at $call $number"
		files_traced "$call:signal=KILL:when=$number"
		[ $? = 137 ] || [ "$1" = threads ] || files_wrong "it was not killed"
		killed=$((killed + 1))
		cp -a now killed
		files_judge_kill || files_wrong "a file is neither old nor new"
		rm -rf now && mv killed now
		(cd now && "$xencfg" "${command[@]}" > ../out 2> ../said)
		files_spare
		files_same now after || { diff -rq --no-dereference now after; files_wrong "the next run does not make it as it is to be"; }
	done
	echo "${command[*]}: $refused calls refused of $all, killed $killed times" > measured
	[ ! -e failed ]
}
