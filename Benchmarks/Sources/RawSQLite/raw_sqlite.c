#include "raw_sqlite.h"
#include "raw_writer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *const raw_event_columns =
    "SELECT position, id, stream, version, type, occurred_at, recorded_at, actor, role,"
    " on_behalf_of, command, command_id, causation, correlation, salt, payload FROM event";

double raw_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

sqlite3 *raw_open(const char *path, int flags) {
  sqlite3 *db = 0;
  if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, 0) != SQLITE_OK) return 0;
  sqlite3_exec(db,
               "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000; PRAGMA cache_size=-16384;"
               "PRAGMA busy_timeout=5000",
               0, 0, 0);
  return db;
}

// Reads all sixteen columns of the current row.
int64_t raw_read_row(sqlite3_stmt *s) {
  int64_t sum = 0;
  for (int column = 0; column < 16; column++) {
    switch (sqlite3_column_type(s, column)) {
      case SQLITE_INTEGER: sum += sqlite3_column_int64(s, column); break;
      case SQLITE_TEXT: {
        const unsigned char *text = sqlite3_column_text(s, column);
        int size = sqlite3_column_bytes(s, column);
        sum += size + (size ? text[0] : 0);
        break;
      }
      case SQLITE_BLOB: {
        const unsigned char *blob = sqlite3_column_blob(s, column);
        int size = sqlite3_column_bytes(s, column);
        sum += size + (size ? blob[0] : 0);
        break;
      }
      default: break;
    }
  }
  return sum;
}

double raw_scan_all(const char *path, int64_t *events, int64_t *sum) {
  sqlite3 *db = raw_open(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  char sql[512];
  snprintf(sql, sizeof sql, "%s ORDER BY position", raw_event_columns);
  sqlite3_stmt *s = 0;
  double start = raw_now(), took = -1;
  *events = 0;
  *sum = 0;
  if (sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK) {
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
      *sum += raw_read_row(s);
      *events += 1;
    }
    if (code == SQLITE_DONE) took = raw_now() - start;
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return took;
}

int64_t raw_number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = 0;
  int64_t number = -1;
  if (sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    number = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return number;
}

double raw_read_streams(const char *path, int count, int64_t *events) {
  sqlite3 *db = raw_open(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  int64_t streams = raw_number(db, "SELECT max(id) FROM stream");
  char sql[512];
  snprintf(sql, sizeof sql, "%s WHERE stream = ?1 ORDER BY version", raw_event_columns);
  sqlite3_stmt *s = 0;
  double took = -1;
  *events = 0;
  if (streams > 0 && sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK) {
    double start = raw_now();
    uint64_t seed = 1;
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      sqlite3_bind_int64(s, 1, (int64_t)((seed >> 33) % (uint64_t)streams) + 1);
      while (sqlite3_step(s) == SQLITE_ROW) {
        sum += raw_read_row(s);
        *events += 1;
      }
      sqlite3_reset(s);
    }
    took = raw_now() - start + (sum == 42 ? 1e-12 : 0);
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return took;
}

double raw_read_stream(const char *path, const char *name, int64_t *events) {
  sqlite3 *db = raw_open(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  char sql[512];
  snprintf(sql, sizeof sql,
           "%s WHERE stream = (SELECT id FROM stream WHERE name = ?1) ORDER BY version",
           raw_event_columns);
  sqlite3_stmt *s = 0;
  double start = raw_now(), took = -1;
  int64_t sum = 0;
  *events = 0;
  if (sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK) {
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
      sum += raw_read_row(s);
      *events += 1;
    }
    if (code == SQLITE_DONE) took = raw_now() - start + (sum == 42 ? 1e-12 : 0);
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return took;
}
