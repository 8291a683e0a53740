#ifndef SAMPAN_CLIBGIT2_SHIM_H
#define SAMPAN_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <iconv.h>

/* git_libgit2_opts is variadic, which Swift cannot call. Both functions need git_libgit2_init() first. */

static inline int sampan_git_set_owner_validation(int on) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, on);
}

/* Lets repositories made by partial and sparse checkouts open, and those with relative paths in linked work trees, which
   libgit2 1.5 follows without knowing the name; reading commits depends on none of these. */
static inline int sampan_git_accept_extensions(void) {
  const char *names[] = {"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof names / sizeof names[0]);
}

/* A process reads an object once: keeping it would only cost memory. Packs are mapped in pieces, and few at a time, so
   that reading one of any size needs a bounded part of the memory; small pieces, because objects that are needed
   together lie far apart. */
static inline int sampan_git_read_once(void) {
  int code = git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
  /* Like git, which hashes what it fetches and not what it reads: zlib's own checksum finds what a disk broke. */
  if (code >= 0) code = git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  if (code >= 0) code = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)(512 << 10));
  if (code >= 0) code = git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)(8 << 20));
  return code;
}

/* A backend of ours for the loose objects of one folder. libgit2 hands back the pointer to `base`, its first member;
   `loose` is the library's own backend for the same folder. */
struct sampan_loose_objects {
  git_odb_backend base;
  git_odb_backend *loose;
  char *directory;
};

#endif
