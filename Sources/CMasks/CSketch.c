#include "CMasks.h"

#include "CWide.h"

/* Codes and their tests stay in a register for both answers. */
#define SEGSH_READ_SKETCH(name, target)                                                          \
  target void name(const int8_t *codes, long count, segsh_reading reading, uint64_t *words,      \
                   uint64_t *open) {                                                             \
    const int8_t low = reading.low, high = reading.high;                                         \
    const int8_t first = reading.open[0], second = reading.open[1];                              \
    for (long word = 0; word < count; word++, codes += 64) {                                     \
      uint8_t isSure[64], isOpen[64];                                                            \
      for (int place = 0; place < 64; place++) {                                                 \
        isSure[place] = codes[place] >= low & codes[place] <= high;                              \
        isOpen[place] = codes[place] == first | codes[place] == second;                          \
      }                                                                                          \
      words[word] |= segsh_bits(isSure);                                                         \
      open[word] = segsh_bits(isOpen);                                                           \
    }                                                                                            \
  }

/* Words with rows are found first, 64 at a time, as whether a word has any cannot be guessed. */
#define SEGSH_LIST_ROWS(name, target, some_of)                                                   \
  target long name(const uint64_t *words, long count, uint32_t *rows) {                          \
    long found = 0;                                                                              \
    for (long start = 0; start < count; start += 64) {                                           \
      const long rest = count - start;                                                           \
      uint64_t some = some_of(words + start, rest < 64 ? rest : 64);                             \
      for (; some != 0; some &= some - 1) {                                                      \
        const long word = start + __builtin_ctzll(some);                                         \
        for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1)                           \
          rows[found++] = (uint32_t)(word << 6 | __builtin_ctzll(bits));                         \
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

SEGSH_READ_SKETCH(segsh_plain_read_sketch, )
SEGSH_LIST_ROWS(segsh_plain_list_rows, , segsh_some)

#if defined(__x86_64__)

SEGSH_WIDE static void segsh_wide_read_sketch(const int8_t *codes, long count,
                                              segsh_reading reading, uint64_t *words,
                                              uint64_t *open) {
  const __m256i lows = _mm256_set1_epi8(reading.low), highs = _mm256_set1_epi8(reading.high);
  const __m256i first = _mm256_set1_epi8(reading.open[0]);
  const __m256i second = _mm256_set1_epi8(reading.open[1]);
  for (long word = 0; word < count; word++, codes += 64) {
    const __m256i a = _mm256_loadu_si256((const __m256i *)codes);
    const __m256i b = _mm256_loadu_si256((const __m256i *)codes + 1);
    words[word] |= ~segsh_wide_signs(
        _mm256_or_si256(_mm256_cmpgt_epi8(lows, a), _mm256_cmpgt_epi8(a, highs)),
        _mm256_or_si256(_mm256_cmpgt_epi8(lows, b), _mm256_cmpgt_epi8(b, highs)));
    open[word] = segsh_wide_signs(
        _mm256_or_si256(_mm256_cmpeq_epi8(a, first), _mm256_cmpeq_epi8(a, second)),
        _mm256_or_si256(_mm256_cmpeq_epi8(b, first), _mm256_cmpeq_epi8(b, second)));
  }
}

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

SEGSH_LIST_ROWS(segsh_wide_list_rows, SEGSH_WIDE static, segsh_wide_some)

#endif

void segsh_read_sketch(const int8_t *codes, long count, segsh_reading reading, uint64_t *words,
                       uint64_t *open) {
  SEGSH_IF_WIDE(segsh_wide_read_sketch(codes, count, reading, words, open));
  segsh_plain_read_sketch(codes, count, reading, words, open);
}

long segsh_list_rows(const uint64_t *words, long count, uint32_t *rows) {
  SEGSH_IF_WIDE(segsh_wide_list_rows(words, count, rows));
  return segsh_plain_list_rows(words, count, rows);
}
