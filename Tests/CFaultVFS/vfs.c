// SQLite's file system over the real one: each call may fail first, and each change is told the model.
#include "disk.h"

#include <sqlite3.h>
#include <string.h>

// A file as SQLite sees it; the real one lies right behind it in the same memory.
typedef struct file {
  sqlite3_file base;
  sqlite3_file *real;
  cfault_disk *disk;
  node *node;
  int kind;
  int generation;
  int is_created;
} file;

static sqlite3_vfs *real_system;
static sqlite3_vfs shim;

static const int nothing = -1;

// Whether this thread's last call was made to fail.
static _Thread_local int has_failed;

static int kind_of_flags(int flags) {
  if (flags & SQLITE_OPEN_MAIN_DB) return CFAULT_DATABASE;
  if (flags & SQLITE_OPEN_WAL) return CFAULT_WAL;
  if (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) return CFAULT_JOURNAL;
  return CFAULT_OTHER;
}

static int kind_of_path(const char *path) {
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-wal") == 0) return CFAULT_WAL;
  if (length > 8 && strcmp(path + length - 8, "-journal") == 0) return CFAULT_JOURNAL;
  return CFAULT_DATABASE;
}

static int index_of(int kind) {
  for (int index = 0; index < 3; index++)
    if (kind == 1 << index) return index;
  return 3;
}

// Runs what a test wants to happen just now, with no lock held: it may use the disk itself.
static void interrupt(cfault_disk *disk, int operation, int kind) {
  interruption due = {0};
  pthread_mutex_lock(&disk->mutex);
  interruption *set = &disk->interruption;
  if (set->body && set->operation == operation && (set->kinds & kind) && --set->countdown == 0) {
    due = *set;
    set->body = NULL;
  }
  pthread_mutex_unlock(&disk->mutex);
  if (due.body) due.body(due.context);
}

// Counts a call, with the mutex held; answers how it fails, or `nothing`.
static int begin(cfault_disk *disk, int generation, int operation, int kind) {
  disk->calls[operation][index_of(kind)]++;
  has_failed = 0;
  if (disk->is_dead || generation != disk->generation) return SQLITE_IOERR;
  if (disk->fail_countdown != 0 && (disk->fail_operations & (1 << operation))
      && (disk->fail_kinds & kind)) {
    if (disk->fail_countdown > 1) {
      disk->fail_countdown--;
    } else {
      if (!disk->fail_always) disk->fail_countdown = 0;
      disk->faults++;
      has_failed = 1;
      return disk->fail_code;
    }
  }
  return nothing;
}

// Counts down to the power loss, with the mutex held; whether it is due at this change.
static int is_crash_due(cfault_disk *disk) {
  return disk->crash_countdown > 0 && --disk->crash_countdown == 0;
}

// Whether a call may go on; `answer` is what to answer when it may not.
static int passes(file *f, int operation, int *answer) {
  *answer = SQLITE_OK;
  if (!f->disk) return 1;
  interrupt(f->disk, operation, f->kind);
  pthread_mutex_lock(&f->disk->mutex);
  int code = begin(f->disk, f->generation, operation, f->kind);
  pthread_mutex_unlock(&f->disk->mutex);
  if (code == nothing) return 1;
  *answer = code;
  return 0;
}

static int is_alive(file *f) {
  if (!f->disk) return 1;
  pthread_mutex_lock(&f->disk->mutex);
  int answer = !f->disk->is_dead && f->generation == f->disk->generation;
  pthread_mutex_unlock(&f->disk->mutex);
  return answer;
}

// MARK: A file's calls

static file *as_file(sqlite3_file *base) { return (file *)base; }
static sqlite3_file *real_of(sqlite3_file *base) { return ((file *)base)->real; }

static int file_close(sqlite3_file *base) {
  file *f = as_file(base);
  int code = f->real->pMethods->xClose(f->real);
  if (f->disk) {
    pthread_mutex_lock(&f->disk->mutex);
    f->disk->open_files--;
    if (f->node) f->node->handles--;
    pthread_mutex_unlock(&f->disk->mutex);
  }
  return code;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  int code;
  sqlite3_file *real = real_of(base);
  if (passes(as_file(base), CFAULT_READ, &code))
    return real->pMethods->xRead(real, bytes, count, offset);
  if (code != SQLITE_IOERR_SHORT_READ) return code;
  memset(bytes, 0, (size_t)count);
  real->pMethods->xRead(real, bytes, count / 2, offset);
  return code;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  file *f = as_file(base);
  sqlite3_file *real = f->real;
  if (!f->disk) return real->pMethods->xWrite(real, bytes, count, offset);
  interrupt(f->disk, CFAULT_WRITE, f->kind);
  pthread_mutex_lock(&f->disk->mutex);
  int code = begin(f->disk, f->generation, CFAULT_WRITE, f->kind);
  if (code == nothing) {
    code = real->pMethods->xWrite(real, bytes, count, offset);
    if (code == SQLITE_OK) node_write(f->node, bytes, count, offset);
    if (is_crash_due(f->disk)) {
      // This very write may be torn, and nobody hears how it ended.
      disk_die(f->disk);
      code = SQLITE_IOERR;
    }
  }
  pthread_mutex_unlock(&f->disk->mutex);
  return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  file *f = as_file(base);
  sqlite3_file *real = f->real;
  if (!f->disk) return real->pMethods->xTruncate(real, size);
  interrupt(f->disk, CFAULT_TRUNCATE, f->kind);
  pthread_mutex_lock(&f->disk->mutex);
  int code = begin(f->disk, f->generation, CFAULT_TRUNCATE, f->kind);
  if (code == nothing) {
    code = real->pMethods->xTruncate(real, size);
    if (code == SQLITE_OK) node_truncate(f->node, size);
    if (is_crash_due(f->disk)) {
      disk_die(f->disk);
      code = SQLITE_IOERR;
    }
  }
  pthread_mutex_unlock(&f->disk->mutex);
  return code;
}

