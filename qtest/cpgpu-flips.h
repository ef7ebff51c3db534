/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes flipped at random in keys, messages and files */
#ifndef CPGPU_FLIPS_H
#define CPGPU_FLIPS_H

#define FLIPS           10000

/*
 * Flip 1 byte of three messages in four, else up to 8; all bits of a byte may
 * flip.  Returns how many; the first is at *first.
 */
static inline unsigned flip(uint8_t *bytes, unsigned size, unsigned round,
                            unsigned *first)
{
    unsigned count = round % 4 ? 1 : g_test_rand_int_range(1, 9), flipped = 0;
    g_autofree uint8_t *before = g_memdup2(bytes, size);

    while (!flipped) {
        for (unsigned i = 0; i < count; i++) {
            bytes[g_test_rand_int_range(0, size)] ^=
                g_test_rand_int_range(1, 256);
        }
        for (unsigned i = size; i-- > 0;) {
            if (bytes[i] != before[i]) {
                *first = i;
                flipped++;
            }
        }
    }
    return flipped;
}

static inline void progress(const char *what, unsigned round)
{
    if ((round + 1) % (FLIPS / 2) == 0) {
        g_test_message("%s: %u of %u", what, round + 1, FLIPS);
    }
}

#endif /* CPGPU_FLIPS_H */
