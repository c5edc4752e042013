#include "CMasks.h"

#include "CWide.h"

#if defined(__SSE2__)

#include <emmintrin.h>

/* The signs of four times 16 bytes. */
static inline uint64_t segsh_join_signs(__m128i a, __m128i b, __m128i c, __m128i d) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

static inline __m128i segsh_load(const void *values, int index) {
  return _mm_loadu_si128((const __m128i *)values + index);
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
  return ~segsh_join_signs(SEGSH_OUTSIDE(epi8, values, 0, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 1, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 2, lows, highs),
                      SEGSH_OUTSIDE(epi8, values, 3, lows, highs));
}

static inline uint64_t segsh_in_range_16(const int16_t *values, int16_t low, int16_t high) {
  const __m128i lows = _mm_set1_epi16(low), highs = _mm_set1_epi16(high);
  return ~segsh_join_signs(SEGSH_OUTSIDE_16(0), SEGSH_OUTSIDE_16(2), SEGSH_OUTSIDE_16(4),
                      SEGSH_OUTSIDE_16(6));
}

static inline uint64_t segsh_in_range_32(const int32_t *values, int32_t low, int32_t high) {
  const __m128i lows = _mm_set1_epi32(low), highs = _mm_set1_epi32(high);
  return ~segsh_join_signs(SEGSH_OUTSIDE_32(0), SEGSH_OUTSIDE_32(4), SEGSH_OUTSIDE_32(8),
                      SEGSH_OUTSIDE_32(12));
}

#undef SEGSH_OUTSIDE
#undef SEGSH_OUTSIDE_16
#undef SEGSH_OUTSIDE_PAIR_32
#undef SEGSH_OUTSIDE_32

#else

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

/* The loops with wide instructions (measured: half of the time where the values are in a cache). */

#if defined(__x86_64__)

SEGSH_WIDE static inline __m256i segsh_wide_load(const void *values, int index) {
  return _mm256_loadu_si256((const __m256i *)values + index);
}

/* Values outside of a range, all bits set, for each width. */
#define SEGSH_OUTSIDE(width, index)                                                           \
  _mm256_or_si256(_mm256_cmpgt_##width(lows, segsh_wide_load(values, index)),                 \
                  _mm256_cmpgt_##width(segsh_wide_load(values, index), highs))

/* Packing works on each half of 16 bytes: the order of the values is restored at the end. */
#define SEGSH_OUTSIDE_16(index)                                                               \
  _mm256_permute4x64_epi64(                                                                   \
      _mm256_packs_epi16(SEGSH_OUTSIDE(epi16, index), SEGSH_OUTSIDE(epi16, index + 1)), 0xD8)
#define SEGSH_OUTSIDE_PAIR_32(index)                                                          \
  _mm256_packs_epi32(SEGSH_OUTSIDE(epi32, index), SEGSH_OUTSIDE(epi32, index + 1))
#define SEGSH_OUTSIDE_32(index)                                                               \
  _mm256_permutevar8x32_epi32(                                                                \
      _mm256_packs_epi16(SEGSH_OUTSIDE_PAIR_32(index), SEGSH_OUTSIDE_PAIR_32(index + 2)), order)

SEGSH_WIDE static void segsh_wide_range_8(const int8_t *values, long count, int8_t low,
                                          int8_t high, uint64_t *words) {
  const __m256i lows = _mm256_set1_epi8(low), highs = _mm256_set1_epi8(high);
  for (long word = 0; word < count; word++, values += 64) {
    segsh_ask_ahead(values, 1);
    words[word] |= ~segsh_wide_signs(SEGSH_OUTSIDE(epi8, 0), SEGSH_OUTSIDE(epi8, 1));
  }
}

SEGSH_WIDE static void segsh_wide_range_16(const int16_t *values, long count, int16_t low,
                                           int16_t high, uint64_t *words) {
  const __m256i lows = _mm256_set1_epi16(low), highs = _mm256_set1_epi16(high);
  for (long word = 0; word < count; word++, values += 64) {
    segsh_ask_ahead(values, 2);
    words[word] |= ~segsh_wide_signs(SEGSH_OUTSIDE_16(0), SEGSH_OUTSIDE_16(2));
  }
}

SEGSH_WIDE static void segsh_wide_range_32(const int32_t *values, long count, int32_t low,
                                           int32_t high, uint64_t *words) {
  const __m256i lows = _mm256_set1_epi32(low), highs = _mm256_set1_epi32(high);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  for (long word = 0; word < count; word++, values += 64) {
    segsh_ask_ahead(values, 4);
    words[word] |= ~segsh_wide_signs(SEGSH_OUTSIDE_32(0), SEGSH_OUTSIDE_32(4));
  }
}

/* A code's low four bits name a byte of marks, one bit for each of eight high halves; codes from
   128 on have bytes of their own. A shuffle by a byte with its top bit set gives 0. */
SEGSH_WIDE static void segsh_wide_marks(const uint8_t *codes, long count, const uint8_t *isMarked,
                                        uint64_t *words) {
  uint8_t lower[16] = {0}, upper[16] = {0};
  for (int code = 0; code < 128; code++) {
    lower[code & 15] |= (uint8_t)((isMarked[code] != 0) << (code >> 4));
    upper[code & 15] |= (uint8_t)((isMarked[code + 128] != 0) << (code >> 4));
  }
  const __m256i lowers = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)lower));
  const __m256i uppers = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)upper));
  const __m256i bits = _mm256_set1_epi64x((long long)0x8040201008040201u);
  const __m256i top = _mm256_set1_epi8((char)0x80), halves = _mm256_set1_epi8(7);
  for (long word = 0; word < count; word++, codes += 64) {
    __m256i found[2];
    segsh_ask_ahead(codes, 1);
    for (int half = 0; half < 2; half++) {
      const __m256i code = segsh_wide_load(codes, half);
      const __m256i row = _mm256_or_si256(_mm256_shuffle_epi8(lowers, code),
                                          _mm256_shuffle_epi8(uppers, _mm256_xor_si256(code, top)));
      const __m256i bit =
          _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(code, 4), halves));
      found[half] = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
    }
    words[word] |= segsh_wide_signs(found[0], found[1]);
  }
}

