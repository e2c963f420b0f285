// The system's zlib as Swift sees it, plus the one call of its that is a macro. Our symbols carry
// the prefix czlib_.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// Begins to read gzip, and gzip alone: 15 bits of window, 16 for its heading.
static inline int czlib_begin_gunzip(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}

#endif
