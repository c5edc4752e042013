#ifndef SEGSH_CWRITEROWS_H
#define SEGSH_CWRITEROWS_H

#include "CWide.h"

/* Writes the rows that are set in a word, whose first row is given, behind those found before;
   returns how many there are then. There must be room for all rows of the word. */
static inline long segsh_write_rows(uint64_t set, uint32_t first, uint32_t *rows, long found) {
  for (; set != 0; set &= set - 1) rows[found++] = first | (uint32_t)__builtin_ctzll(set);
  return found;
}

#if defined(__x86_64__)

/* The first few rows are written whether there are so many or not, as that cannot be guessed; then
   eight at a time (measured: a quarter of the time): the numbers 0 to 7 of those that are set are
   packed, and all eight are written. */
SEGSH_WIDE static inline long segsh_wide_write_rows(uint64_t set, uint32_t first, uint32_t *rows,
                                                    long found) {
  for (int turn = 0; turn < 4; turn++, set &= set - 1) {
    rows[found] = first | (uint32_t)_tzcnt_u64(set);
    found += set != 0;
  }
  if (set == 0) return found;
  const __m256i eight = _mm256_set1_epi32(8);
  __m256i firsts = _mm256_set1_epi32((int)first);
  for (int part = 0; part < 8; part++, set >>= 8) {
    const uint64_t bytes = _pdep_u64(set, 0x0101010101010101u) * 255;
    const uint64_t packed = _pext_u64(0x0706050403020100u, bytes);
    const __m256i numbers = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)packed));
    _mm256_storeu_si256((__m256i *)(rows + found), _mm256_add_epi32(firsts, numbers));
    found += __builtin_popcountll(set & 255);
    firsts = _mm256_add_epi32(firsts, eight);
  }
  return found;
}

#endif

#endif
