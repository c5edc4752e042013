#ifndef SEGSH_CBUCKETS_H
#define SEGSH_CBUCKETS_H

#include <stdint.h>

/* How values fall into buckets: each one, moved by an offset, by its higher bits. */
typedef struct {
  uint64_t offset;
  /* Lower bits that do not matter. */
  uint32_t shift;
  /* The last bucket: a power of two, less one. Values that count fall into those up to it. */
  uint32_t last;
  /* Rows take this power of two of places in each bucket in turn: counts of one place wait for
     one another. */
  uint32_t turn_bits;
} segsh_buckets;

/* Adds to the counts of buckets those rows that are set, 64 a word. There is one bucket behind the
   last, whose counts mean nothing. */
void segsh_count_buckets_8(const int8_t *values, const uint64_t *rows, long count,
                           segsh_buckets buckets, uint32_t *counts);
void segsh_count_buckets_16(const int16_t *values, const uint64_t *rows, long count,
                            segsh_buckets buckets, uint32_t *counts);
void segsh_count_buckets_32(const int32_t *values, const uint64_t *rows, long count,
                            segsh_buckets buckets, uint32_t *counts);
void segsh_count_buckets_64(const int64_t *values, const uint64_t *rows, long count,
                            segsh_buckets buckets, uint32_t *counts);

/* The same without instructions that only some processors have. */
void segsh_plain_count_buckets_8(const int8_t *values, const uint64_t *rows, long count,
                                 segsh_buckets buckets, uint32_t *counts);
void segsh_plain_count_buckets_16(const int16_t *values, const uint64_t *rows, long count,
                                  segsh_buckets buckets, uint32_t *counts);
void segsh_plain_count_buckets_32(const int32_t *values, const uint64_t *rows, long count,
                                  segsh_buckets buckets, uint32_t *counts);
void segsh_plain_count_buckets_64(const int64_t *values, const uint64_t *rows, long count,
                                  segsh_buckets buckets, uint32_t *counts);

#endif
