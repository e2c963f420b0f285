// Where the functions come from that SQLite is called by.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CFaultVFS.h"

#include <dlfcn.h>
#include <sqlite3.h>

const char *cfault_sqlite_file(void) {
  Dl_info information;
  return dladdr((void *)sqlite3_libversion, &information) ? information.dli_fname : "";
}
