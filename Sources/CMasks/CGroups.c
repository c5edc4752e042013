#include "CGroups.h"

#include <string.h>

#include "CWriteRows.h"

/* Members of a word from which on all of its rows are added, as whether a row is one cannot be
   guessed; those of other words are listed. */
#define SEGSH_MANY_MEMBERS 16
/* Words whose members are listed at a time. */
#define SEGSH_LISTED_WORDS 8

typedef int32_t segsh_four __attribute__((vector_size(16), aligned(4)));
typedef int64_t segsh_wide_four __attribute__((vector_size(32)));
typedef int64_t segsh_two __attribute__((vector_size(16), aligned(8)));

/* Where the rows of some groups are added up. */
typedef struct {
  int64_t *totals;
  long lane;
  /* The power of two of totals that each place has. */
  int shift;
} segsh_places;

/* The numbers of four groups, none below 0, the first one lowest: one read instead of four. */
static inline uint64_t segsh_four_groups(const int16_t *groups) {
  uint64_t four;
  memcpy(&four, groups, sizeof four);
  return four;
}

/* The compiler makes vector instructions of this loop. */
#define SEGSH_WIDEN(type)                                                                         \
  for (int row = 0; row < 64; row++) room[row] = ((const type *)addend->values)[first + row];     \
  return room;

/* The values of 64 rows, in 4 bytes. */
#define SEGSH_VALUES(name, target)                                                                \
  target static inline const int32_t *name(const segsh_addend *addend, long first,                \
                                           int32_t *restrict room) {                              \
    switch (addend->width) {                                                                      \
    case 1: SEGSH_WIDEN(int8_t)                                                                   \
    case 2: SEGSH_WIDEN(int16_t)                                                                  \
    default: return (const int32_t *)addend->values + first;                                      \
    }                                                                                             \
  }

/* Adds two values of each of 64 rows. */
#define SEGSH_ADD_PAIRS(name, target)                                                             \
  target static inline void name(const int32_t *values, const int32_t *others, int64_t start,     \
                                 int64_t second, const int16_t *groups, segsh_places places) {    \
    const segsh_wide_four starts = {start, second, start, second};                                \
    segsh_two *const totals = (segsh_two *)places.totals;                                         \
    const long lane = places.lane;                                                                \
    for (int row = 0; row < 64; row += 4) {                                                       \
      const segsh_four a = *(const segsh_four *)(values + row);                                   \
      const segsh_four b = *(const segsh_four *)(others + row);                                   \
      const segsh_wide_four low =                                                                 \
          __builtin_convertvector(__builtin_shufflevector(a, b, 0, 4, 1, 5), segsh_wide_four);    \
      const segsh_wide_four high =                                                                \
          __builtin_convertvector(__builtin_shufflevector(a, b, 2, 6, 3, 7), segsh_wide_four);    \
      const segsh_wide_four first = low + starts, last = high + starts;                           \
      totals[groups[row]] += __builtin_shufflevector(first, first, 0, 1);                         \
      totals[groups[row + 1] + lane] += __builtin_shufflevector(first, first, 2, 3);              \
      totals[groups[row + 2] + 2 * lane] += __builtin_shufflevector(last, last, 0, 1);            \
      totals[groups[row + 3] + 3 * lane] += __builtin_shufflevector(last, last, 2, 3);            \
    }                                                                                             \
  }

/* Listed rows take the places in turn too; what is far away is asked for first. */
#define SEGSH_ADD_LISTED(type, sign)                                                              \
  {                                                                                               \
    const type *const values = (const type *)addend->values + first;                              \
    for (long at = 0; at < count; at++) __builtin_prefetch(values + rows[at]);                    \
    long at = 0;                                                                                  \
    for (; at + 4 <= count; at += 4)                                                              \
      for (int turn = 0; turn < 4; turn++) {                                                      \
        const uint32_t row = rows[at + turn];                                                     \
        turns[turn][(long)groups[row] << shift] sign values[row] + start;                         \
      }                                                                                           \
    for (; at < count; at++)                                                                      \
      turns[0][(long)groups[rows[at]] << shift] sign values[rows[at]] + start;                    \
    break;                                                                                        \
  }

/* Adds the values of listed rows, counted from a first one, to their totals, or takes them off. */
#define SEGSH_ADD_ROWS(name, target, sign)                                                        \
  target static void name(const segsh_addend *addend, const int16_t *groups, long first,          \
                          const uint32_t *rows, long count, segsh_places places) {                \
    const long lane = places.lane << places.shift;                                                \
    int64_t *const turns[4] = {places.totals, places.totals + lane, places.totals + 2 * lane,     \
                               places.totals + 3 * lane};                                         \
    const int64_t start = addend->start;                                                          \
    const int shift = places.shift;                                                               \
    switch (addend->width) {                                                                      \
    case 1: SEGSH_ADD_LISTED(int8_t, sign)                                                        \
    case 2: SEGSH_ADD_LISTED(int16_t, sign)                                                       \
    default: SEGSH_ADD_LISTED(int32_t, sign)                                                      \
    }                                                                                             \
  }

/* Asks for the values of those of some words that have members. */
static inline void segsh_ask_for(const segsh_addend *addend, const uint64_t *members, long first,
                                 long words) {
  const char *values = (const char *)addend->values + first * addend->width;
  for (long word = 0; word < words; word++, values += 64 * addend->width)
    if (members[word] != 0)
      for (uint32_t line = 0; line < addend->width; line++) __builtin_prefetch(values + line * 64);
}

