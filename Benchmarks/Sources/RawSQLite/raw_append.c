#include "raw_writer.h"

#include <stdio.h>

// Nothing but the events: what no log would do without.
static void strip(sqlite3 *db) {
  static const char *const tables[] = {"log",   "stream",    "event_type", "event",
                                       "tag", "event_tag", "idempotency"};
  char sql[160];
  for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++) {
    snprintf(sql, sizeof sql,
             "DROP TRIGGER IF EXISTS %s_is_not_updated; DROP TRIGGER IF EXISTS %s_is_not_deleted",
             tables[i], tables[i]);
    sqlite3_exec(db, sql, 0, 0, 0);
  }
}

double raw_append(const char *path, int count, int batch, int bare, const raw_event *events,
                  int kinds) {
  raw_writer w;
  double took = -1;
  if (raw_writer_open(&w, path, events, kinds)) {
    if (bare) strip(w.db);
    int good = 1;
    char name[64], key[64];
    int64_t stream = 0, version = 0;
    double start = raw_now();
    for (int i = 0; good && i < count;) {
      good = raw_run(w.begin);
      int64_t position = raw_number_of(w.head);
      for (int j = 0; good && j < batch && i < count; j++, i++) {
        // Eight events a stream, as a ticket has them.
        if (i % 8 == 0) {
          snprintf(name, sizeof name, "ticket/N-%d", i / 8);
          stream = raw_add_stream(&w, name);
          version = 0;
        }
        snprintf(key, sizeof key, "key-%d", i);
        good = stream > 0 && raw_write(&w, i % kinds, ++position, stream, ++version, key, bare);
      }
      good = good && raw_run(w.commit);
    }
    if (good) took = raw_now() - start;
  }
  raw_writer_close(&w);
  return took;
}

double raw_commands(const char *path, int count, const raw_event *event) {
  raw_writer w;
  double took = -1;
  if (raw_writer_open(&w, path, event, 1)) {
    int good = 1;
    int64_t streams = raw_number(w.db, "SELECT max(id) FROM stream"), sum = 0;
    uint64_t seed = 7;
    char key[64];
    double start = raw_now();
    for (int i = 0; good && i < count; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      int64_t stream = (int64_t)((seed >> 33) % (uint64_t)streams) + 1;
      sqlite3_bind_int64(w.load, 1, stream);
      while (sqlite3_step(w.load) == SQLITE_ROW) sum += raw_read_row(w.load);
      sqlite3_reset(w.load);
      good = raw_run(w.begin);
      snprintf(key, sizeof key, "raw-command-%d", i);
      good = good && !raw_has_key(&w, key);
      int64_t version = raw_stream_version(&w, stream), position = raw_number_of(w.head);
      good = good && raw_write(&w, 0, position + 1, stream, version + 1, key, 0) &&
             raw_run(w.commit);
    }
    if (good) took = raw_now() - start + (sum == 42 ? 1e-12 : 0);
  }
  raw_writer_close(&w);
  return took;
}
