#ifndef SEGSH_CSTOPS_H
#define SEGSH_CSTOPS_H

#include <stdint.h>

/* Bits of 64 bytes of a file each, the first byte in the lowest bit. */

#if defined(__SSE2__)

#define SEGSH_IS(byte) _mm_cmpeq_epi8(value, _mm_set1_epi8((char)(byte)))

static inline __m128i segsh_are_stops(__m128i value, uint8_t separator) {
  return _mm_or_si128(_mm_or_si128(SEGSH_IS(separator), SEGSH_IS(0x22)),
                      _mm_or_si128(SEGSH_IS(0x0A), SEGSH_IS(0x0D)));
}

/* Which bytes are the separator, end a line or are a quote. */
static inline uint64_t segsh_stops(const void *bytes, uint8_t separator) {
#define SEGSH_STOPS(index) segsh_are_stops(segsh_load(bytes, index), separator)
  return segsh_signs(SEGSH_STOPS(0), SEGSH_STOPS(1), SEGSH_STOPS(2), SEGSH_STOPS(3));
#undef SEGSH_STOPS
}

static inline __m128i segsh_are_odd(__m128i value) { return _mm_or_si128(value, SEGSH_IS(0)); }

/* Which bytes are no ASCII, or 0. */
static inline uint64_t segsh_odd(const void *bytes) {
#define SEGSH_ODD(index) segsh_are_odd(segsh_load(bytes, index))
  return segsh_signs(SEGSH_ODD(0), SEGSH_ODD(1), SEGSH_ODD(2), SEGSH_ODD(3));
#undef SEGSH_ODD
}

#undef SEGSH_IS

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
