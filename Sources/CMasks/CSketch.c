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
    segsh_ask_ahead(codes, 1);
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

typedef int8_t segsh_half __attribute__((vector_size(32), aligned(1)));

/* Codes stay in registers for all cuts; a comparison that holds is -1. */
#define SEGSH_SCORE_SKETCH(name, target, bits)                                                   \
  target void name(const int8_t *codes, long count, segsh_scoring scoring, int8_t *scores,       \
                   uint64_t *open) {                                                             \
    const segsh_half none = {0};                                                                 \
    for (long word = 0; word < count; word++, codes += 64, scores += 64) {                       \
      const segsh_half a = *(const segsh_half *)codes, b = *(const segsh_half *)(codes + 32);    \
      segsh_ask_ahead(codes, 1);                                                                 \
      segsh_half low = none + scoring.start, high = low, first = none, second = none;            \
      for (long place = 0; place < scoring.cut_count; place++) {                                 \
        low -= a > scoring.cuts[place];                                                          \
        high -= b > scoring.cuts[place];                                                         \
      }                                                                                          \
      for (long place = 0; place < scoring.open_count; place++) {                                \
        first |= a == scoring.open[place];                                                       \
        second |= b == scoring.open[place];                                                      \
      }                                                                                          \
      *(segsh_half *)scores = low;                                                               \
      *(segsh_half *)(scores + 32) = high;                                                       \
      open[word] = bits(&first, &second);                                                        \
    }                                                                                            \
  }

static inline uint64_t segsh_plain_signs(const segsh_half *first, const segsh_half *second) {
  const segsh_half both[2] = {*first & 1, *second & 1};
  return segsh_bits((const uint8_t *)both);
}

SEGSH_SCORE_SKETCH(segsh_plain_score_sketch, , segsh_plain_signs)

#if defined(__x86_64__)

SEGSH_WIDE static inline uint64_t segsh_signs_of(const segsh_half *first,
                                                 const segsh_half *second) {
  return segsh_wide_signs((__m256i)*first, (__m256i)*second);
}

SEGSH_WIDE static SEGSH_SCORE_SKETCH(segsh_wide_score_sketch, , segsh_signs_of)

#endif

void segsh_score_sketch(const int8_t *codes, long count, segsh_scoring scoring, int8_t *scores,
                        uint64_t *open) {
  SEGSH_IF_WIDE(segsh_wide_score_sketch(codes, count, scoring, scores, open));
  segsh_plain_score_sketch(codes, count, scoring, scores, open);
}
