// What the measures that write have in common; not for Swift.
#ifndef RAW_WRITER_H
#define RAW_WRITER_H

#include "raw_sqlite.h"

#include <sqlite3.h>

extern const char *const raw_event_columns;

double raw_now(void);
sqlite3 *raw_open(const char *path, int flags);
int64_t raw_read_row(sqlite3_stmt *s);
// The number a query answers, -1 where it answers none.
int64_t raw_number(sqlite3 *db, const char *sql);

// Everything an append writes, prepared once.
typedef struct {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *head, *version, *load, *stream, *event, *event_tag, *key, *key_of;
  const raw_event *events;
  int kinds;
  int64_t types[RAW_KINDS], tags[RAW_KINDS][RAW_TAGS];
} raw_writer;

int raw_writer_open(raw_writer *w, const char *path, const raw_event *events, int kinds);
void raw_writer_close(raw_writer *w);

// Steps once and resets: whether that went well, or the number it answered.
int raw_run(sqlite3_stmt *s);
int64_t raw_number_of(sqlite3_stmt *s);

// The number of a new stream, -1 on failure.
int64_t raw_add_stream(raw_writer *w, const char *name);
int64_t raw_stream_version(raw_writer *w, int64_t stream);
// Whether a key is there, looked up as every append with a key has to.
int raw_has_key(raw_writer *w, const char *key);

// Writes one event of a kind; its tags and key unless `bare`.
int raw_write(raw_writer *w, int kind, int64_t position, int64_t stream, int64_t version,
              const char *key, int bare);

#endif
