// SQLite as Swift sees it: the system library, plus fixed-arity wrappers for the C variadics
// and macros that Swift cannot call. Our symbols carry the prefix csqlite_.
#ifndef CSQLITE_SHIM_H
#define CSQLITE_SHIM_H

#include <sqlite3.h>

static inline int csqlite_db_config_flag(sqlite3 *db, int option, int on, int *now) {
  return sqlite3_db_config(db, option, on, now);
}

#endif
