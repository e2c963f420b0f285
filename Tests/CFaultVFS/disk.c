// The model of a disk: per file what a flush has made safe, and since then each change in order.
//
// A power loss keeps any subset of the changes since the last flush, cut at sectors of 512 bytes, and
// of the changes of names since the folder's last flush any subset too.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { sector = 512 };

static pthread_mutex_t disks_mutex = PTHREAD_MUTEX_INITIALIZER;
static cfault_disk *disks;

static uint64_t next_random(cfault_disk *disk) {
  disk->random ^= disk->random << 13;
  disk->random ^= disk->random >> 7;
  disk->random ^= disk->random << 17;
  return disk->random;
}

// MARK: Bytes

void image_put(image *to, const void *bytes, int64_t count, int64_t offset) {
  if (offset + count > to->room) {
    int64_t room = to->room ? to->room : 1 << 16;
    while (room < offset + count) room *= 2;
    to->bytes = realloc(to->bytes, (size_t)room);
    if (!to->bytes) abort();
    to->room = room;
  }
  if (offset > to->count) memset(to->bytes + to->count, 0, (size_t)(offset - to->count));
  memcpy(to->bytes + offset, bytes, (size_t)count);
  if (offset + count > to->count) to->count = offset + count;
}

static void node_add(node *file, int64_t offset, const void *bytes, int64_t count) {
  change *added = calloc(1, sizeof *added);
  if (!added) abort();
  added->offset = offset;
  added->count = count;
  if (bytes) {
    added->bytes = malloc((size_t)count + 1);
    if (!added->bytes) abort();
    memcpy(added->bytes, bytes, (size_t)count);
  }
  if (file->last) file->last->next = added;
  else file->first = added;
  file->last = added;
}

static void node_clear(node *file) {
  for (change *each = file->first; each;) {
    change *after = each->next;
    free(each->bytes);
    free(each);
    each = after;
  }
  file->first = file->last = NULL;
}

void node_write(node *file, const void *bytes, int64_t count, int64_t offset) {
  node_add(file, offset, bytes, count);
  if (offset + count > file->size) file->size = offset + count;
}

void node_truncate(node *file, int64_t size) {
  node_add(file, size, NULL, 0);
  file->size = size;
}

static void image_cut(image *to, int64_t size) {
  if (size < to->count) to->count = size;
}

void node_sync(node *file) {
  for (change *each = file->first; each; each = each->next) {
    if (each->bytes) image_put(&file->safe, each->bytes, each->count, each->offset);
    else image_cut(&file->safe, each->offset);
  }
  node_clear(file);
}

void node_forget(node *file) { node_clear(file); }

// What a power loss leaves of a file.
static void node_settle(cfault_disk *disk, node *file) {
  if (file->is_settled) return;
  file->is_settled = 1;
  // None of it and all of it are likely ends, which sectors drawn one by one would hardly reach.
  uint64_t way = next_random(disk) % 4;
  for (change *each = file->first; each && way != 0; each = each->next) {
    if (!each->bytes) {
      if (way == 1 || (next_random(disk) & 1)) image_cut(&file->safe, each->offset);
      continue;
    }
    int64_t end = each->offset + each->count;
    for (int64_t from = each->offset; from < end;) {
      int64_t to = (from / sector + 1) * sector;
      if (to > end) to = end;
      if (way == 1 || (next_random(disk) & 1))
        image_put(&file->safe, each->bytes + (from - each->offset), to - from, from);
      from = to;
    }
  }
  node_clear(file);
}

// MARK: Names

static int is_shared_memory(const char *text) {
  size_t length = strlen(text);
  return length > 4 && strcmp(text + length - 4, "-shm") == 0;
}

static node *find_node(cfault_disk *disk, dev_t device, ino_t inode) {
  for (node *each = disk->nodes; each; each = each->next)
    if (each->inode == inode && each->device == device && !each->is_removed) return each;
  return NULL;
}

static name *list_names(cfault_disk *disk) {
  name *list = NULL;
  DIR *folder = opendir(disk->folder);
  if (!folder) return NULL;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[1024];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", disk->folder, entry->d_name);
    if (is_shared_memory(entry->d_name) || lstat(path, &info) != 0 || !S_ISREG(info.st_mode))
      continue;
    name *made = calloc(1, sizeof *made);
    if (!made) abort();
    snprintf(made->text, sizeof made->text, "%s", entry->d_name);
    made->device = info.st_dev;
    made->inode = info.st_ino;
    made->file = find_node(disk, info.st_dev, info.st_ino);
    made->next = list;
    list = made;
  }
  closedir(folder);
  return list;
}

