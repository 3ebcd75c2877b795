/*
 * lint_read.c - one file, recognised and through its reader.
 *
 * What is wrong in a file is said by its reader or its rules. Runs on
 * several threads: writes to nothing but the file's own places and the
 * worker's.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <xencfg/cfg.h>
#include <xencfg/description.h>
#include <xencfg/file.h>
#include <xencfg/hash.h>
#include <xencfg/lint.h>
#include "lint.h"

static int read_description(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	struct description_options options = { l->call->value[OPTION_XEN], l->call->value[OPTION_TOOLSTACK] };
	struct findings own;
	int error;

	findings_init(&own, &worker->keep);
	error = description_read(&worker->keep, &l->sources, file->source, &options, &own, &file->told->host);
	if (!error) {
		file->told->host->netdevs = l->netdevs;
		file->told->host->n_netdevs = l->n_netdevs;
		error = lint_run(file->told->host, &l->sources, &worker->keep, &worker->claims, &own);
	}
	findings_join(&worker->findings, &own);
	return error == -EINVAL ? 0 : error;
}

static int read_script(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	int error = netscript_read(&worker->keep, &l->sources, file->source, &worker->findings, &file->told->script);

	return error ? error :
	               netscript_check_clashes(&worker->keep, file->told->script, l->release, &worker->findings);
}

static struct cell cell_of(const struct sxp_node *node)
{
	return (struct cell){ node->text, sxp_text_span(node, 0, node->text.n) };
}

/* The options that name scripts hand their words to them. */
static int read_scripts_of(struct lint_worker *worker, struct lint_told *told, const struct sxp *sxp)
{
	const struct sxp_option *network = sxp_find(sxp, TEXT("network-script"));
	const struct sxp_option *vif = sxp_find(sxp, TEXT("vif-script"));

	if (vif && vif->value && vif->value->kind != SXP_LIST)
		told->vif_script = cell_of(vif->value);
	if (!network || !network->value || network->value->kind == SXP_LIST)
		return 0;
	told->network_script = cell_of(network->value);
	return netscript_read_option(&worker->keep, network->value, &worker->findings, &told->script);
}

static int read_sxp(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	struct lint_told *told = file->told;
	struct sxp *sxp;
	int error = sxp_read(&worker->keep, &l->sources, file->source, l->release, &worker->findings, &sxp);

	if (!error)
		error = sxp_settings(&worker->keep, sxp, l->release, &worker->findings, &told->options,
		                     &told->n_options);
	return error ? error : read_scripts_of(worker, told, sxp);
}

/* xl.conf is read by libxlutil, as xl's domUs are. */
static int read_xl_conf(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	struct domu *conf;
	int error = domu_read(&worker->keep, &l->sources, file->source, DOMU_XL, &worker->findings, &conf);

	return error ? error :
	               cfg_options(&worker->keep, conf, l->release, &worker->findings, &file->told->options,
	                           &file->told->n_options);
}

/* The folder of the file, opened once for all the files of it that follow each other. AT_FDCWD where it is none. */
static int open_folder(struct lint_worker *worker, const struct lint_folder *folder)
{
	const char *path;

	if (folder == worker->folder)
		return worker->folder_fd;
	if (worker->folder && worker->folder_fd >= 0)
		close(worker->folder_fd);
	worker->folder = folder;
	path = folder->path.n ? arena_string(&worker->scratch, folder->path) : NULL;
	worker->folder_fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : AT_FDCWD;
	return worker->folder_fd;
}

/* The text of the file, for as long as the scratch arena has it; what cannot be read again is kept. */
static int load(struct lint *l, struct lint_worker *worker, struct lint_file *file, struct text *ret)
{
	struct source *source = &l->sources.items[file->source];
	int folder = file->named ? AT_FDCWD : open_folder(worker, file->folder), error;

	*ret = source->text;
	if (ret->s)
		return 0;
	if (file->standard_input)
		return file_read(&worker->keep, AT_FDCWD, "-", ret);
	error = file_read_config(&worker->scratch, folder, folder < 0 ? file->path : file_base_name(file->path),
	                         !file->named, ret, &source->rereads);
	if (error || source->rereads)
		return error;
	ret->s = arena_string(&worker->keep, *ret);
	return ret->s ? 0 : -ENOMEM;
}

/* Of a file that tells of its host the text stays: the model points into it. */
static int keep_text(struct lint_worker *worker, struct lint_file *file, struct source *source)
{
	const char *copy = source->rereads ? arena_string(&worker->keep, source->text) : source->text.s;

	file->told = arena_alloc(&worker->keep, sizeof(*file->told));
	if (!copy || !file->told)
		return -ENOMEM;
	source->text.s = copy;
	return 0;
}

static int read_told(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	static int (*const readers[CONFIG_KINDS])(struct lint *, struct lint_worker *, struct lint_file *) = {
		[CONFIG_DESCRIPTION] = read_description,
		[CONFIG_SXP] = read_sxp,
		[CONFIG_NETSCRIPT] = read_script,
		[CONFIG_XL_CONF] = read_xl_conf,
	};
	int error = keep_text(worker, file, &l->sources.items[file->source]);

	return error ? error : readers[file->kind](l, worker, file);
}

/* A domU is judged when all is known that tells of its host. */
static int read_recognised(struct lint *l, struct lint_worker *worker, struct lint_file *file, bool late)
{
	int error = 0;

	if (file->kind == CONFIG_UNKNOWN || l->call->given[OPTION_LIST_FILES])
		return 0;
	if (file->kind != CONFIG_DOMU)
		error = read_told(l, worker, file);
	else if (late)
		error = lint_domu(l, worker, file);
	else
		return 0;
	if (!error && file->kind != CONFIG_DESCRIPTION)
		error = suppress_read(&worker->keep, &l->sources, file->source, &worker->findings,
		                      &worker->suppressions);
	return error ? error : worker->findings.error;
}

static int read_file(struct lint *l, struct lint_worker *worker, struct lint_file *file, bool late)
{
	struct source *source = &l->sources.items[file->source];
	struct text text;
	int error;

	file->error = load(l, worker, file, &text);
	if (file->error == -ENOMEM)
		return -ENOMEM;
	if (file->error)
		return 0;
	source->text = text;
	file->kind = recognise(file_base_name(file->path), text, !file->named);
	source->left_out = file->kind == CONFIG_UNKNOWN;
	error = read_recognised(l, worker, file, late);
	if (l->keep_guests)
		return error;
	/* It is read again when a place in it is printed. */
	if (source->rereads && !file->told && l->call->given[OPTION_FIX])
		source->hash = hash_add(HASH_START, source->text);
	if (source->rereads && !file->told)
		source->text = (struct text){ NULL, 0 };
	arena_reset(&worker->scratch);
	return error;
}

int lint_read_early(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	return file->early ? read_file(l, worker, file, false) : 0;
}

int lint_read_late(struct lint *l, struct lint_worker *worker, struct lint_file *file)
{
	bool done = file->early && file->kind != CONFIG_DOMU;

	return done ? 0 : read_file(l, worker, file, true);
}
