// Computes the root of a log's tree from its rows, as a C program would that trusts nothing else.
#include "raw_writer.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  EVP_MD *md;
  EVP_MD_CTX *ctx;
} hasher;

static void hash(hasher *h, const void *a, size_t n, const void *b, size_t m, unsigned char *out) {
  EVP_DigestInit_ex2(h->ctx, h->md, 0);
  EVP_DigestUpdate(h->ctx, a, n);
  if (m) EVP_DigestUpdate(h->ctx, b, m);
  EVP_DigestFinal_ex(h->ctx, out, 0);
}

static unsigned char *put(unsigned char *at, const void *bytes, int n) {
  memcpy(at, bytes, (size_t)n);
  return at + n;
}

static unsigned char *number(unsigned char *at, int64_t value) {
  for (int i = 7; i >= 0; i--) *at++ = (unsigned char)((uint64_t)value >> (8 * i));
  return at;
}

static unsigned char *text(unsigned char *at, sqlite3_stmt *s, int column) {
  const unsigned char *bytes = sqlite3_column_text(s, column);
  int n = sqlite3_column_bytes(s, column);
  *at++ = (unsigned char)(n >> 8);
  *at++ = (unsigned char)n;
  return put(at, bytes, n);
}

static unsigned char *optional(unsigned char *at, sqlite3_stmt *s, int column) {
  int is_there = sqlite3_column_type(s, column) != SQLITE_NULL;
  *at++ = (unsigned char)is_there;
  return is_there ? text(at, s, column) : at;
}

double raw_verify(const char *path, const char *origin, int64_t *events, unsigned char root[32]) {
  sqlite3 *db = raw_open(path, SQLITE_OPEN_READONLY);
  if (!db) return -1;
  hasher h = {EVP_MD_fetch(0, "SHA256", 0), EVP_MD_CTX_new()};
  sqlite3_stmt *event = 0, *tag = 0, *key = 0;
  double start = raw_now(), took = -1;
  // Tags and keys are not stored by place: SQLite sorts them.
  if (sqlite3_prepare_v2(db,
        "SELECT e.position, e.id, s.name, e.version, t.name, t.schema, e.occurred_at, e.recorded_at,"
        " e.actor, e.role, e.on_behalf_of, e.command, e.command_id, e.causation, e.correlation,"
        " e.salt, e.payload FROM event e JOIN stream s ON s.id = e.stream"
        " JOIN event_type t ON t.id = e.type ORDER BY e.position", -1, &event, 0) == SQLITE_OK &&
      sqlite3_prepare_v2(db,
        "SELECT m.position, t.name FROM event_tag m JOIN tag t ON t.id = m.tag"
        " ORDER BY m.position, t.name", -1, &tag, 0) == SQLITE_OK &&
      sqlite3_prepare_v2(db,
        "SELECT last_position, first_position, key, digest FROM idempotency"
        " ORDER BY last_position", -1, &key, 0) == SQLITE_OK) {
    // One hash for each level of the tree that is whole so far.
    unsigned char stack[64][32], entry[65536], record[512], node[65];
    int height = 0, code;
    int has_tag = sqlite3_step(tag) == SQLITE_ROW, has_key = sqlite3_step(key) == SQLITE_ROW;
    *events = 0;
    node[0] = 1;
    entry[0] = 0;
    unsigned char *head = put(entry + 1, "TKT1", 4);
    int n = (int)strlen(origin);
    *head++ = (unsigned char)(n >> 8);
    *head++ = (unsigned char)n;
    head = put(head, origin, n);
    while ((code = sqlite3_step(event)) == SQLITE_ROW) {
      int64_t position = sqlite3_column_int64(event, 0);
      unsigned char *at = number(head, position), *count;
      at = text(at, event, 2);
      at = number(at, sqlite3_column_int64(event, 3));
      at = text(at, event, 4);
      at = number(at, sqlite3_column_int64(event, 5));
      at = put(at, sqlite3_column_blob(event, 1), 16);
      at = number(at, sqlite3_column_int64(event, 6));
      at = number(at, sqlite3_column_int64(event, 7));
      at = text(at, event, 8);
      at = text(at, event, 9);
      at = optional(at, event, 10);
      at = optional(at, event, 11);
      int has_id = sqlite3_column_type(event, 12) != SQLITE_NULL;
      *at++ = (unsigned char)has_id;
      if (has_id) at = put(at, sqlite3_column_blob(event, 12), 16);
      at = optional(at, event, 13);
      at = optional(at, event, 14);
      hash(&h, sqlite3_column_blob(event, 15), 16, sqlite3_column_text(event, 16),
           (size_t)sqlite3_column_bytes(event, 16), at);
      at += 32;
      count = at;
      at += 2;
      int tags = 0;
      for (; has_tag && sqlite3_column_int64(tag, 0) == position; tags++) {
        at = text(at, tag, 1);
        has_tag = sqlite3_step(tag) == SQLITE_ROW;
      }
      count[0] = (unsigned char)(tags >> 8);
      count[1] = (unsigned char)tags;
      int is_keyed = has_key && sqlite3_column_int64(key, 0) == position;
      *at++ = (unsigned char)is_keyed;
      if (is_keyed) {
        unsigned char *end = number(record, sqlite3_column_int64(key, 1));
        end = put(end, sqlite3_column_blob(key, 3), 32);
        end = put(end, sqlite3_column_text(key, 2), sqlite3_column_bytes(key, 2));
        hash(&h, record, (size_t)(end - record), 0, 0, at);
        at += 32;
        has_key = sqlite3_step(key) == SQLITE_ROW;
      }
      hash(&h, entry, (size_t)(at - entry), 0, 0, stack[height++]);
      for (int64_t whole = position; (whole & 1) == 0; whole >>= 1) {
        memcpy(node + 1, stack[height - 2], 64);
        hash(&h, node, 65, 0, 0, stack[height - 2]);
        height--;
      }
      ++*events;
    }
    for (; height > 1; height--) {
      memcpy(node + 1, stack[height - 2], 64);
      hash(&h, node, 65, 0, 0, stack[height - 2]);
    }
    if (height == 1) memcpy(root, stack[0], 32);
    if (code == SQLITE_DONE) took = raw_now() - start;
  }
  sqlite3_finalize(event);
  sqlite3_finalize(tag);
  sqlite3_finalize(key);
  EVP_MD_CTX_free(h.ctx);
  EVP_MD_free(h.md);
  sqlite3_close(db);
  return took;
}
