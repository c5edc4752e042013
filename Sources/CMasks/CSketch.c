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

SEGSH_READ_SKETCH(segsh_plain_read_sketch, )

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

#endif

void segsh_read_sketch(const int8_t *codes, long count, segsh_reading reading, uint64_t *words,
                       uint64_t *open) {
  SEGSH_IF_WIDE(segsh_wide_read_sketch(codes, count, reading, words, open));
  segsh_plain_read_sketch(codes, count, reading, words, open);
}
