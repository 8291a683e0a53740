#ifndef SAMPAN_CZLIB_SHIM_H
#define SAMPAN_CZLIB_SHIM_H

#include <zlib.h>

/* deflateInit2 and inflateInit2 are macros, which Swift does not import. Negative window bits: raw deflate;
   positive ones: with zlib's header and checksum. */

static inline int sampan_deflate_init(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}

static inline int sampan_inflate_init(z_stream *stream) {
  return inflateInit2(stream, -MAX_WBITS);
}

static inline int sampan_inflate_init_zlib(z_stream *stream) {
  return inflateInit2(stream, MAX_WBITS);
}

#endif
