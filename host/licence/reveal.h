/* SPDX-License-Identifier: MIT */
/*
 * --test-reveal: a file with all keys, so that a test can look for them where
 * they must not be.
 */
#ifndef REVEAL_H
#define REVEAL_H

#include <stdbool.h>
#include <stdint.h>

#include <cpgpu_keyx.h>

/* Write keys to the file @path from now on, or die(). */
void reveal_open(const char *path);
bool reveal_is_on(void);

/* A line "@kind KEY"; nothing without reveal_open(). */
void reveal(const char *kind, const uint8_t key[CPGPU_KEYX_KEY_SIZE]);

#endif /* REVEAL_H */
