/*
 * starve.c - xencfg, run again and again before it is run as asked for, each time with another allocation that fails.
 *
 * Linked with all objects of the program, of which it wraps main and the functions of the arena; malloc and its like
 * are here, so that those of the libraries fail, too. Each turn is a process of its own in a copy of the current
 * folder. It must end as the program ends when nothing fails, or with status 2, and "out of memory" on standard error;
 * and each file is wholly as before or as it is to be. The commands that change a network are only run as asked for.
 *
 * Environment:
 *   STARVE_LOG     file to which what is wrong is appended, and a line "# TURNS" a command
 *   STARVE_FOLDER  for the copies
 *   STARVE_WITHIN  no turns elsewhere: only what is below this folder is copied
 *   STARVE_JUDGE   program that compares folders: judge BEFORE AFTER NOW
 *   STARVE_TURNS   at most so many a command and a way to fail, spread evenly; 0: all
 *   STARVE_AT      no turns: of the run that is asked for, this allocation fails, 0 for none; STARVE_LOG gets "# N", of
 *                  so many, and "failed" behind it if it came so far
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What fails. */
enum way {
	ONE, /* one allocation, also of the arena */
	ALL, /* each that asks the system, from one on: memory is really out */
	WAYS,
};

/* Shared with the process of the turn. */
static struct turn {
	enum way way;
	unsigned long failing; /* counts from 1; 0: none */
	unsigned long n;
	bool active, failed, traced;
} * turn;

void __sanitizer_print_stack_trace(void) __attribute__((weak));

/* Leaks are searched before the sanitizer's own report of the place. */
static void fail(void)
{
	turn->failed = true;
	if (!turn->traced || !__sanitizer_print_stack_trace)
		return;
	turn->active = false;
	__sanitizer_print_stack_trace();
	turn->active = turn->way == ALL;
}

/* libconfig 1.5 goes on with what it was not given, and dies. */
static bool in_libconfig(const void *caller)
{
	Dl_info info;
	bool in;

	turn->active = false;
	in = dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "/libconfig.so");
	turn->active = true;
	return in;
}

static bool allowed_now(bool system, const void *caller)
{
	if (!turn || !turn->active || (turn->way == ALL && !system) || (caller && in_libconfig(caller)))
		return true;
	turn->n++;
	if (!turn->failing || (turn->way == ONE ? turn->n != turn->failing : turn->n < turn->failing))
		return true;
	if (!turn->failed)
		fail();
	return false;
}

static bool allowed(void)
{
	return allowed_now(false, NULL);
}

#include "../unit/alloc_arena.h"

/* Those of the sanitizers, where they are linked in, else of libc. */
void *__interceptor_malloc(size_t size) __attribute__((weak));
void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *p, size_t size) __attribute__((weak));
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static void *refuse(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	if (!allowed_now(true, __builtin_return_address(0)))
		return refuse();
	return __interceptor_malloc ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	if (!allowed_now(true, __builtin_return_address(0)))
		return refuse();
	return __interceptor_calloc ? __interceptor_calloc(n, size) : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	if (!allowed_now(true, __builtin_return_address(0)))
		return refuse();
	return __interceptor_realloc ? __interceptor_realloc(p, size) : __libc_realloc(p, size);
}

/* The sanitizers' own asks no malloc. */
char *strdup(const char *s)
{
	bool given = turn && turn->active && in_libconfig(__builtin_return_address(0));
	char *copy;

	if (given)
		turn->active = false;
	copy = malloc(strlen(s) + 1);
	if (given)
		turn->active = true;

	return copy ? strcpy(copy, s) : NULL;
}

/* What a turn came to. */
struct result {
	int status;   /* as of wait */
	int out, err; /* files in memory */
};

static const char *judge;
static char folder[1024];       /* with "before", "after" and "now": the current folder, and what becomes of it */
static off_t input_begins = -1; /* of standard input, where it is read */
static FILE *say;

static void die(const char *doing)
{
	perror(doing);
	exit(70);
}

static int memory_file(void)
{
	int fd = memfd_create("starve", MFD_CLOEXEC);

	if (fd < 0)
		die("starve: memfd_create");
	return fd;
}

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

