#include "CBuckets.h"

#include "CWide.h"

/* Up to this many rows of a word's 64 are counted one by one. */
#define SEGSH_FEW_ROWS 16

/* The loop that finds the buckets of 64 rows becomes vector instructions. Where most rows count,
   the others are counted too, in a bucket of their own: whether a row counts cannot be guessed.
   `number` is as wide as the reckoning has to be: what is lost of a narrower value's sign is lost
   of the offset too. */
#define SEGSH_COUNT_BUCKETS(name, type, number)                                                  \
  void name(const type *restrict values, const uint64_t *restrict rows, long count,              \
            segsh_buckets buckets, uint32_t *restrict counts) {                                  \
    const number offset = (number)buckets.offset;                                                \
    const uint32_t shift = buckets.shift, last = buckets.last, bits = buckets.turn_bits;         \
    const uint32_t turns = ((uint32_t)1 << bits) - 1;                                            \
    for (long start = 0; start < count; start += 64) {                                           \
      uint64_t set = rows[start >> 6];                                                           \
      if (count - start < 64) set &= ((uint64_t)1 << (count - start)) - 1;                       \
      if (count - start < 64 || __builtin_popcountll(set) <= SEGSH_FEW_ROWS) {                   \
        for (; set != 0; set &= set - 1) {                                                       \
          const uint32_t row = (uint32_t)__builtin_ctzll(set);                                   \
          const uint32_t place = (uint32_t)(((number)values[start + row] + offset) >> shift);    \
          counts[((place & last) << bits) + (row & turns)]++;                                    \
        }                                                                                        \
        continue;                                                                                \
      }                                                                                          \
      const uint32_t halves[2] = {(uint32_t)set, (uint32_t)(set >> 32)};                         \
      uint32_t places[64];                                                                       \
      for (uint32_t half = 0; half < 2; half++) {                                                \
        const type *some = values + start + half * 32;                                           \
        for (uint32_t row = 0; row < 32; row++) {                                                \
          const uint32_t place = (uint32_t)(((number)some[row] + offset) >> shift) & last;       \
          const uint32_t isSet = 0 - (halves[half] >> row & 1);                                  \
          places[half * 32 + row] =                                                              \
              (((place & isSet) | ((last + 1) & ~isSet)) << bits) + (row & turns);               \
        }                                                                                        \
      }                                                                                          \
      for (int row = 0; row < 64; row++) counts[places[row]]++;                                  \
    }                                                                                            \
  }

SEGSH_COUNT_BUCKETS(segsh_plain_count_buckets_8, int8_t, uint32_t)
SEGSH_COUNT_BUCKETS(segsh_plain_count_buckets_16, int16_t, uint32_t)
SEGSH_COUNT_BUCKETS(segsh_plain_count_buckets_32, int32_t, uint32_t)
SEGSH_COUNT_BUCKETS(segsh_plain_count_buckets_64, int64_t, uint64_t)

#if defined(__x86_64__)

SEGSH_WIDE static SEGSH_COUNT_BUCKETS(segsh_wide_buckets_8, int8_t, uint32_t)
SEGSH_WIDE static SEGSH_COUNT_BUCKETS(segsh_wide_buckets_16, int16_t, uint32_t)
SEGSH_WIDE static SEGSH_COUNT_BUCKETS(segsh_wide_buckets_32, int32_t, uint32_t)
SEGSH_WIDE static SEGSH_COUNT_BUCKETS(segsh_wide_buckets_64, int64_t, uint64_t)

#endif

#define SEGSH_CHOOSE(width)                                                                      \
  void segsh_count_buckets_##width(const int##width##_t *values, const uint64_t *rows,           \
                                   long count, segsh_buckets buckets, uint32_t *counts) {        \
    SEGSH_IF_WIDE(segsh_wide_buckets_##width(values, rows, count, buckets, counts));             \
    segsh_plain_count_buckets_##width(values, rows, count, buckets, counts);                     \
  }

SEGSH_CHOOSE(8)
SEGSH_CHOOSE(16)
SEGSH_CHOOSE(32)
SEGSH_CHOOSE(64)
