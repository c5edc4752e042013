#ifndef SEGSH_COFFSETS_H
#define SEGSH_COFFSETS_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* How many of 16 ascending numbers are not above a limit, without a branch. */
static inline uint32_t segsh_not_above_16(const uint32_t *numbers, uint32_t limit) {
#if defined(__SSE2__)
  /* The instruction that compares takes numbers with a sign. */
  const __m128i sign = _mm_set1_epi32(INT32_MIN);
  const __m128i limits = _mm_xor_si128(_mm_set1_epi32((int32_t)limit), sign);
#define SEGSH_ABOVE(index)                                                            \
  _mm_cmpgt_epi32(                                                                    \
      _mm_xor_si128(_mm_loadu_si128((const __m128i *)numbers + index), sign), limits)
  const __m128i above = _mm_packs_epi16(_mm_packs_epi32(SEGSH_ABOVE(0), SEGSH_ABOVE(1)),
                                        _mm_packs_epi32(SEGSH_ABOVE(2), SEGSH_ABOVE(3)));
#undef SEGSH_ABOVE
  return (uint32_t)__builtin_ctz((uint32_t)_mm_movemask_epi8(above) | 1u << 16);
#else
  uint32_t count = 0;
  for (int index = 0; index < 16; index++) count += numbers[index] <= limit;
  return count;
#endif
}

#endif
