// What a careful C program would do with the same file: the measure our own figures stand beside.
//
// Every function opens the log by its path, does one kind of work with prepared statements, and
// answers the seconds it took, or a negative number when SQLite did not do as asked. All write at
// `synchronous=FULL` and let SQLite write the -wal back every 1,000 pages, as our own log does.
#ifndef RAW_SQLITE_H
#define RAW_SQLITE_H

#include <stdint.h>

enum { RAW_KINDS = 8, RAW_TAGS = 2 };

// A kind of event to write, ready made; what is not used of `tags` is null.
typedef struct {
  const char *type;
  const char *payload;
  const char *tags[RAW_TAGS];
  // Whether it names the command it came from, as those of a command do.
  int has_command_id;
} raw_event;

// Steps through every event in order and reads all of its columns; *sum keeps the compiler honest.
double raw_scan_all(const char *path, int64_t *events, int64_t *sum);

// Reads the events of `count` streams, chosen by a fixed sequence, with all columns.
double raw_read_streams(const char *path, int count, int64_t *events);

// Reads the events of one stream, by its name, with all columns.
double raw_read_stream(const char *path, const char *name, int64_t *events);

// Appends `count` events, `batch` a transaction, eight a stream and of each kind in turn, with their
// tags and a key each. `bare` writes the rows of events alone, in a file that has lost its triggers.
double raw_append(const char *path, int count, int batch, int bare, const raw_event *events,
                  int kinds);

// Group commit: `callers` threads hand `each` appends, one at a time, to one thread that commits
// what has queued up as one transaction and then wakes those who wait. `checked` looks key and
// version up first, as an append that can be refused has to.
double raw_group(const char *path, int callers, int each, int checked, const raw_event *event);

// A thread that reads the whole log over and over, a thread that appends one event a transaction,
// or both, for some seconds; *read and *written are what they got done, left alone when not asked
// for.
double raw_together(const char *path, double seconds, const raw_event *events, int kinds,
                    int64_t *read, int64_t *written);

// `count` commands, each durable by itself: the stream is loaded, then one event with a tag and a
// key is written under the write lock, as the engine does it.
double raw_commands(const char *path, int count, const raw_event *event);

// Computes the root of the log's hash tree from all that its rows say, on one thread.
double raw_verify(const char *path, const char *origin, int64_t *events, unsigned char root[32]);

#endif
