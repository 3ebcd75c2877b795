/*
 * place.h - the folders of the output tree as descriptors; nobody but tree.c and left_over.c includes it.
 *
 * Everything below the folder is reached by openat and friends, without
 * following links.
 */
#ifndef XENCFG_PLACE_H
#define XENCFG_PLACE_H

#include <dirent.h>
#include <xencfg/tree.h>

enum folder { FOLDER_TOP, FOLDER_SCRIPTS, FOLDER_AUTO, FOLDERS };

extern const char *const folder_names[FOLDERS]; /* "", "scripts", "auto" */

/* What is staged in an existing folder: a temporary name that will be renamed. */
struct staged {
	enum folder folder;
	unsigned number; /* of the temporary name */
	const char *name;
	bool keep_old; /* as NAME.orig, first */
	struct staged *next;
};

struct tree_place {
	bool fresh;               /* the folder is made beside its place */
	int parent;               /* descriptor of the folder that it is in; -1 when not fresh */
	const char *name, *stage; /* in the parent */
	int fds[FOLDERS];         /* -1: not there (yet) */
	bool made[FOLDERS];       /* by this run */
	bool touched[FOLDERS];    /* something was renamed or removed in it */
	struct staged *staged, **last;
	unsigned n_staged[FOLDERS];
};

enum { TEMPORARY_MAX = 32 };
void temporary_name(char ret[TEMPORARY_MAX], unsigned number);
bool is_temporary(const char *name, unsigned *ret_number);

/* Opens or makes the place of the tree. */
int place_open(struct tree *tree, const char *dir);
void place_close(struct tree_place *place);

/* The folder's descriptor; -ENOENT when it is not there and not to be made. */
int place_folder(struct tree *tree, enum folder folder, bool make);

/* "auto/web.cfg" to its folder and "web.cfg". -EINVAL for any other folder. */
int place_split(const char *path, enum folder *ret_folder, const char **ret_name);

/* Adds an entry, whose path the caller keeps in the tree's arena; `left`: it is left over. */
int tree_add(struct tree *tree, const char *path, enum tree_status status, bool left);

/* A line "# PATH WHAT" in the diff, about what a diff cannot say. Returns the diff's error. */
int tree_remark(struct tree *tree, const char *path, const char *what);

/* NAME is linked to NAME.orig, or the first NAME.orig.N that is free; NAME itself stays until it is replaced. */
int keep_old(int folder, const char *name);

/* Whatever of xencfg's own stands in the folders and was not put: an entry each; --prune removes it. */
int left_over_find(struct tree *tree);
int left_over_remove(struct tree *tree);

#endif
