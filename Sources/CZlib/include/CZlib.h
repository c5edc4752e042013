#ifndef SEGSH_CZLIB_H
#define SEGSH_CZLIB_H

#include <zlib.h>

/* Begins to unpack a gzip stream; a function for what zlib has as a macro. Everything else lives in
   Swift. */
int segsh_begin_unpacking(z_stream *stream);

#endif