static int file_sync(sqlite3_file *base, int flags) {
  file *f = as_file(base);
  sqlite3_file *real = f->real;
  if (!f->disk) return real->pMethods->xSync(real, flags);
  interrupt(f->disk, CFAULT_SYNC, f->kind);
  pthread_mutex_lock(&f->disk->mutex);
  int code = begin(f->disk, f->generation, CFAULT_SYNC, f->kind);
  // Linux forgets what it could not flush: a later flush that succeeds does not make it safe.
  if (code != nothing && !f->disk->is_dead) node_forget(f->node);
  if (code == nothing && is_crash_due(f->disk)) {
    disk_die(f->disk);
    code = SQLITE_IOERR;
  }
  if (code == nothing) {
    code = real->pMethods->xSync(real, flags);
    if (code == SQLITE_OK && !(f->disk->ignored_kinds & f->kind)) {
      node_sync(f->node);
      // The first flush of a -wal or a journal that SQLite made flushes the folder too.
      if (f->is_created && (f->kind & (CFAULT_WAL | CFAULT_JOURNAL))) {
        f->is_created = 0;
        disk_settle_names(f->disk);
      }
    }
  }
  pthread_mutex_unlock(&f->disk->mutex);
  return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  int code;
  if (!passes(as_file(base), CFAULT_SIZE, &code)) return code;
  return real_of(base)->pMethods->xFileSize(real_of(base), size);
}

static int file_lock(sqlite3_file *base, int level) {
  int code;
  if (!passes(as_file(base), CFAULT_LOCK, &code)) return code;
  return real_of(base)->pMethods->xLock(real_of(base), level);
}

static int file_unlock(sqlite3_file *base, int level) {
  file *f = as_file(base);
  if (f->disk) interrupt(f->disk, CFAULT_UNLOCK, f->kind);
  return f->real->pMethods->xUnlock(f->real, level);
}

static int file_check_reserved(sqlite3_file *base, int *answer) {
  return real_of(base)->pMethods->xCheckReservedLock(real_of(base), answer);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  if (!is_alive(as_file(base))) return SQLITE_NOTFOUND;
  return real_of(base)->pMethods->xFileControl(real_of(base), operation, argument);
}

static int file_sector_size(sqlite3_file *base) {
  return real_of(base)->pMethods->xSectorSize(real_of(base));
}

static int file_characteristics(sqlite3_file *base) {
  return real_of(base)->pMethods->xDeviceCharacteristics(real_of(base));
}

static int file_shm_map(
  sqlite3_file *base, int page, int size, int extends, void volatile **answer) {
  int code;
  if (!passes(as_file(base), CFAULT_SHM_MAP, &code)) return code;
  return real_of(base)->pMethods->xShmMap(real_of(base), page, size, extends, answer);
}

static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
  int code;
  // Giving a lock back cannot fail, and must not after a power loss either: the process goes on.
  if (!(flags & SQLITE_SHM_UNLOCK) && !passes(as_file(base), CFAULT_SHM_LOCK, &code)) return code;
  return real_of(base)->pMethods->xShmLock(real_of(base), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base) {
  real_of(base)->pMethods->xShmBarrier(real_of(base));
}

static int file_shm_unmap(sqlite3_file *base, int removes) {
  return real_of(base)->pMethods->xShmUnmap(
    real_of(base), removes && is_alive(as_file(base)));
}

static int file_fetch(sqlite3_file *base, sqlite3_int64 offset, int count, void **page) {
  (void)base, (void)offset, (void)count;
  // Memory that is mapped could not fail.
  *page = NULL;
  return SQLITE_OK;
}

static int file_unfetch(sqlite3_file *base, sqlite3_int64 offset, void *page) {
  file *f = as_file(base);
  // With no page it tells that the file may have changed: a WAL checkpoint has looked at the -wal and
  // is about to begin.
  if (f->disk && !page) {
    interrupt(f->disk, CFAULT_UNFETCH, f->kind);
    pthread_mutex_lock(&f->disk->mutex);
    f->disk->calls[CFAULT_UNFETCH][index_of(f->kind)]++;
    pthread_mutex_unlock(&f->disk->mutex);
  }
  return f->real->pMethods->xUnfetch(f->real, offset, page);
}

