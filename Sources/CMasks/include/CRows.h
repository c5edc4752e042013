#ifndef SEGSH_CROWS_H
#define SEGSH_CROWS_H

#include <stdint.h>

/* Writes which rows are set, ascending; returns how many. There must be room for all rows of the
   words: what stands behind those found means nothing. */
long segsh_list_rows(const uint64_t *words, long count, uint32_t *rows);

/* The same without instructions that only some processors have. */
long segsh_plain_list_rows(const uint64_t *words, long count, uint32_t *rows);

#endif
