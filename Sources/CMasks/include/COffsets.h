#ifndef SEGSH_COFFSETS_H
#define SEGSH_COFFSETS_H

#include <stdint.h>

#if defined(__SSE2__)
typedef uint32_t segsh_numbers __attribute__((vector_size(16), aligned(1)));
#endif

/* How many of 16 ascending numbers are not above a limit, without a branch. */
static inline uint32_t segsh_not_above_16(const uint32_t *numbers, uint32_t limit) {
#if defined(__SSE2__)
  const segsh_numbers *fours = (const segsh_numbers *)numbers;
  const segsh_bytes above = __builtin_ia32_packsswb128(
      __builtin_ia32_packssdw128(fours[0] > limit, fours[1] > limit),
      __builtin_ia32_packssdw128(fours[2] > limit, fours[3] > limit));
  return (uint32_t)__builtin_ctz((uint32_t)segsh_signs(above) | 1u << 16);
#else
  uint32_t count = 0;
  for (int index = 0; index < 16; index++) count += numbers[index] <= limit;
  return count;
#endif
}

#endif
