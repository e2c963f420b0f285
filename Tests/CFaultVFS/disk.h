// What a disk holds safely and what it may lose; shared between the file system and its model.
#ifndef CFAULT_DISK_H
#define CFAULT_DISK_H

#include <pthread.h>
#include <stdint.h>
#include <sys/stat.h>
#include "CFaultVFS.h"

// A write that is not safe yet, or a truncation, which has no bytes.
typedef struct change {
  int64_t offset;
  int64_t count;
  unsigned char *bytes;
  struct change *next;
} change;

typedef struct image {
  unsigned char *bytes;
  int64_t count;
  int64_t room;
} image;

// A file, whatever its names are.
typedef struct node {
  dev_t device;
  ino_t inode;
  int is_removed;
  int handles;
  int64_t size;
  image safe;
  change *first;
  change *last;
  int is_settled;
  struct node *next;
} node;

// A name in the folder; its node is known from the file's first opening on.
typedef struct name {
  char text[128];
  dev_t device;
  ino_t inode;
  node *file;
  struct name *next;
} name;

typedef struct interruption {
  int operation;
  int kinds;
  long countdown;
  void (*body)(void *);
  void *context;
} interruption;

struct cfault_disk {
  char folder[512];
  pthread_mutex_t mutex;
  node *nodes;
  name *safe_names;
  name *last_names;
  int generation;
  int is_dead;
  int open_files;
  uint64_t random;
  long crash_countdown;
  int is_kill;
  int ignored_kinds;
  int fail_operations;
  int fail_kinds;
  long fail_countdown;
  int fail_always;
  int fail_code;
  long faults;
  interruption interruption;
  long calls[CFAULT_OPERATIONS][4];
  struct cfault_disk *next;
};

// The disk that a path is on, or NULL.
cfault_disk *disk_of(const char *path);

// All of these are called with the disk's mutex held.
node *disk_node(cfault_disk *disk, const struct stat *info, int *is_new);
void disk_settle_names(cfault_disk *disk);
void disk_die(cfault_disk *disk);
void node_write(node *file, const void *bytes, int64_t count, int64_t offset);
void node_truncate(node *file, int64_t size);
void node_sync(node *file);
void node_forget(node *file);
void image_put(image *to, const void *bytes, int64_t count, int64_t offset);

#endif
