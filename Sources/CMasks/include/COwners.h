#ifndef SEGSH_COWNERS_H
#define SEGSH_COWNERS_H

#include <stdint.h>

/* From rows to their owners, 64 rows at a time. The rows of an owner stand one behind the other, and
   the last one of each is marked. */

/* Whether any row of each owner is set: a bit for each owner that has rows, from the lowest bit of
   `bits` on. The rows from `first` up to `end` are those of whole owners. `bits` are zero before,
   and one word more than they need. */
void segsh_owners_of_rows(const uint64_t *rows, const uint64_t *last_rows, long first, long end,
                          uint64_t *bits);

/* How many owners' rows end before each of some rows: those before its word, and those inside. */
void segsh_owners_before(const uint32_t *rows, long count, const uint64_t *last_rows,
                         const uint32_t *ends_before, uint32_t *owners);

/* All rows of some owners: `owners` has a bit for each one that has rows, and one word more. Words of
   rows are written from number `first` on, whose first row belongs to owner number `next`. */
void segsh_rows_of_owners(const uint64_t *owners, const uint64_t *last_rows, long next, long first,
                          long count, uint64_t *rows);

/* Puts bits, in turn, where `places` has bits set. One word behind the last bit is read. */
void segsh_spread_bits(const uint64_t *bits, const uint64_t *places, long count, uint64_t *words);

/* The same without instructions that only some processors have. */
void segsh_plain_owners_of_rows(const uint64_t *rows, const uint64_t *last_rows, long first,
                                long end, uint64_t *bits);
void segsh_plain_owners_before(const uint32_t *rows, long count, const uint64_t *last_rows,
                               const uint32_t *ends_before, uint32_t *owners);
void segsh_plain_rows_of_owners(const uint64_t *owners, const uint64_t *last_rows, long next,
                                long first, long count, uint64_t *rows);
void segsh_plain_spread_bits(const uint64_t *bits, const uint64_t *places, long count,
                             uint64_t *words);

#endif
