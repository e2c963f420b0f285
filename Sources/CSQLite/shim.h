// SQLite as Swift sees it: the system library, plus fixed-arity wrappers for the C variadics
// and macros that Swift cannot call. Our symbols carry the prefix csqlite_.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>
#ifdef __linux__
#include <sys/statfs.h>
#endif

// Extended codes are macros of a shape that Swift cannot read.
static const int csqlite_cantopen_symlink = SQLITE_CANTOPEN_SYMLINK;
static const int csqlite_constraint_trigger = SQLITE_CONSTRAINT_TRIGGER;

static inline int csqlite_db_config_flag(sqlite3 *db, int option, int on, int *now) {
  return sqlite3_db_config(db, option, on, now);
}

// An empty Swift string or array may lend a null pointer, which SQLite would bind as NULL.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const void *text, int n) {
  return sqlite3_bind_text(statement, index, text ? (const char *)text : "", n, SQLITE_TRANSIENT);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *blob, int n) {
  return sqlite3_bind_blob(statement, index, blob ? blob : "", n, SQLITE_TRANSIENT);
}

static inline int csqlite_note_wal_pages(void *pages, sqlite3 *db, const char *name, int count) {
  (void)db;
  (void)name;
  *(int *)pages = count;
  return SQLITE_OK;
}

// Keeps the number of pages in the -wal, as of the last commit on this connection, in *pages.
static inline void csqlite_track_wal_pages(sqlite3 *db, int *pages) {
  sqlite3_wal_hook(db, csqlite_note_wal_pages, pages);
}

#ifdef __linux__
// The file system's magic number, 0 when it is not known; Swift's Glibc has no statfs.
static inline unsigned int csqlite_file_system_type(const char *path) {
  struct statfs info;
  return statfs(path, &info) == 0 ? (unsigned int)info.f_type : 0;
}
#endif

#endif
