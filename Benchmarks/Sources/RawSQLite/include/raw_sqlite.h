// What a careful C program would do with the same file: the measure our own figures stand beside.
//
// Every function opens the log by its path, does one kind of work with prepared statements, and
// answers the seconds it took, or a negative number when SQLite did not do as asked.
#ifndef RAW_SQLITE_H
#define RAW_SQLITE_H

#include <stdint.h>

// Steps through every event in order and reads all of its columns; *sum keeps the compiler honest.
double raw_scan_all(const char *path, int64_t *events, int64_t *sum);

// Reads the events of `count` streams, chosen by a fixed sequence, with all columns.
double raw_read_streams(const char *path, int count, int64_t *events);

// Appends `count` events, `batch` a transaction, with one tag and, where `keys`, one key each.
double raw_append(const char *path, int count, int batch, int keys, const char *payload);

// `count` commands, each durable by itself: the stream is loaded, then one event with a tag and a
// key is written under the write lock, as the engine does it.
double raw_commands(const char *path, int count, const char *payload);

#endif
