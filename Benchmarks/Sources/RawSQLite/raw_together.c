#include "raw_writer.h"

#include <pthread.h>
#include <stdio.h>

typedef struct {
  const char *path;
  const raw_event *events;
  int kinds;
  double until;
  int64_t done;
  int good;
} worker;

static void *read_over_and_over(void *context) {
  worker *r = context;
  sqlite3 *db = raw_open(r->path, SQLITE_OPEN_READONLY);
  sqlite3_stmt *s = 0;
  char sql[512];
  snprintf(sql, sizeof sql, "%s ORDER BY position", raw_event_columns);
  int64_t sum = 0;
  r->good = db && sqlite3_prepare_v2(db, sql, -1, &s, 0) == SQLITE_OK;
  int is_over = 0;
  while (r->good && !is_over) {
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW && !is_over) {
      sum += raw_read_row(s);
      r->done += 1;
      // The clock costs a tenth of a row.
      is_over = r->done % 64 == 0 && raw_now() >= r->until;
    }
    r->good = code == SQLITE_ROW || code == SQLITE_DONE;
    sqlite3_reset(s);
  }
  if (sum == 42) r->done -= 1;
  sqlite3_finalize(s);
  sqlite3_close(db);
  return 0;
}

static void *append_one_by_one(void *context) {
  worker *a = context;
  raw_writer w;
  a->good = raw_writer_open(&w, a->path, a->events, a->kinds);
  char name[64], key[64];
  int64_t stream = 0, version = 0, base = a->good ? raw_number_of(w.head) : 0;
  while (a->good && raw_now() < a->until) {
    a->good = raw_run(w.begin);
    int64_t position = raw_number_of(w.head);
    if (a->done % 8 == 0) {
      snprintf(name, sizeof name, "ticket/T-%lld-%lld", (long long)base, (long long)a->done);
      stream = raw_add_stream(&w, name);
      version = 0;
    }
    snprintf(key, sizeof key, "together-%lld-%lld", (long long)base, (long long)a->done);
    a->good = a->good && stream > 0 &&
              raw_write(&w, (int)(a->done % a->kinds), position + 1, stream, ++version, key, 0) && raw_run(w.commit);
    a->done += 1;
  }
  raw_writer_close(&w);
  return 0;
}

double raw_together(const char *path, double seconds, const raw_event *events, int kinds,
                    int64_t *read, int64_t *written) {
  double start = raw_now();
  worker reader = {path, events, kinds, start + seconds, 0, 1}, writer = reader;
  pthread_t threads[2];
  int reads = read && !pthread_create(&threads[0], 0, read_over_and_over, &reader);
  int writes = written && !pthread_create(&threads[1], 0, append_one_by_one, &writer);
  if (reads) pthread_join(threads[0], 0);
  if (writes) pthread_join(threads[1], 0);
  if ((read && !reads) || (written && !writes) || !reader.good || !writer.good) return -1;
  if (read) *read = reader.done;
  if (written) *written = writer.done;
  return raw_now() - start;
}
