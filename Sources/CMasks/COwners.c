#include "COwners.h"

#include "CWide.h"

/* The bits of `set` at the places that are set, packed to the lowest bits. */
static inline uint64_t segsh_pack(uint64_t set, uint64_t places) {
  uint64_t packed = 0;
  for (uint64_t bit = 1; places != 0; places &= places - 1, bit <<= 1)
    if (set & places & -places) packed |= bit;
  return packed;
}

/* The lowest bits of `packed` at the places that are set. */
static inline uint64_t segsh_unpack(uint64_t packed, uint64_t places) {
  uint64_t set = 0;
  for (; places != 0; places &= places - 1, packed >>= 1)
    if (packed & 1) set |= places & -places;
  return set;
}

#define SEGSH_OWNERS_OF_ROWS(name, pack)                                                         \
  void name(const uint64_t *rows, const uint64_t *last_rows, long first, long end,               \
            uint64_t *bits) {                                                                    \
    uint64_t carry = 0, held = 0;                                                                \
    unsigned filled = 0;                                                                         \
    for (long word = first >> 6; word << 6 < end; word++) {                                      \
      uint64_t inside = ~(uint64_t)0;                                                            \
      if (word == first >> 6) inside <<= first & 63;                                             \
      if (word == end >> 6) inside &= ((uint64_t)1 << (end & 63)) - 1;                           \
      const uint64_t last = last_rows[word] & inside, others = ~last_rows[word] & inside;        \
      const uint64_t set = rows[word] & inside;                                                  \
      /* Added to an owner's other rows, a set one of them makes a carry that runs into the      \
         owner's last row, or into the next word. */                                             \
      uint64_t sum;                                                                              \
      const uint64_t over = __builtin_add_overflow(set & others, others, &sum);                  \
      carry = over | __builtin_add_overflow(sum, carry, &sum);                                   \
      const uint64_t packed = pack((sum | set) & last, last);                                    \
      held |= packed << filled;                                                                  \
      *bits = held;                                                                              \
      const unsigned total = filled + (unsigned)__builtin_popcountll(last);                      \
      /* In two steps, as no shift is as wide as a word. */                                      \
      held = total < 64 ? held : packed >> 1 >> (63 - filled);                                   \
      bits += total >> 6;                                                                        \
      filled = total & 63;                                                                       \
    }                                                                                            \
    if (filled != 0) *bits = held;                                                               \
  }

#define SEGSH_OWNERS_BEFORE(name)                                                                \
  void name(const uint32_t *restrict rows, long count, const uint64_t *restrict last_rows,       \
            const uint32_t *restrict ends_before, uint32_t *restrict owners) {                   \
    for (long place = 0; place < count; place++) {                                               \
      const uint32_t word = rows[place] >> 6;                                                    \
      const uint64_t before = ((uint64_t)1 << (rows[place] & 63)) - 1;                           \
      owners[place] =                                                                            \
          ends_before[word] + (uint32_t)__builtin_popcountll(last_rows[word] & before);          \
    }                                                                                            \
  }

/* Bit `place`, where `owners` are bits. */
static inline uint64_t segsh_bit(const uint64_t *owners, long place) {
  return owners[place >> 6] >> (place & 63) & 1;
}

/* 64 bits from `place` on. */
static inline uint64_t segsh_bits_from(const uint64_t *owners, long place) {
  return owners[place >> 6] >> (place & 63) | owners[(place >> 6) + 1] << 1 << (63 - (place & 63));
}

/* All rows of an owner are what lies between two powers of two: that behind its last row, less that
   of its first row. The difference runs from word to word, as numbers of several words are
   subtracted. */
#define SEGSH_ROWS_OF_OWNERS(name, unpack)                                                       \
  void name(const uint64_t *owners, const uint64_t *last_rows, long next, long first,            \
            long count, uint64_t *rows) {                                                        \
    last_rows += first;                                                                          \
    /* Of the first row's owner, what lies here is all up to its last row. */                    \
    uint64_t begin = 0, end = 0, borrow = segsh_bit(owners, next);                               \
    for (long word = 0; word < count; word++) {                                                  \
      const uint64_t last = last_rows[word];                                                     \
      const uint64_t ends = unpack(segsh_bits_from(owners, next), last);                         \
      const uint64_t begins = unpack(segsh_bits_from(owners, next + 1), last);                   \
      uint64_t difference;                                                                       \
      const uint64_t under =                                                                     \
          __builtin_sub_overflow(ends << 1 | end, begins << 1 | begin, &difference);             \
      borrow = under | __builtin_sub_overflow(difference, borrow, &rows[word]);                  \
      end = ends >> 63;                                                                          \
      begin = begins >> 63;                                                                      \
      next += __builtin_popcountll(last);                                                        \
    }                                                                                            \
  }

#define SEGSH_SPREAD_BITS(name, unpack)                                                          \
  void name(const uint64_t *bits, const uint64_t *places, long count, uint64_t *words) {         \
    long next = 0;                                                                               \
    for (long word = 0; word < count; word++) {                                                  \
      words[word] = unpack(segsh_bits_from(bits, next), places[word]);                           \
      next += __builtin_popcountll(places[word]);                                                \
    }                                                                                            \
  }

SEGSH_OWNERS_OF_ROWS(segsh_plain_owners_of_rows, segsh_pack)
SEGSH_OWNERS_BEFORE(segsh_plain_owners_before)
SEGSH_ROWS_OF_OWNERS(segsh_plain_rows_of_owners, segsh_unpack)
SEGSH_SPREAD_BITS(segsh_plain_spread_bits, segsh_unpack)

#if defined(__x86_64__)

SEGSH_WIDE static SEGSH_OWNERS_OF_ROWS(segsh_wide_owners_of_rows, _pext_u64)
SEGSH_WIDE static SEGSH_OWNERS_BEFORE(segsh_wide_owners_before)
SEGSH_WIDE static SEGSH_ROWS_OF_OWNERS(segsh_wide_rows_of_owners, _pdep_u64)
SEGSH_WIDE static SEGSH_SPREAD_BITS(segsh_wide_spread_bits, _pdep_u64)

#endif

void segsh_owners_of_rows(const uint64_t *rows, const uint64_t *last_rows, long first, long end,
                          uint64_t *bits) {
  SEGSH_IF_WIDE(segsh_wide_owners_of_rows(rows, last_rows, first, end, bits));
  segsh_plain_owners_of_rows(rows, last_rows, first, end, bits);
}

void segsh_owners_before(const uint32_t *rows, long count, const uint64_t *last_rows,
                         const uint32_t *ends_before, uint32_t *owners) {
  SEGSH_IF_WIDE(segsh_wide_owners_before(rows, count, last_rows, ends_before, owners));
  segsh_plain_owners_before(rows, count, last_rows, ends_before, owners);
}

void segsh_rows_of_owners(const uint64_t *owners, const uint64_t *last_rows, long next, long first,
                          long count, uint64_t *rows) {
  SEGSH_IF_WIDE(segsh_wide_rows_of_owners(owners, last_rows, next, first, count, rows));
  segsh_plain_rows_of_owners(owners, last_rows, next, first, count, rows);
}

void segsh_spread_bits(const uint64_t *bits, const uint64_t *places, long count, uint64_t *words) {
  SEGSH_IF_WIDE(segsh_wide_spread_bits(bits, places, count, words));
  segsh_plain_spread_bits(bits, places, count, words);
}
