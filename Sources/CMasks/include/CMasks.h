#ifndef SEGSH_CMASKS_H
#define SEGSH_CMASKS_H

#include <stdint.h>

/* Bits of 64 values each, the first value in the lowest bit. Swift has no name for the instruction
   that gathers the signs of 16 bytes, which every x86-64 has, nor a way to use instructions that
   only some processors have; elsewhere eight bytes are gathered by one multiplication. Everything
   else about masks lives in Swift. */

#if defined(__SSE2__)

/* 16 bytes at any address, also as eight numbers of two. Without a header of intrinsics, which
   Swift would take for a module that every importer needs. */
typedef char segsh_bytes __attribute__((vector_size(16), aligned(1)));
typedef short segsh_pairs __attribute__((vector_size(16), aligned(1)));

/* The signs of 16 bytes. */
static inline uint64_t segsh_signs(segsh_bytes bytes) {
  return (uint64_t)(uint32_t)__builtin_ia32_pmovmskb128(bytes);
}

/* 64 bytes of 0 and 1 as bits. */
static inline uint64_t segsh_bits(const uint8_t *bytes) {
  uint64_t word = 0;
  /* Each byte's lowest bit becomes its sign. */
  for (int group = 0; group < 4; group++)
    word |= segsh_signs((segsh_bytes)(((const segsh_pairs *)bytes)[group] << 7)) << group * 16;
  return word;
}

#else

#include <string.h>

static inline uint64_t segsh_bits(const uint8_t *bytes) {
  uint64_t word = 0;
  for (int group = 0; group < 8; group++) {
    uint64_t eight;
    memcpy(&eight, bytes + group * 8, 8);
    word |= (eight * 0x0102040810204080u >> 56) << (group * 8);
  }
  return word;
}

#endif

/* Sets the bits, 64 a word, of the values that lie in a range, its ends included; there are 64
   times `count` of them. */
void segsh_mark_range_8(const int8_t *values, long count, int8_t low, int8_t high,
                        uint64_t *words);
void segsh_mark_range_16(const int16_t *values, long count, int16_t low, int16_t high,
                         uint64_t *words);
void segsh_mark_range_32(const int32_t *values, long count, int32_t low, int32_t high,
                         uint64_t *words);

/* Sets the bits of the codes that a table of 256 marks. */
void segsh_mark_codes(const uint8_t *codes, long count, const uint8_t *isMarked, uint64_t *words);

/* Adds one to the count of each value that is above a cut. */
void segsh_count_above_8(const int8_t *values, long count, int8_t cut, int8_t *counts);
void segsh_count_above_16(const int16_t *values, long count, int16_t cut, int8_t *counts);
void segsh_count_above_32(const int32_t *values, long count, int32_t cut, int8_t *counts);

/* Number of set bits. */
long segsh_population(const uint64_t *words, long count);

/* These use what stands above. */
#include "CBuckets.h"
#include "CCodes.h"
#include "CGroups.h"
#include "COwners.h"
#include "CPause.h"
#include "CRows.h"
#include "CSketch.h"
#include "CStops.h"

#endif
