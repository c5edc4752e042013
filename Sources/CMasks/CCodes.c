#include "CCodes.h"

#include "CWide.h"

typedef int16_t segsh_codes __attribute__((vector_size(32), aligned(2)));

/* 16 codes at a time: each takes its own bit of the 16 that all get. */
#define SEGSH_REPLACE_CODES(name)                                                                \
  void name(int16_t *codes, const uint64_t *kept, long count, int16_t other, int16_t step) {     \
    const segsh_codes turns = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};            \
    const segsh_codes bits = {1,      1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,                 \
                              1 << 6, 1 << 7, 1 << 8,  1 << 9,  1 << 10, 1 << 11,                \
                              1 << 12, 1 << 13, 1 << 14, (int16_t)(1 << 15)};                    \
    const segsh_codes others = turns * step + other;                                             \
    for (long word = 0; word < count; word++)                                                    \
      for (int part = 0; part < 64; part += 16, codes += 16) {                                   \
        const segsh_codes all = (segsh_codes){0} + (int16_t)(kept[word] >> part);                \
        const segsh_codes isLost = (all & bits) == 0;                                            \
        *(segsh_codes *)codes = (*(segsh_codes *)codes & ~isLost) | (others & isLost);           \
      }                                                                                          \
  }

SEGSH_REPLACE_CODES(segsh_plain_replace_codes)

#if defined(__x86_64__)

SEGSH_WIDE static SEGSH_REPLACE_CODES(segsh_wide_replace)

#endif

void segsh_replace_codes(int16_t *codes, const uint64_t *kept, long count, int16_t other,
                         int16_t step) {
  SEGSH_IF_WIDE(segsh_wide_replace(codes, kept, count, other, step));
  segsh_plain_replace_codes(codes, kept, count, other, step);
}