static const sqlite3_io_methods methods = {
  3, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock,
  file_unlock, file_check_reserved, file_control, file_sector_size, file_characteristics,
  file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, file_fetch, file_unfetch,
};

// MARK: The system's calls

// Learns what a file held before it was first opened here.
static void load(file *f, int64_t size) {
  unsigned char bytes[4096];
  for (int64_t offset = 0; offset < size; offset += (int64_t)sizeof bytes) {
    int64_t count = size - offset;
    if (count > (int64_t)sizeof bytes) count = sizeof bytes;
    if (f->real->pMethods->xRead(f->real, bytes, (int)count, offset) != SQLITE_OK) return;
    image_put(&f->node->safe, bytes, count, offset);
  }
}

static int system_open(
  sqlite3_vfs *system, const char *path, sqlite3_file *base, int flags, int *answered) {
  file *f = as_file(base);
  (void)system;
  memset(f, 0, sizeof *f);
  f->real = (sqlite3_file *)(f + 1);
  f->real->pMethods = NULL;
  f->kind = kind_of_flags(flags);
  f->disk = disk_of(path);
  if (f->disk) {
    interrupt(f->disk, CFAULT_OPEN, f->kind);
    pthread_mutex_lock(&f->disk->mutex);
    f->generation = f->disk->generation;
    int code = begin(f->disk, f->generation, CFAULT_OPEN, f->kind);
    pthread_mutex_unlock(&f->disk->mutex);
    if (code != nothing) return code;
  }
  struct stat info;
  f->is_created = f->disk && stat(path, &info) != 0;
  int code = real_system->xOpen(real_system, path, f->real, flags, answered);
  if (code != SQLITE_OK) {
    if (f->real->pMethods) f->real->pMethods->xClose(f->real);
    return code;
  }
  base->pMethods = &methods;
  if (!f->disk) return SQLITE_OK;
  int is_new;
  pthread_mutex_lock(&f->disk->mutex);
  f->disk->open_files++;
  if (stat(path, &info) != 0) info = (struct stat){0};
  f->node = disk_node(f->disk, &info, &is_new);
  f->node->handles++;
  if (is_new) load(f, info.st_size);
  pthread_mutex_unlock(&f->disk->mutex);
  return SQLITE_OK;
}

static int system_delete(sqlite3_vfs *system, const char *path, int flushes) {
  (void)system;
  cfault_disk *disk = disk_of(path);
  if (!disk) return real_system->xDelete(real_system, path, flushes);
  int kind = kind_of_path(path);
  interrupt(disk, CFAULT_DELETE, kind);
  pthread_mutex_lock(&disk->mutex);
  int code = begin(disk, disk->generation, CFAULT_DELETE, kind);
  if (code == nothing) {
    struct stat info;
    int is_new, exists = stat(path, &info) == 0;
    code = real_system->xDelete(real_system, path, flushes);
    if (code == SQLITE_OK && exists) {
      node *removed = disk_node(disk, &info, &is_new);
      if (info.st_nlink == 1) removed->is_removed = 1;
    }
    if (code == SQLITE_OK && flushes) disk_settle_names(disk);
    if (is_crash_due(disk)) {
      disk_die(disk);
      code = SQLITE_IOERR;
    }
  }
  pthread_mutex_unlock(&disk->mutex);
  return code;
}

static int system_access(sqlite3_vfs *system, const char *path, int flags, int *answer) {
  (void)system;
  cfault_disk *disk = disk_of(path);
  if (disk) {
    int kind = kind_of_path(path);
    interrupt(disk, CFAULT_ACCESS, kind);
    pthread_mutex_lock(&disk->mutex);
    int code = begin(disk, disk->generation, CFAULT_ACCESS, kind);
    pthread_mutex_unlock(&disk->mutex);
    if (code != nothing) return code;
  }
  return real_system->xAccess(real_system, path, flags, answer);
}

// SQLite tries a lock a hundred times over ten seconds, which a lock that always fails would cost.
static int system_sleep(sqlite3_vfs *system, int microseconds) {
  (void)system;
  if (has_failed) return microseconds;
  return real_system->xSleep(real_system, microseconds);
}

static void register_once(void) {
  real_system = sqlite3_vfs_find("unix");
  if (!real_system) return;
  shim = *real_system;
  shim.zName = "fault";
  shim.szOsFile = (int)sizeof(file) + real_system->szOsFile;
  shim.xOpen = system_open;
  shim.xDelete = system_delete;
  shim.xAccess = system_access;
  shim.xSleep = system_sleep;
  sqlite3_vfs_register(&shim, 0);
}

const char *cfault_register(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, register_once);
  return "fault";
}
