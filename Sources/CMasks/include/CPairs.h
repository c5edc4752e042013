#ifndef SEGSH_CPAIRS_H
#define SEGSH_CPAIRS_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Adds two values of each of 64 rows, and one of `ones` to each, to the two totals of the row's
   place, which lie side by side: one addition does both. Rows take the four places of their group,
   `lane` apart, in turn. */
static inline void segsh_add_pairs_64(const int16_t *groups, const int32_t *first,
                                      const int32_t *second, const int64_t *ones, int64_t lane,
                                      int64_t *totals) {
#if defined(__SSE2__)
  const __m128i both = _mm_loadu_si128((const __m128i *)ones);
#define SEGSH_ADD(turn, pair)                                                          \
  {                                                                                    \
    __m128i *total = (__m128i *)totals + (groups[row + turn] + turn * lane);           \
    _mm_storeu_si128(total, _mm_add_epi64(_mm_loadu_si128(total), _mm_add_epi64(pair, both))); \
  }
  for (int row = 0; row < 64; row += 4) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(first + row));
    const __m128i b = _mm_loadu_si128((const __m128i *)(second + row));
    const __m128i low = _mm_unpacklo_epi32(a, b), high = _mm_unpackhi_epi32(a, b);
    /* The upper half of each wide number is the sign of its narrow one. */
    const __m128i lows = _mm_srai_epi32(low, 31), highs = _mm_srai_epi32(high, 31);
    SEGSH_ADD(0, _mm_unpacklo_epi32(low, lows))
    SEGSH_ADD(1, _mm_unpackhi_epi32(low, lows))
    SEGSH_ADD(2, _mm_unpacklo_epi32(high, highs))
    SEGSH_ADD(3, _mm_unpackhi_epi32(high, highs))
  }
#undef SEGSH_ADD
#else
  for (int row = 0; row < 64; row++) {
    int64_t *total = totals + 2 * (groups[row] + row % 4 * lane);
    total[0] += first[row] + ones[0];
    total[1] += second[row] + ones[1];
  }
#endif
}

#endif
