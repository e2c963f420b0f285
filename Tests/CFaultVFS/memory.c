// Memory that runs out: SQLite's own allocator, failing when asked to.
#include "CFaultVFS.h"

#include <pthread.h>
#include <sqlite3.h>

static sqlite3_mem_methods real_memory;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long countdown;
static int goes_on;
static long faults;

static int fails(void) {
  pthread_mutex_lock(&mutex);
  int answer = countdown == 1;
  if (countdown > 1) countdown--;
  else if (!goes_on) countdown = 0;
  if (answer) faults++;
  pthread_mutex_unlock(&mutex);
  return answer;
}

static void *allocate(int count) { return fails() ? NULL : real_memory.xMalloc(count); }

static void *reallocate(void *old, int count) {
  return fails() ? NULL : real_memory.xRealloc(old, count);
}

int cfault_memory_install(void) {
  sqlite3_shutdown();
  int code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
  if (code != SQLITE_OK) return code;
  sqlite3_mem_methods failing = real_memory;
  failing.xMalloc = allocate;
  failing.xRealloc = reallocate;
  code = sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
  // Small allocations would be served from memory that each connection has in store.
  if (code == SQLITE_OK) code = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
  return code == SQLITE_OK ? sqlite3_initialize() : code;
}

void cfault_memory_fail(long nth, int always) {
  pthread_mutex_lock(&mutex);
  countdown = nth;
  goes_on = always;
  faults = 0;
  pthread_mutex_unlock(&mutex);
}

long cfault_memory_faults(void) {
  pthread_mutex_lock(&mutex);
  long answer = faults;
  pthread_mutex_unlock(&mutex);
  return answer;
}