static void free_names(name *list) {
  while (list) {
    name *after = list->next;
    free(list);
    list = after;
  }
}

static name *find_name(name *list, const char *text) {
  for (; list; list = list->next)
    if (strcmp(list->text, text) == 0) return list;
  return NULL;
}

void disk_settle_names(cfault_disk *disk) {
  free_names(disk->safe_names);
  disk->safe_names = list_names(disk);
}

node *disk_node(cfault_disk *disk, const struct stat *info, int *is_new) {
  node *found = find_node(disk, info->st_dev, info->st_ino);
  *is_new = 0;
  if (found && (found->handles > 0 || found->size == info->st_size)) return found;
  // The number was used again for another file.
  if (found) found->is_removed = 1;
  node *made = calloc(1, sizeof *made);
  if (!made) abort();
  *is_new = 1;
  made->device = info->st_dev;
  made->inode = info->st_ino;
  made->size = info->st_size;
  made->next = disk->nodes;
  disk->nodes = made;
  for (name *each = disk->safe_names; each; each = each->next)
    if (!found && !each->file && each->inode == made->inode && each->device == made->device)
      each->file = made;
  return made;
}

// MARK: Disks

static void free_nodes(cfault_disk *disk) {
  while (disk->nodes) {
    node *after = disk->nodes->next;
    node_clear(disk->nodes);
    free(disk->nodes->safe.bytes);
    free(disk->nodes);
    disk->nodes = after;
  }
}

cfault_disk *disk_of(const char *path) {
  const char *slash = path ? strrchr(path, '/') : NULL;
  if (!slash) return NULL;
  size_t length = (size_t)(slash - path);
  cfault_disk *found = NULL;
  pthread_mutex_lock(&disks_mutex);
  for (cfault_disk *each = disks; each && !found; each = each->next)
    if (strlen(each->folder) == length && strncmp(each->folder, path, length) == 0) found = each;
  pthread_mutex_unlock(&disks_mutex);
  return found;
}

cfault_disk *cfault_disk_make(const char *folder) {
  cfault_disk *disk = calloc(1, sizeof *disk);
  if (!disk) abort();
  snprintf(disk->folder, sizeof disk->folder, "%s", folder);
  pthread_mutex_init(&disk->mutex, NULL);
  disk->random = 1;
  disk_settle_names(disk);
  pthread_mutex_lock(&disks_mutex);
  disk->next = disks;
  disks = disk;
  pthread_mutex_unlock(&disks_mutex);
  return disk;
}

void cfault_disk_free(cfault_disk *disk) {
  pthread_mutex_lock(&disks_mutex);
  for (cfault_disk **each = &disks; *each; each = &(*each)->next) {
    if (*each != disk) continue;
    *each = disk->next;
    break;
  }
  pthread_mutex_unlock(&disks_mutex);
  free_nodes(disk);
  free_names(disk->safe_names);
  free_names(disk->last_names);
  pthread_mutex_destroy(&disk->mutex);
  free(disk);
}

void disk_die(cfault_disk *disk) {
  if (disk->is_dead) return;
  disk->is_dead = 1;
  disk->crash_countdown = 0;
  disk->last_names = list_names(disk);
}

// Gives a name the bytes of a file, or takes it away.
static void write_name(cfault_disk *disk, const char *text, const node *file) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", disk->folder, text);
  unlink(path);
  if (!file) return;
  int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) abort();
  for (int64_t done = 0; done < file->safe.count;) {
    ssize_t count = write(
      descriptor, file->safe.bytes + done, (size_t)(file->safe.count - done));
    if (count <= 0) abort();
    done += count;
  }
  close(descriptor);
}

static void settle_name(cfault_disk *disk, const char *text) {
  name *safe = find_name(disk->safe_names, text);
  name *last = find_name(disk->last_names, text);
  int is_same = safe && last && safe->file == last->file && safe->inode == last->inode;
  name *kept = is_same || (next_random(disk) & 1) ? last : safe;
  // A file that was never opened here is as it was; there is nothing to write.
  if (kept && !kept->file && kept == last) return;
  if (kept && kept->file) node_settle(disk, kept->file);
  write_name(disk, text, kept ? kept->file : NULL);
}

static void go_on(cfault_disk *disk) {
  disk->generation++;
  disk->is_dead = 0;
  disk->is_kill = 0;
  disk->fail_countdown = 0;
  disk->interruption.body = NULL;
}

