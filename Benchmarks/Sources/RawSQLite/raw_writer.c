#include "raw_writer.h"

#include <stdio.h>
#include <string.h>

static const char *const insert_event =
    "INSERT INTO event(position, id, stream, version, type, occurred_at, recorded_at, actor, role,"
    " on_behalf_of, command, command_id, causation, correlation, salt, payload)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, NULL, NULL, ?12, ?13)";

// The number that stands for a name, given now when it has none.
static int64_t intern(sqlite3 *db, const char *insert, const char *select, const char *name) {
  const char *const both[] = {insert, select};
  int64_t number = -1;
  for (int i = 0; i < 2; i++) {
    sqlite3_stmt *s = 0;
    if (sqlite3_prepare_v2(db, both[i], -1, &s, 0) != SQLITE_OK) return -1;
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) number = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
  }
  return number;
}

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **s) {
  return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, s, 0) == SQLITE_OK;
}

int raw_writer_open(raw_writer *w, const char *path, const raw_event *events, int kinds) {
  memset(w, 0, sizeof *w);
  if (kinds < 1 || kinds > RAW_KINDS) return 0;
  w->db = raw_open(path, SQLITE_OPEN_READWRITE);
  if (!w->db) return 0;
  w->events = events;
  w->kinds = kinds;
  for (int kind = 0; kind < kinds; kind++) {
    w->types[kind] = intern(w->db, "INSERT OR IGNORE INTO event_type(name, schema) VALUES(?1, 1)",
                            "SELECT id FROM event_type WHERE name = ?1", events[kind].type);
    for (int tag = 0; tag < RAW_TAGS && events[kind].tags[tag]; tag++)
      w->tags[kind][tag] = intern(w->db, "INSERT OR IGNORE INTO tag(name) VALUES(?1)",
                                  "SELECT id FROM tag WHERE name = ?1", events[kind].tags[tag]);
  }
  char load[512];
  snprintf(load, sizeof load, "%s WHERE stream = ?1 ORDER BY version", raw_event_columns);
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

void raw_writer_close(raw_writer *w) {
  sqlite3_stmt *all[] = {w->begin, w->commit, w->head,      w->version, w->load, w->stream,
                         w->event, w->event_tag, w->key, w->key_of};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) sqlite3_finalize(all[i]);
  sqlite3_close(w->db);
}

int raw_run(sqlite3_stmt *s) {
  int code = sqlite3_step(s);
  sqlite3_reset(s);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

int64_t raw_number_of(sqlite3_stmt *s) {
  int64_t number = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
  sqlite3_reset(s);
  return number;
}

int64_t raw_add_stream(raw_writer *w, const char *name) {
  sqlite3_bind_text(w->stream, 1, name, -1, SQLITE_STATIC);
  return raw_run(w->stream) ? sqlite3_last_insert_rowid(w->db) : -1;
}

int64_t raw_stream_version(raw_writer *w, int64_t stream) {
  sqlite3_bind_int64(w->version, 1, stream);
  return raw_number_of(w->version);
}

int raw_has_key(raw_writer *w, const char *key) {
  sqlite3_bind_text(w->key_of, 1, key, -1, SQLITE_STATIC);
  int code = sqlite3_step(w->key_of);
  sqlite3_reset(w->key_of);
  return code == SQLITE_ROW;
}

int raw_write(raw_writer *w, int kind, int64_t position, int64_t stream, int64_t version,
              const char *key, int bare) {
  const raw_event *event = &w->events[kind];
  unsigned char bytes[32] = {0};
  memcpy(bytes, &position, sizeof position);
  sqlite3_bind_int64(w->event, 1, position);
  sqlite3_bind_blob(w->event, 2, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_int64(w->event, 3, stream);
  sqlite3_bind_int64(w->event, 4, version);
  sqlite3_bind_int64(w->event, 5, w->types[kind]);
  sqlite3_bind_int64(w->event, 6, 1772352000000 + position);
  sqlite3_bind_int64(w->event, 7, 4102444800000);
  sqlite3_bind_text(w->event, 8, "w-7", 3, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 9, "worker", 6, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 10, "addNote", 7, SQLITE_STATIC);
  if (event->has_command_id) sqlite3_bind_blob(w->event, 11, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_blob(w->event, 12, bytes, 16, SQLITE_STATIC);
  sqlite3_bind_text(w->event, 13, event->payload, -1, SQLITE_STATIC);
  if (!raw_run(w->event)) return 0;
  if (bare) return 1;
  for (int tag = 0; tag < RAW_TAGS && event->tags[tag]; tag++) {
    sqlite3_bind_int64(w->event_tag, 1, w->tags[kind][tag]);
    sqlite3_bind_int64(w->event_tag, 2, w->types[kind]);
    sqlite3_bind_int64(w->event_tag, 3, position);
    if (!raw_run(w->event_tag)) return 0;
  }
  sqlite3_bind_text(w->key, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_blob(w->key, 2, bytes, 32, SQLITE_STATIC);
  sqlite3_bind_int64(w->key, 3, position);
  return raw_run(w->key);
}
