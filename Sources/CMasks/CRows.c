#include "CRows.h"

#include "CWriteRows.h"

/* Words with rows are found first, 64 at a time, as whether a word has any cannot be guessed. */
#define SEGSH_LIST_ROWS(name, target, some_of, write)                                            \
  target long name(const uint64_t *words, long count, uint32_t *rows) {                          \
    long found = 0;                                                                              \
    for (long start = 0; start < count; start += 64) {                                           \
      const long rest = count - start;                                                           \
      uint64_t some = some_of(words + start, rest < 64 ? rest : 64);                             \
      for (; some != 0; some &= some - 1) {                                                      \
        const long word = start + __builtin_ctzll(some);                                         \
        found = write(words[word], (uint32_t)word << 6, rows, found);                            \
      }                                                                                          \
    }                                                                                            \
    return found;                                                                                \
  }

/* Which of some words, at most 64, have any bit set. */
static inline uint64_t segsh_some(const uint64_t *words, long count) {
  uint64_t some = 0;
  for (long word = 0; word < count; word++) some |= (uint64_t)(words[word] != 0) << word;
  return some;
}

SEGSH_LIST_ROWS(segsh_plain_list_rows, , segsh_some, segsh_write_rows)

#if defined(__x86_64__)

SEGSH_WIDE static inline uint64_t segsh_wide_some(const uint64_t *words, long count) {
  const __m256i zero = _mm256_setzero_si256();
  uint64_t none = 0;
  for (long word = 0; word + 4 <= count; word += 4) {
    const __m256i four = _mm256_loadu_si256((const __m256i *)(words + word));
    const __m256i isNone = _mm256_cmpeq_epi64(four, zero);
    none |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(isNone)) << word;
  }
  const long whole = count & ~3L;
  if (whole == 64) return ~none;
  return (~none & (((uint64_t)1 << whole) - 1)) | segsh_some(words + whole, count - whole) << whole;
}

SEGSH_LIST_ROWS(segsh_wide_list_rows, SEGSH_WIDE static, segsh_wide_some, segsh_wide_write_rows)

#endif

long segsh_list_rows(const uint64_t *words, long count, uint32_t *rows) {
  SEGSH_IF_WIDE(segsh_wide_list_rows(words, count, rows));
  return segsh_plain_list_rows(words, count, rows);
}

void segsh_ask_for_rows(const void *values, long width, const uint32_t *rows, long count,
                        long all) {
  if (count > all / 16) return;
  for (long at = 0; at < count; at++) __builtin_prefetch((const char *)values + rows[at] * width);
}
