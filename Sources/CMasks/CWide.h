#ifndef SEGSH_CWIDE_H
#define SEGSH_CWIDE_H

#include <stdint.h>

/* Asks for what a loop over values of some width, 64 at a time, reads two pages later. A processor
   asks by itself for what comes next, but begins anew with each page of 4 KB (measured with nothing
   in the caches: a filter of two numbers takes 0.85 of the time). Nothing is read, so that the
   address may lie behind the last value. */
static inline void segsh_ask_ahead(const void *values, int width) {
  const uintptr_t ahead = (uintptr_t)values + 8192;
  for (int line = 0; line < width; line++) __builtin_prefetch((const void *)(ahead + line * 64));
}

/* Loops that are there twice on x86-64: with the instructions of every such processor, and with
   those of 32 bytes at a time and those that pack bits, which nearly all have since 2013. Which one
   runs is settled by the processor at hand. */

#if defined(__x86_64__)

#include <immintrin.h>

#define SEGSH_WIDE __attribute__((target("avx2,bmi,bmi2,popcnt")))

static inline int segsh_is_wide(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

/* The signs of twice 32 bytes. */
SEGSH_WIDE static inline uint64_t segsh_wide_signs(__m256i a, __m256i b) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) |
         (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

#define SEGSH_IF_WIDE(call) \
  if (segsh_is_wide()) return call

#else

#define SEGSH_IF_WIDE(call)

#endif

#endif
