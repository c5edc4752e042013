#include "CZlib.h"

int segsh_begin_unpacking(z_stream *stream) {
  /* The largest window, and gzip's own header and checksum. */
  return inflateInit2(stream, 15 + 16);
}
