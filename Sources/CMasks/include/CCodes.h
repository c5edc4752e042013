#ifndef SEGSH_CCODES_H
#define SEGSH_CCODES_H

#include <stdint.h>

/* Puts other codes in place of those whose bit is not set: each of 16 in turn that lie `step` apart.
   There are 64 codes for each of `count` words. */
void segsh_replace_codes(int16_t *codes, const uint64_t *kept, long count, int16_t other,
                         int16_t step);

/* The same without instructions that only some processors have. */
void segsh_plain_replace_codes(int16_t *codes, const uint64_t *kept, long count, int16_t other,
                               int16_t step);

#endif
