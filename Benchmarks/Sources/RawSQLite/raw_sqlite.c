#include "raw_sqlite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const event_columns =
    "SELECT position, id, stream, version, type, occurred_at, recorded_at, actor, role,"
    " on_behalf_of, command, command_id, causation, correlation, salt, payload FROM event";

static const char *const insert_event =
    "INSERT INTO event(position, id, stream, version, type, occurred_at, recorded_at, actor, role,"
    " on_behalf_of, command, command_id, causation, correlation, salt, payload)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, NULL, NULL, ?12, ?13)";

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static sqlite3 *open_log(const char *path, int flags) {
  sqlite3 *db = 0;
  if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, 0) != SQLITE_OK) return 0;
  sqlite3_exec(db,
               "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;"
               "PRAGMA busy_timeout=5000",
               0, 0, 0);
  return db;
}

// Reads all sixteen columns of the current row.
static int64_t read_row(sqlite3_stmt *s) {
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
  sqlite3 *db = open_log(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  char sql[512];
  snprintf(sql, sizeof sql, "%s ORDER BY position", event_columns);
  sqlite3_stmt *s = 0;
  double start = now(), took = -1;
  *events = 0;
  *sum = 0;
  if (sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK) {
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
      *sum += read_row(s);
      *events += 1;
    }
    if (code == SQLITE_DONE) took = now() - start;
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return took;
}

static int64_t query_number(sqlite3 *db, const char *sql) {
  sqlite3_stmt *s = 0;
  int64_t number = -1;
  if (sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
    number = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return number;
}

double raw_read_streams(const char *path, int count, int64_t *events) {
  sqlite3 *db = open_log(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  int64_t streams = query_number(db, "SELECT max(id) FROM stream");
  char sql[512];
  snprintf(sql, sizeof sql, "%s WHERE stream = ?1 ORDER BY version", event_columns);
  sqlite3_stmt *s = 0;
  double took = -1;
  *events = 0;
  if (streams > 0 && sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK) {
    double start = now();
    uint64_t seed = 1;
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      sqlite3_bind_int64(s, 1, (int64_t)((seed >> 33) % (uint64_t)streams) + 1);
      while (sqlite3_step(s) == SQLITE_ROW) {
        sum += read_row(s);
        *events += 1;
      }
      sqlite3_reset(s);
    }
    took = now() - start + (sum == 42 ? 1e-12 : 0);
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return took;
}

// Everything an append writes, prepared once.
typedef struct {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *head, *version, *load, *stream, *event, *event_tag, *key,
      *key_of;
  int64_t type, tag_id;
} writer;

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **s) {
  return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, s, 0) == SQLITE_OK;
}

static int open_writer(writer *w, const char *path) {
  memset(w, 0, sizeof *w);
  w->db = open_log(path, SQLITE_OPEN_READWRITE);
  if (!w->db) return 0;
  char load[512];
  snprintf(load, sizeof load, "%s WHERE stream = ?1 ORDER BY version", event_columns);
  sqlite3_exec(w->db,
               "INSERT OR IGNORE INTO event_type(name, schema) VALUES('NoteAdded', 1);"
               "INSERT OR IGNORE INTO tag(name) VALUES('worker:w-7')",
               0, 0, 0);
  w->type = query_number(w->db, "SELECT id FROM event_type WHERE name = 'NoteAdded'");
  w->tag_id = query_number(w->db, "SELECT id FROM tag WHERE name = 'worker:w-7'");
  return prepare(w->db, "BEGIN IMMEDIATE", &w->begin) && prepare(w->db, "COMMIT", &w->commit) &&
         prepare(w->db, "SELECT max(position) FROM event", &w->head) &&
         prepare(w->db, "SELECT max(version) FROM event WHERE stream = ?1", &w->version) &&
         prepare(w->db, load, &w->load) &&
         prepare(w->db, "INSERT INTO stream(name) VALUES(?1)", &w->stream) &&
         prepare(w->db, insert_event, &w->event) &&
         prepare(w->db, "INSERT INTO event_tag(tag, type, position) VALUES(?1, ?2, ?3)",
                 &w->event_tag) &&
         prepare(w->db,
                 "INSERT INTO idempotency(key, digest, first_position, last_position)"
                 " VALUES(?1, ?2, ?3, ?3)",
                 &w->key) &&
         prepare(w->db, "SELECT digest FROM idempotency WHERE key = ?1", &w->key_of);
}

static void close_writer(writer *w) {
  sqlite3_stmt *all[] = {w->begin, w->commit, w->head,      w->version, w->load, w->stream,
                         w->event, w->event_tag, w->key, w->key_of};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
  sqlite3_close(w->db);
}

static int run(sqlite3_stmt *s) {
  int code = sqlite3_step(s);
  sqlite3_reset(s);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

static int64_t number_of(sqlite3_stmt *s) {
  int64_t number = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
  sqlite3_reset(s);
  return number;
}

// Writes one event with a tag and, where `key` is not null, a key.
static int write_event(writer *w, int64_t position, int64_t stream, int64_t version,
                       const char *payload, int size, const char *key) {
  unsigned char bytes[32] = {0};
  memcpy(bytes, &position, sizeof position);
  sqlite3_bind_int64(w->event, 1, position);
  sqlite3_bind_blob(w->event, 2, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_int64(w->event, 3, stream);
  sqlite3_bind_int64(w->event, 4, version);
  sqlite3_bind_int64(w->event, 5, w->type);
  sqlite3_bind_int64(w->event, 6, 1772352000000 + position);
  sqlite3_bind_int64(w->event, 7, 4102444800000);
  sqlite3_bind_text(w->event, 8, "w-7", 3, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 9, "worker", 6, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 10, "addNote", 7, SQLITE_STATIC);
  sqlite3_bind_blob(w->event, 11, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_blob(w->event, 12, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 13, payload, size, SQLITE_STATIC);
  if (!run(w->event)) return 0;
  sqlite3_bind_int64(w->event_tag, 1, w->tag_id);
  sqlite3_bind_int64(w->event_tag, 2, w->type);
  sqlite3_bind_int64(w->event_tag, 3, position);
  if (!run(w->event_tag)) return 0;
  if (!key) return 1;
  sqlite3_bind_text(w->key, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_blob(w->key, 2, bytes, 32, SQLITE_STATIC);
  sqlite3_bind_int64(w->key, 3, position);
  return run(w->key);
}

static int64_t add_stream(writer *w, const char *name) {
  sqlite3_bind_text(w->stream, 1, name, -1, SQLITE_STATIC);
  return run(w->stream) ? sqlite3_last_insert_rowid(w->db) : -1;
}

double raw_append(const char *path, int count, int batch, int keys, const char *payload) {
  writer w;
  double took = -1;
  if (open_writer(&w, path)) {
    int size = (int)strlen(payload), good = 1;
    char name[64], key[64];
    int64_t stream = 0, version = 0;
    double start = now();
    for (int i = 0; good && i < count;) {
      good = run(w.begin);
      int64_t position = number_of(w.head);
      for (int j = 0; good && j < batch && i < count; j++, i++) {
        // Eight events a stream, as a ticket has them.
        if (i % 8 == 0) {
          snprintf(name, sizeof name, "ticket/raw-%lld-%d", (long long)position, i);
          stream = add_stream(&w, name);
          version = 0;
        }
        snprintf(key, sizeof key, "raw-%lld-%d", (long long)position, i);
        good = stream > 0 && write_event(&w, ++position, stream, ++version, payload, size,
                                         keys ? key : 0);
      }
      good = good && run(w.commit);
    }
    if (good) took = now() - start;
  }
  close_writer(&w);
  return took;
}

double raw_commands(const char *path, int count, const char *payload) {
  writer w;
  double took = -1;
  if (open_writer(&w, path)) {
    int size = (int)strlen(payload), good = 1;
    int64_t streams = query_number(w.db, "SELECT max(id) FROM stream"), sum = 0;
    uint64_t seed = 7;
    char key[64];
    double start = now();
    for (int i = 0; good && i < count; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      int64_t stream = (int64_t)((seed >> 33) % (uint64_t)streams) + 1;
      sqlite3_bind_int64(w.load, 1, stream);
      while (sqlite3_step(w.load) == SQLITE_ROW) sum += read_row(w.load);
      sqlite3_reset(w.load);
      good = run(w.begin);
      snprintf(key, sizeof key, "raw-command-%d", i);
      sqlite3_bind_text(w.key_of, 1, key, -1, SQLITE_STATIC);
      run(w.key_of);
      sqlite3_bind_int64(w.version, 1, stream);
      int64_t version = number_of(w.version), position = number_of(w.head);
      good = good && write_event(&w, position + 1, stream, version + 1, payload, size, key) &&
             run(w.commit);
    }
    if (good) took = now() - start + (sum == 42 ? 1e-12 : 0);
  }
  close_writer(&w);
  return took;
}