/* The rest of the process of a turn. */
static void play(int argc, char **argv, const struct result *result)
{
	int status;

	if (chdir(folder) < 0 || chdir("now") < 0 || dup2(result->out, STDOUT_FILENO) < 0 ||
	    dup2(result->err, STDERR_FILENO) < 0)
		die("starve: beginning of a turn");
	if (input_begins >= 0)
		lseek(STDIN_FILENO, input_begins, SEEK_SET);
	turn->active = true;
	status = __real_main(argc, argv);
	turn->active = false;
	exit(status);
}

static struct result run(int argc, char **argv, enum way way, unsigned long failing)
{
	struct result result = { 0, memory_file(), memory_file() };
	pid_t child;

	*turn = (struct turn){ .way = way, .failing = failing, .traced = turn->traced };
	fflush(NULL);
	child = fork();
	if (child == 0)
		play(argc, argv, &result);
	if (child < 0 || waitpid(child, &result.status, 0) < 0)
		die("starve: a turn");
	turn->active = false;
	return result;
}

static void end(const struct result *result)
{
	close(result->out);
	close(result->err);
}

/* All that a file holds, and a zero. To be freed. */
static char *contents(int fd)
{
	struct stat st;
	char *s = fstat(fd, &st) < 0 ? NULL : calloc(1, (size_t)st.st_size + 1);

	if (!s || pread(fd, s, (size_t)st.st_size, 0) != st.st_size)
		die("starve: what a turn said");
	return s;
}

static bool same_file(int a, int b)
{
	char *of_a = contents(a), *of_b = contents(b);
	bool same = strcmp(of_a, of_b) == 0;

	free(of_a);
	free(of_b);
	return same;
}

static bool has(int fd, const char *words)
{
	char *s = contents(fd);
	bool found = strstr(s, words) != NULL;

	free(s);
	return found;
}

/* Its exit status; what it says goes to the log. Variables: $folder, $judge. */
static int shell(const char *command)
{
	char line[4096];

	snprintf(line, sizeof(line), "exec >> '%s' 2>&1; folder='%s' judge='%s'; %s", getenv("STARVE_LOG"), folder,
	         judge, command);
	fflush(say);
	return system(line);
}

static void tell(char **argv, const char *what, const struct result *result)
{
	char *err = contents(result->err);

	fprintf(say, "xencfg");
	for (char **word = argv + 1; *word; word++)
		fprintf(say, " %s", *word);
	fprintf(say, ": %s %lu of %s: %s; status %d, and it said:\n%s", turn->way == ONE ? "allocation" : "all from",
	        turn->failing, turn->way == ONE ? "any kind" : "the system", what,
	        WIFEXITED(result->status) ? WEXITSTATUS(result->status) : 128 + WTERMSIG(result->status), err);
	free(err);
}

/* NULL: all is well. */
static const char *judge_turn(const struct result *result, const struct result *wanted)
{
	bool as_wanted = result->status == wanted->status && same_file(result->out, wanted->out) &&
	                 same_file(result->err, wanted->err);

	if (as_wanted)
		return NULL;
	if (!turn->failed)
		return "nothing failed, and yet it is not as the first time";
	if (!WIFEXITED(result->status) || WEXITSTATUS(result->status) != 2)
		return "neither trouble nor what comes when nothing fails";
	/* Trouble it is in any case, only told with less; or jansson does not know why it could not go on. */
	if (result->status == wanted->status || has(result->err, "this is no baseline"))
		return NULL;
	return has(result->err, "out of memory") ? NULL : "it does not say so";
}

/* Once more, now with the place. */
static void show_place(int argc, char **argv)
{
	struct result result;
	char *err;

	if (!__sanitizer_print_stack_trace)
		return;
	turn->traced = true;
	result = run(argc, argv, turn->way, turn->failing);
	turn->traced = false;
	err = contents(result.err);
	fprintf(say, "%s", err);
	free(err);
	end(&result);
}

/* The folder of the next turn is as at the beginning. */
static bool judge_files(bool writes)
{
	if (!writes)
		return true;
	return shell("\"$judge\" \"$folder\"/before \"$folder\"/after \"$folder\"/now; status=$?\n"
	             "rm -rf \"$folder\"/now && cp -a \"$folder\"/before \"$folder\"/now && exit $status") == 0;
}