#define SEGSH_ADD_TO_GROUPS(name, target, linkage, write)                                         \
  SEGSH_VALUES(name##_values, target)                                                             \
  SEGSH_ADD_PAIRS(name##_pairs, target)                                                           \
  SEGSH_ADD_ROWS(name##_add, target, +=)                                                          \
  SEGSH_ADD_ROWS(name##_remove, target, -=)                                                       \
                                                                                                  \
  /* Adds the values of all of 64 rows. */                                                        \
  target static void name##_all(const segsh_addend *addend, const segsh_addend *other,            \
                                const int16_t *groups, long first, segsh_places places) {         \
    int32_t room[64], others[64];                                                                 \
    const int32_t *const values = name##_values(addend, first, room);                             \
    if (other) {                                                                                  \
      name##_pairs(values, name##_values(other, first, others), addend->start, other->start,      \
                   groups, places);                                                               \
      return;                                                                                     \
    }                                                                                             \
    const int64_t start = addend->start;                                                          \
    int64_t *const turns[4] = {places.totals, places.totals + places.lane,                        \
                               places.totals + 2 * places.lane,                                   \
                               places.totals + 3 * places.lane};                                  \
    for (int row = 0; row < 64; row += 4) {                                                       \
      const uint64_t four = segsh_four_groups(groups + row);                                      \
      for (int turn = 0; turn < 4; turn++)                                                        \
        turns[turn][four >> 16 * turn & 0xffff] += values[row + turn] + start;                    \
    }                                                                                             \
  }                                                                                               \
                                                                                                  \
  /* Adds the values of some words, few enough to be listed; whether some were. */                \
  target static int name##_words(const segsh_addend *addend, const segsh_addend *other,           \
                                 const int16_t *groups, const uint64_t *members, long first,      \
                                 long count, segsh_places places) {                               \
    const segsh_addend *const addends[2] = {addend, other};                                       \
    const long words = (count + 63) / 64;                                                         \
    uint32_t rows[SEGSH_LISTED_WORDS * 64];                                                       \
    long listed = 0;                                                                              \
    for (long word = 0; word < words; word++) {                                                   \
      const uint64_t set = members[word];                                                         \
      if (count - word * 64 >= 64 && __builtin_popcountll(set) >= SEGSH_MANY_MEMBERS)             \
        name##_all(addend, other, groups + word * 64, first + word * 64, places);                 \
      else if (set != 0)                                                                          \
        listed = write(set, (uint32_t)word * 64, rows, listed);                                   \
    }                                                                                             \
    for (int index = 0; index <= places.shift; index++) {                                         \
      const segsh_places own = {places.totals + index, places.lane, places.shift};                \
      name##_add(addends[index], groups, first, rows, listed, own);                               \
    }                                                                                             \
    for (int index = 0; index <= places.shift; index++) {                                         \
      if (!addends[index]->known) continue;                                                       \
      const uint64_t *const known = addends[index]->known + first / 64;                           \
      long lost = 0;                                                                              \
      for (long word = 0; word < words; word++)                                                   \
        if (members[word] & ~known[word])                                                         \
          lost = write(members[word] & ~known[word], (uint32_t)word * 64, rows, lost);            \
      const segsh_places own = {places.totals + index, places.lane, places.shift};                \
      name##_remove(addends[index], groups, first, rows, lost, own);                              \
      if (addends[index]->unknown)                                                                \
        for (long at = 0; at < lost; at++) addends[index]->unknown[groups[rows[at]]]++;           \
    }                                                                                             \
    return listed > 0;                                                                            \
  }                                                                                               \
                                                                                                  \
  target linkage void name(const segsh_addend *addend, const segsh_addend *other,                 \
                           const int16_t *groups, const uint64_t *members, long first,            \
                           long count, long all, long lane, int64_t *totals) {                    \
    const segsh_places places = {totals, lane, other ? 1 : 0};                                    \
    const long most = SEGSH_LISTED_WORDS * 64;                                                    \
    /* Where nothing is left out, the processor itself asks for what comes next. */               \
    int isListed = __builtin_popcountll(members[first / 64]) < SEGSH_MANY_MEMBERS;                \
    for (long start = 0; start < count; start += most) {                                          \
      const long rows = count - start < most ? count - start : most;                              \
      const long next = first + start + most, rest = all - next < most ? all - next : most;       \
      if (isListed && next < all) {                                                               \
        segsh_ask_for(addend, members + next / 64, next, rest / 64);                              \
        if (other) segsh_ask_for(other, members + next / 64, next, rest / 64);                    \
      }                                                                                           \
      isListed = name##_words(addend, other, groups + start, members + (first + start) / 64,      \
                              first + start, rows, places);                                       \
    }                                                                                             \
  }

SEGSH_ADD_TO_GROUPS(segsh_plain_add_to_groups, , , segsh_write_rows)

#if defined(__x86_64__)

SEGSH_ADD_TO_GROUPS(segsh_wide_add_to_groups, SEGSH_WIDE, static, segsh_wide_write_rows)

#endif

void segsh_add_to_groups(const segsh_addend *addend, const segsh_addend *other,
                         const int16_t *groups, const uint64_t *members, long first, long count,
                         long all, long lane, int64_t *totals) {
  SEGSH_IF_WIDE(
      segsh_wide_add_to_groups(addend, other, groups, members, first, count, all, lane, totals));
  segsh_plain_add_to_groups(addend, other, groups, members, first, count, all, lane, totals);
}
