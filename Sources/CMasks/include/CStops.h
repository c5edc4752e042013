#ifndef SEGSH_CSTOPS_H
#define SEGSH_CSTOPS_H

#include <stdint.h>

/* Bits of 64 bytes of a file each, the first byte in the lowest bit. */

#if defined(__SSE2__)

/* Which bytes are the separator, end a line or are a quote. */
static inline uint64_t segsh_stops(const void *bytes, uint8_t separator) {
  uint64_t word = 0;
  for (int group = 0; group < 4; group++) {
    const segsh_bytes value = ((const segsh_bytes *)bytes)[group];
    const segsh_bytes found = (segsh_bytes)(value == (char)separator) |
                              (segsh_bytes)(value == '"') | (segsh_bytes)(value == '\n') |
                              (segsh_bytes)(value == '\r');
    word |= segsh_signs(found) << group * 16;
  }
  return word;
}

/* Which bytes are no ASCII, or 0. */
static inline uint64_t segsh_odd(const void *bytes) {
  uint64_t word = 0;
  for (int group = 0; group < 4; group++) {
    const segsh_bytes value = ((const segsh_bytes *)bytes)[group];
    word |= segsh_signs(value | (segsh_bytes)(value == 0)) << group * 16;
  }
  return word;
}

#else

static inline uint64_t segsh_stops(const void *bytes, uint8_t separator) {
  const uint8_t *given = (const uint8_t *)bytes;
  uint8_t marks[64];
  for (int place = 0; place < 64; place++)
    marks[place] = (given[place] == separator) | (given[place] == 0x22) |
                   (given[place] == 0x0A) | (given[place] == 0x0D);
  return segsh_bits(marks);
}

static inline uint64_t segsh_odd(const void *bytes) {
  const uint8_t *given = (const uint8_t *)bytes;
  uint8_t marks[64];
  for (int place = 0; place < 64; place++)
    marks[place] = (uint8_t)(given[place] - 1) > 0x7E;
  return segsh_bits(marks);
}

#endif

#endif
