// A disk that loses power and calls that fail, for tests: a file system of SQLite's over the real one.
//
// Files stay real files. A disk is a folder: what lies in it is watched, anything else passes through.
// Every function may be called from any thread.
#ifndef CFAULT_VFS_H
#define CFAULT_VFS_H

#include <stdint.h>

// What SQLite asks of a file.
enum {
  CFAULT_OPEN,
  CFAULT_READ,
  CFAULT_WRITE,
  CFAULT_TRUNCATE,
  CFAULT_SYNC,
  CFAULT_SIZE,
  CFAULT_LOCK,
  CFAULT_UNLOCK,
  CFAULT_DELETE,
  CFAULT_ACCESS,
  CFAULT_SHM_MAP,
  CFAULT_SHM_LOCK,
  CFAULT_UNFETCH,
  CFAULT_OPERATIONS
};

// What a file is for, as bits.
enum { CFAULT_DATABASE = 1, CFAULT_WAL = 2, CFAULT_JOURNAL = 4, CFAULT_OTHER = 8 };

typedef struct cfault_disk cfault_disk;

// Registers the file system, beside the default one, under this name.
const char *cfault_register(void);

// Makes a folder a disk; what is in it already is safe.
cfault_disk *cfault_disk_make(const char *folder);

// Ends the watch over a folder in which nothing is open any more.
void cfault_disk_free(cfault_disk *disk);

// Declares safe the names of all files in the folder, as a flush of the folder does.
void cfault_disk_flush_names(cfault_disk *disk);

// Cuts the power at the nth change from now (write, truncation, flush, removal); 0 means never.
void cfault_disk_crash_at(cfault_disk *disk, long nth, uint64_t seed);

// Cuts the power now.
void cfault_disk_crash(cfault_disk *disk, uint64_t seed);

// Kills the process at the nth change from now: nothing that was written is lost, flushed or not.
void cfault_disk_kill_at(cfault_disk *disk, long nth);

// Whether the power is cut or the process killed, so that every call of what was open before fails.
int cfault_disk_is_dead(cfault_disk *disk);

// Puts into the folder what a power loss or a kill left, and goes on; -1 while something is still open in it.
int cfault_disk_restart(cfault_disk *disk);

// Lets flushes of these kinds of file answer that all is well and do nothing.
void cfault_disk_ignore_flushes(cfault_disk *disk, int kinds);

// Fails the nth call from now among these operations (as bits) and kinds, and if `always` every
// later one. A read that answers SQLITE_IOERR_SHORT_READ brings the first half of what was asked.
void cfault_disk_fail(
  cfault_disk *disk, int operations, int kinds, long nth, int always, int code);

// Ends the failing.
void cfault_disk_heal(cfault_disk *disk);

// How many calls have failed since cfault_disk_fail.
long cfault_disk_faults(cfault_disk *disk);

// How many calls of an operation there have been on these kinds of file.
long cfault_disk_calls(cfault_disk *disk, int operation, int kinds);

// How many files are open in the folder.
int cfault_disk_open_files(cfault_disk *disk);

// Calls `body` once, just before the nth call from now of an operation on these kinds of file.
void cfault_disk_interrupt(
  cfault_disk *disk, int operation, int kinds, long nth, void (*body)(void *), void *context);

// Makes SQLite take its memory by way of here; only in a process that has no database open.
int cfault_memory_install(void);

// Fails the nth allocation from now, and if `always` every later one; 0 means none.
void cfault_memory_fail(long nth, int always);

// How many allocations have failed since cfault_memory_fail.
long cfault_memory_faults(void);

// Whether anybody holds SQLite's write lock on the -shm open as `descriptor`; -1 if not to be told.
//
// The descriptor must stay open as long as the database: closing it would drop the process's locks.
int cfault_is_write_locked(int descriptor);

// The file that the SQLite called by this program is in.
const char *cfault_sqlite_file(void);

#endif