static void fail_each(int argc, char **argv, enum way way, unsigned long most)
{
	struct result wanted = run(argc, argv, way, 0);
	unsigned long n = turn->n, step = most && n > most ? (n + most - 1) / most : 1, turns = 0, bad = 0;
	bool writes = shell("rm -rf \"$folder\"/after && mv \"$folder\"/now \"$folder\"/after &&\n"
	                    "cp -a \"$folder\"/before \"$folder\"/now &&\n"
	                    "diff -rq --no-dereference \"$folder\"/before \"$folder\"/after > /dev/null") != 0;

	for (unsigned long failing = 1; failing <= n && bad < 3; failing += step, turns++) {
		struct result result = run(argc, argv, way, failing);
		const char *what = judge_turn(&result, &wanted);

		if (!judge_files(writes) && !what)
			what = "its files are neither";
		if (what) {
			bad++;
			tell(argv, what, &result);
			show_place(argc, argv);
			judge_files(writes);
		}
		end(&result);
	}
	if (!writes && shell("diff -r --no-dereference \"$folder\"/before \"$folder\"/now") != 0)
		fprintf(say, "it wrote something\n");
	fprintf(say, "# %lu of %lu\n", turns, n);
	end(&wanted);
}

/* So that it can be read again. Not that of another: in `xencfg … | diff - <(xencfg …)` both have the pipe. */
static void keep_input(char **argv)
{
	char bytes[4096];
	ssize_t n;
	int kept;

	while (*argv && strcmp(*argv, "-") != 0)
		argv++;
	if (!*argv)
		return;
	input_begins = lseek(STDIN_FILENO, 0, SEEK_CUR);
	if (input_begins >= 0 || isatty(STDIN_FILENO) || fcntl(STDIN_FILENO, F_GETFD) < 0)
		return;
	input_begins = 0;
	kept = memory_file();
	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		if (write(kept, bytes, (size_t)n) != n)
			die("starve: standard input");
	if (dup2(kept, STDIN_FILENO) < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
		die("starve: standard input");
}

/* A case may have a command run by another user. */
static bool may_copy(void)
{
	const char *within = getenv("STARVE_WITHIN");
	char here[4096];

	return access(getenv("STARVE_LOG"), W_OK) == 0 && within && *within && getcwd(here, sizeof(here)) && strncmp(here, within, strlen(within)) == 0;
}

static void starve(int argc, char **argv)
{
	const char *most = getenv("STARVE_TURNS");

	judge = getenv("STARVE_JUDGE");
	snprintf(folder, sizeof(folder), "%s/%ld", getenv("STARVE_FOLDER"), (long)getpid());
	say = fopen(getenv("STARVE_LOG"), "ae");
	if (!say || !judge)
		die("starve: STARVE_LOG");
	keep_input(argv);
	if (shell("mkdir -p \"$folder\" && cp -a . \"$folder\"/before && cp -a . \"$folder\"/now") == 0)
		for (enum way way = ONE; way < WAYS; way++)
			fail_each(argc, argv, way, most ? strtoul(most, NULL, 10) : 0);
	shell("rm -rf \"$folder\"");
	fclose(say);
	if (input_begins >= 0)
		lseek(STDIN_FILENO, input_begins, SEEK_SET);
}

/* Which of several threads allocates first is chance. */
unsigned __wrap_parallel_default(void);

unsigned __wrap_parallel_default(void)
{
	return 1;
}

static bool has_threads(char **argv)
{
	while (*argv && strncmp(*argv, "-j", 2) != 0)
		argv++;
	return *argv != NULL;
}

static bool changes_network(const char *command)
{
	return strcmp(command, "apply") == 0 || strcmp(command, "stop") == 0 || strcmp(command, "confirm") == 0;
}

int __wrap_main(int argc, char **argv)
{
	const char *at = getenv("STARVE_AT");
	int status;

	turn = mmap(NULL, sizeof(*turn), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (turn == MAP_FAILED)
		die("starve: mmap");
	if (!at && argc > 1 && !changes_network(argv[1]) && !has_threads(argv) && may_copy())
		starve(argc, argv);
	/* Before what may forbid it. */
	if (at) {
		say = fopen(getenv("STARVE_LOG"), "ae");
		if (!say)
			die("starve: STARVE_LOG");
	}
	*turn = (struct turn){ .way = ONE, .failing = at ? strtoul(at, NULL, 10) : 0, .active = at != NULL };
	status = __real_main(argc, argv);
	turn->active = false;
	if (at) {
		fprintf(say, "# %lu%s\n", turn->n, turn->failed ? " failed" : "");
		fclose(say);
	}
	return status;
}
