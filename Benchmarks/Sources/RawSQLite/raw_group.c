#include "raw_writer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// One caller's append, and where it waits for the answer.
typedef struct request {
  struct request *next;
  pthread_cond_t answered;
  int is_answered;
  const char *name, *key;
  int64_t stream, version;
} request;

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t work;
  request *first, **last;
  int is_closed, failed;
  raw_writer writer;
  int checked;
} group;

typedef struct {
  group *group;
  int each;
  // The text of each append, made before the clock starts: `each` keys, and a name per eight.
  char (*keys)[32], (*names)[32];
} caller;

static void *call(void *context) {
  caller *c = context;
  group *g = c->group;
  request r = {0};
  pthread_cond_init(&r.answered, 0);
  int failed = 0;
  for (int i = 0; i < c->each && !failed; i++) {
    r.next = 0;
    r.is_answered = 0;
    r.key = c->keys[i];
    r.name = c->names[i / 8];
    r.version = i % 8 + 1;
    pthread_mutex_lock(&g->lock);
    *g->last = &r;
    g->last = &r.next;
    pthread_cond_signal(&g->work);
    while (!r.is_answered) pthread_cond_wait(&r.answered, &g->lock);
    failed = g->failed;
    pthread_mutex_unlock(&g->lock);
  }
  pthread_cond_destroy(&r.answered);
  return 0;
}

static int append(group *g, request *r, int64_t position) {
  raw_writer *w = &g->writer;
  if (g->checked && raw_has_key(w, r->key)) return 0;
  if (r->version == 1) r->stream = raw_add_stream(w, r->name);
  else if (g->checked && raw_stream_version(w, r->stream) != r->version - 1) return 0;
  return r->stream > 0 && raw_write(w, 0, position, r->stream, r->version, r->key, 0);
}

static void *write_groups(void *context) {
  group *g = context;
  for (;;) {
    pthread_mutex_lock(&g->lock);
    while (!g->first && !g->is_closed) pthread_cond_wait(&g->work, &g->lock);
    request *taken = g->first;
    g->first = 0;
    g->last = &g->first;
    pthread_mutex_unlock(&g->lock);
    if (!taken) return 0;
    int good = raw_run(g->writer.begin);
    int64_t position = raw_number_of(g->writer.head);
    for (request *r = taken; good && r; r = r->next) good = append(g, r, ++position);
    good = good && raw_run(g->writer.commit);
    pthread_mutex_lock(&g->lock);
    if (!good) g->failed = 1;
    for (request *r = taken, *next; r; r = next) {
      next = r->next;
      r->is_answered = 1;
      pthread_cond_signal(&r->answered);
    }
    pthread_mutex_unlock(&g->lock);
  }
}

static double run_callers(group *g, caller *callers, int count) {
  pthread_t writer, *threads = calloc((size_t)count, sizeof *threads);
  int started = 0;
  if (!threads || pthread_create(&writer, 0, write_groups, g)) {
    free(threads);
    return -1;
  }
  double start = raw_now();
  while (started < count && !pthread_create(&threads[started], 0, call, &callers[started]))
    started++;
  for (int i = 0; i < started; i++) pthread_join(threads[i], 0);
  double took = raw_now() - start;
  pthread_mutex_lock(&g->lock);
  g->is_closed = 1;
  pthread_cond_signal(&g->work);
  pthread_mutex_unlock(&g->lock);
  pthread_join(writer, 0);
  free(threads);
  return started == count && !g->failed ? took : -1;
}

double raw_group(const char *path, int count, int each, int checked, const raw_event *event) {
  group g = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER,
             .checked = checked};
  g.last = &g.first;
  double took = -1;
  caller *callers = calloc((size_t)count, sizeof *callers);
  int good = callers && raw_writer_open(&g.writer, path, event, 1);
  for (int i = 0; good && i < count; i++) {
    caller *c = &callers[i];
    c->group = &g;
    c->each = each;
    c->keys = calloc((size_t)each, sizeof *c->keys);
    c->names = calloc((size_t)each / 8 + 1, sizeof *c->names);
    good = c->keys && c->names;
    for (int j = 0; good && j < each; j++) {
      snprintf(c->keys[j], sizeof *c->keys, "key-%d-%d", i, j);
      if (j % 8 == 0) snprintf(c->names[j / 8], sizeof *c->names, "ticket/N-%d-%d", i, j / 8);
    }
  }
  if (good) took = run_callers(&g, callers, count);
  for (int i = 0; callers && i < count; i++) {
    free(callers[i].keys);
    free(callers[i].names);
  }
  free(callers);
  raw_writer_close(&g.writer);
  return took;
}
