#ifndef SEGSH_CGROUPS_H
#define SEGSH_CGROUPS_H

#include <stdint.h>

/* Values, one a row, that are added up. */
typedef struct {
  /* Integers of `width` bytes: 1, 2 or 4. */
  const void *values;
  uint32_t width;
  /* What each row adds besides its value. */
  int64_t start;
  /* Bits of the rows whose value is known; null where all are. */
  const uint64_t *known;
  /* Counts members of each group whose value is unknown; null where nobody asks. */
  int64_t *unknown;
} segsh_addend;

/* Adds the values of some rows, and those of a second addend unless it is null, to the totals of
   their groups, which stand in `groups` from the first of these rows on; that begins a word. Totals
   of two addends lie side by side, so that one addition does both. Rows take four places of their
   group, `lane` apart, in turn. Of words with many members all rows are added: those that are none
   must be of a group that does not matter. What comes next, of `all` rows that there are, is asked
   for where values are read here and there. */
void segsh_add_to_groups(const segsh_addend *addend, const segsh_addend *other,
                         const int16_t *groups, const uint64_t *members, long first, long count,
                         long all, long lane, int64_t *totals);

/* The same without instructions that only some processors have. */
void segsh_plain_add_to_groups(const segsh_addend *addend, const segsh_addend *other,
                               const int16_t *groups, const uint64_t *members, long first,
                               long count, long all, long lane, int64_t *totals);

#endif
