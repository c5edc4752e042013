#ifndef SEGSH_CSKETCH_H
#define SEGSH_CSKETCH_H

#include <stdint.h>

/* What a byte a row tells of a comparison: codes that are sure to fulfil it, and two, which may be
   the same, that leave it open. */
typedef struct {
  /* The first and the last code that is sure; none where they are the other way round. */
  int8_t low, high;
  int8_t open[2];
} segsh_reading;

/* Sets the bits, 64 a word, of the codes that are sure, and writes those of the codes that leave it
   open; there are 64 for each of `count` words. */
void segsh_read_sketch(const int8_t *codes, long count, segsh_reading reading, uint64_t *words,
                       uint64_t *open);

/* The same without instructions that only some processors have. */
void segsh_plain_read_sketch(const int8_t *codes, long count, segsh_reading reading,
                             uint64_t *words, uint64_t *open);

/* What a byte a row tells of a score. */
typedef struct {
  /* Codes that count one each where a row's is above. */
  const int8_t *cuts;
  long cut_count;
  /* Codes that leave it open. */
  const int8_t *open;
  long open_count;
  /* What the cuts are added to. */
  int8_t start;
} segsh_scoring;

/* Writes the score of each code, and the bits of those that leave it open, 64 a word; there are 64
   codes for each of `count` words. */
void segsh_score_sketch(const int8_t *codes, long count, segsh_scoring scoring, int8_t *scores,
                        uint64_t *open);

/* The same without instructions that only some processors have. */
void segsh_plain_score_sketch(const int8_t *codes, long count, segsh_scoring scoring,
                              int8_t *scores, uint64_t *open);

#endif
