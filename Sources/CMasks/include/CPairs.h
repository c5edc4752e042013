#ifndef SEGSH_CPAIRS_H
#define SEGSH_CPAIRS_H

#include <stdint.h>

#if defined(__SSE2__)
typedef int32_t segsh_four __attribute__((vector_size(16), aligned(1)));
typedef int64_t segsh_two __attribute__((vector_size(16), aligned(1)));
#endif

/* Adds two values of each of 64 rows, and one of `ones` to each, to the two totals of the row's
   place, which lie side by side: one addition does both. Rows take the four places of their group,
   `lane` apart, in turn. */
static inline void segsh_add_pairs_64(const int16_t *groups, const int32_t *first,
                                      const int32_t *second, const int64_t *ones, int64_t lane,
                                      int64_t *totals) {
#if defined(__SSE2__)
  const segsh_two both = *(const segsh_two *)ones;
#define SEGSH_ADD(turn, pair) \
  ((segsh_two *)totals)[groups[row + turn] + turn * lane] += (segsh_two)(pair) + both;
  for (int row = 0; row < 64; row += 4) {
    const segsh_four a = *(const segsh_four *)(first + row);
    const segsh_four b = *(const segsh_four *)(second + row);
    const segsh_four low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const segsh_four high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    /* The upper half of each wide number is the sign of its narrow one. */
    const segsh_four lows = low >> 31, highs = high >> 31;
    SEGSH_ADD(0, __builtin_shufflevector(low, lows, 0, 4, 1, 5))
    SEGSH_ADD(1, __builtin_shufflevector(low, lows, 2, 6, 3, 7))
    SEGSH_ADD(2, __builtin_shufflevector(high, highs, 0, 4, 1, 5))
    SEGSH_ADD(3, __builtin_shufflevector(high, highs, 2, 6, 3, 7))
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
