#ifndef SEGSH_CMASKS_H
#define SEGSH_CMASKS_H

#include "COffsets.h"
#include "CPairs.h"

#include <stdint.h>

/* Bits of 64 values each, the first value in the lowest bit. Swift has no name for the instruction
   that gathers the signs of 16 bytes, which every x86-64 has; elsewhere eight bytes are gathered by
   one multiplication. Everything else about masks lives in Swift. */

#if defined(__SSE2__)

#include <emmintrin.h>

/* The signs of four times 16 bytes. */
static inline uint64_t segsh_signs(__m128i a, __m128i b, __m128i c, __m128i d) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

static inline __m128i segsh_load(const void *values, int index) {
  return _mm_loadu_si128((const __m128i *)values + index);
}

/* 64 bytes of 0 and 1 as bits. */
static inline uint64_t segsh_bits(const uint8_t *bytes) {
#define SEGSH_BYTES(index) _mm_slli_epi16(segsh_load(bytes, index), 7)
  return segsh_signs(SEGSH_BYTES(0), SEGSH_BYTES(1), SEGSH_BYTES(2), SEGSH_BYTES(3));
#undef SEGSH_BYTES
}

/* Values outside of a range, all bits set, for each width. */
#define SEGSH_OUTSIDE(width, values, index, low, high)                            \
  _mm_or_si128(_mm_cmpgt_##width(low, segsh_load(values, index)),                 \
               _mm_cmpgt_##width(segsh_load(values, index), high))
#define SEGSH_OUTSIDE_16(index)                                                   \
  _mm_packs_epi16(SEGSH_OUTSIDE(epi16, values, index, lows, highs),               \
                  SEGSH_OUTSIDE(epi16, values, index + 1, lows, highs))
#define SEGSH_OUTSIDE_PAIR_32(index)                                              \
  _mm_packs_epi32(SEGSH_OUTSIDE(epi32, values, index, lows, highs),               \
                  SEGSH_OUTSIDE(epi32, values, index + 1, lows, highs))
#define SEGSH_OUTSIDE_32(index)                                                   \
  _mm_packs_epi16(SEGSH_OUTSIDE_PAIR_32(index), SEGSH_OUTSIDE_PAIR_32(index + 2))

/* Which of 64 values lie in a range, its ends included. */
static inline uint64_t segsh_in_range_8(const int8_t *values, int8_t low, int8_t high) {
  const __m128i lows = _mm_set1_epi8(low), highs = _mm_set1_epi8(high);
  return ~segsh_signs(SEGSH_OUTSIDE(epi8, values, 0, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 1, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 2, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 3, lows, highs));
}

static inline uint64_t segsh_in_range_16(const int16_t *values, int16_t low, int16_t high) {
  const __m128i lows = _mm_set1_epi16(low), highs = _mm_set1_epi16(high);
  return ~segsh_signs(SEGSH_OUTSIDE_16(0), SEGSH_OUTSIDE_16(2), SEGSH_OUTSIDE_16(4),
                      SEGSH_OUTSIDE_16(6));
}

static inline uint64_t segsh_in_range_32(const int32_t *values, int32_t low, int32_t high) {
  const __m128i lows = _mm_set1_epi32(low), highs = _mm_set1_epi32(high);
  return ~segsh_signs(SEGSH_OUTSIDE_32(0), SEGSH_OUTSIDE_32(4), SEGSH_OUTSIDE_32(8),
                      SEGSH_OUTSIDE_32(12));
}

#undef SEGSH_OUTSIDE
#undef SEGSH_OUTSIDE_16
#undef SEGSH_OUTSIDE_PAIR_32
#undef SEGSH_OUTSIDE_32

#else

#include <string.h>

static inline uint64_t segsh_bits(const uint8_t *bytes) {
  uint64_t word = 0;
  for (int group = 0; group < 8; group++) {
    uint64_t eight;
    memcpy(&eight, bytes + group * 8, 8);
    word |= (eight * 0x0102040810204080u >> 56) << (group * 8);
  }
  return word;
}

#define SEGSH_IN_RANGE(name, type)                                                \
  static inline uint64_t name(const type *values, type low, type high) {          \
    uint8_t bytes[64];                                                            \
    for (int place = 0; place < 64; place++)                                      \
      bytes[place] = values[place] >= low && values[place] <= high;               \
    return segsh_bits(bytes);                                                     \
  }

SEGSH_IN_RANGE(segsh_in_range_8, int8_t)
SEGSH_IN_RANGE(segsh_in_range_16, int16_t)
SEGSH_IN_RANGE(segsh_in_range_32, int32_t)

#undef SEGSH_IN_RANGE

#endif

#endif