int cfault_disk_restart(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  if (disk->open_files > 0) {
    pthread_mutex_unlock(&disk->mutex);
    return -1;
  }
  disk_die(disk);
  if (disk->is_kill) {
    // The system still has all that was written, and it may still be lost.
    free_names(disk->last_names);
    disk->last_names = NULL;
    go_on(disk);
    pthread_mutex_unlock(&disk->mutex);
    return 0;
  }
  for (name *each = disk->safe_names; each; each = each->next) settle_name(disk, each->text);
  for (name *each = disk->last_names; each; each = each->next)
    if (!find_name(disk->safe_names, each->text)) settle_name(disk, each->text);
  DIR *folder = opendir(disk->folder);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", disk->folder, entry->d_name);
    if (is_shared_memory(entry->d_name)) unlink(path);
  }
  if (folder) closedir(folder);
  free_nodes(disk);
  free_names(disk->last_names);
  disk->last_names = NULL;
  disk_settle_names(disk);
  go_on(disk);
  pthread_mutex_unlock(&disk->mutex);
  return 0;
}

// MARK: Control

void cfault_disk_flush_names(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  if (!disk->is_dead) disk_settle_names(disk);
  pthread_mutex_unlock(&disk->mutex);
}

void cfault_disk_crash_at(cfault_disk *disk, long nth, uint64_t seed) {
  pthread_mutex_lock(&disk->mutex);
  disk->crash_countdown = nth;
  disk->is_kill = 0;
  disk->random = seed ? seed : 1;
  pthread_mutex_unlock(&disk->mutex);
}

void cfault_disk_kill_at(cfault_disk *disk, long nth) {
  pthread_mutex_lock(&disk->mutex);
  disk->crash_countdown = nth;
  disk->is_kill = 1;
  pthread_mutex_unlock(&disk->mutex);
}

void cfault_disk_crash(cfault_disk *disk, uint64_t seed) {
  pthread_mutex_lock(&disk->mutex);
  disk->random = seed ? seed : 1;
  disk->is_kill = 0;
  disk_die(disk);
  pthread_mutex_unlock(&disk->mutex);
}

int cfault_disk_is_dead(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  int answer = disk->is_dead;
  pthread_mutex_unlock(&disk->mutex);
  return answer;
}

void cfault_disk_ignore_flushes(cfault_disk *disk, int kinds) {
  pthread_mutex_lock(&disk->mutex);
  disk->ignored_kinds = kinds;
  pthread_mutex_unlock(&disk->mutex);
}

void cfault_disk_fail(
  cfault_disk *disk, int operations, int kinds, long nth, int always, int code) {
  pthread_mutex_lock(&disk->mutex);
  disk->fail_operations = operations;
  disk->fail_kinds = kinds;
  disk->fail_countdown = nth;
  disk->fail_always = always;
  disk->fail_code = code;
  disk->faults = 0;
  pthread_mutex_unlock(&disk->mutex);
}

void cfault_disk_heal(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  disk->fail_countdown = 0;
  pthread_mutex_unlock(&disk->mutex);
}

long cfault_disk_faults(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  long answer = disk->faults;
  pthread_mutex_unlock(&disk->mutex);
  return answer;
}

long cfault_disk_calls(cfault_disk *disk, int operation, int kinds) {
  long answer = 0;
  if (operation < 0 || operation >= CFAULT_OPERATIONS) return 0;
  pthread_mutex_lock(&disk->mutex);
  for (int kind = 0; kind < 4; kind++)
    if (kinds & (1 << kind)) answer += disk->calls[operation][kind];
  pthread_mutex_unlock(&disk->mutex);
  return answer;
}

int cfault_disk_open_files(cfault_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  int answer = disk->open_files;
  pthread_mutex_unlock(&disk->mutex);
  return answer;
}

void cfault_disk_interrupt(
  cfault_disk *disk, int operation, int kinds, long nth, void (*body)(void *), void *context) {
  pthread_mutex_lock(&disk->mutex);
  disk->interruption = (interruption){operation, kinds, nth, body, context};
  pthread_mutex_unlock(&disk->mutex);
}

int cfault_is_write_locked(int descriptor) {
#ifdef F_OFD_GETLK
  // SQLite's write lock is byte 120 of the -shm. A lock of this kind conflicts with the process's own.
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 120, .l_len = 1};
  if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return -1;
  return lock.l_type != F_UNLCK;
#else
  (void)descriptor;
  return -1;
#endif
}