/* The compiler makes vector instructions of these loops. */
#define SEGSH_COUNT_ABOVE(name, type)                                                         \
  static void name(const type *restrict values, long count, type cut,                         \
                   int8_t *restrict counts) {                                                 \
    for (long place = 0; place < count; place++) counts[place] += values[place] > cut;        \
  }

SEGSH_WIDE SEGSH_COUNT_ABOVE(segsh_wide_count_above_8, int8_t)
SEGSH_WIDE SEGSH_COUNT_ABOVE(segsh_wide_count_above_16, int16_t)
SEGSH_WIDE SEGSH_COUNT_ABOVE(segsh_wide_count_above_32, int32_t)

#undef SEGSH_COUNT_ABOVE

SEGSH_WIDE static long segsh_wide_population(const uint64_t *words, long count) {
  long population = 0;
  for (long word = 0; word < count; word++) population += __builtin_popcountll(words[word]);
  return population;
}

#undef SEGSH_OUTSIDE
#undef SEGSH_OUTSIDE_16
#undef SEGSH_OUTSIDE_PAIR_32
#undef SEGSH_OUTSIDE_32

#endif

void segsh_mark_range_8(const int8_t *values, long count, int8_t low, int8_t high,
                        uint64_t *words) {
  SEGSH_IF_WIDE(segsh_wide_range_8(values, count, low, high, words));
  for (long word = 0; word < count; word++)
    words[word] |= segsh_in_range_8(values + word * 64, low, high);
}

void segsh_mark_range_16(const int16_t *values, long count, int16_t low, int16_t high,
                         uint64_t *words) {
  SEGSH_IF_WIDE(segsh_wide_range_16(values, count, low, high, words));
  for (long word = 0; word < count; word++)
    words[word] |= segsh_in_range_16(values + word * 64, low, high);
}

void segsh_mark_range_32(const int32_t *values, long count, int32_t low, int32_t high,
                         uint64_t *words) {
  SEGSH_IF_WIDE(segsh_wide_range_32(values, count, low, high, words));
  for (long word = 0; word < count; word++)
    words[word] |= segsh_in_range_32(values + word * 64, low, high);
}

void segsh_mark_codes(const uint8_t *codes, long count, const uint8_t *isMarked,
                      uint64_t *words) {
  SEGSH_IF_WIDE(segsh_wide_marks(codes, count, isMarked, words));
  for (long word = 0; word < count; word++, codes += 64) {
    uint8_t bytes[64];
    for (int place = 0; place < 64; place++) bytes[place] = isMarked[codes[place]] != 0;
    words[word] |= segsh_bits(bytes);
  }
}

long segsh_population(const uint64_t *words, long count) {
  SEGSH_IF_WIDE(segsh_wide_population(words, count));
  long population = 0;
  for (long word = 0; word < count; word++) population += __builtin_popcountll(words[word]);
  return population;
}

#define SEGSH_COUNT_ABOVE(width, type)                                                        \
  void segsh_count_above_##width(const type *restrict values, long count, type cut,           \
                                 int8_t *restrict counts) {                                   \
    SEGSH_IF_WIDE(segsh_wide_count_above_##width(values, count, cut, counts));                \
    for (long place = 0; place < count; place++) counts[place] += values[place] > cut;        \
  }

SEGSH_COUNT_ABOVE(8, int8_t)
SEGSH_COUNT_ABOVE(16, int16_t)
SEGSH_COUNT_ABOVE(32, int32_t)
