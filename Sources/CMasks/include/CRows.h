#ifndef SEGSH_CROWS_H
#define SEGSH_CROWS_H

#include <stdint.h>

/* Writes which rows are set, ascending; returns how many. There must be room for all rows of the
   words: what stands behind those found means nothing. */
long segsh_list_rows(const uint64_t *words, long count, uint32_t *rows);

/* The same without instructions that only some processors have. */
long segsh_plain_list_rows(const uint64_t *words, long count, uint32_t *rows);

/* Asks memory for the values of listed rows, each of so many bytes, which are read soon: few of all
   lie far apart, and would be waited for one by one. Nothing is asked for where they are many. */
void segsh_ask_for_rows(const void *values, long width, const uint32_t *rows, long count,
                        long all);

#endif
