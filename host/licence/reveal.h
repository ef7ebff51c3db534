/* SPDX-License-Identifier: MIT */
/*
 * --test-reveal: a file with all keys, so that a test can search for them where
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

/* Write a line "@kind KEY", if reveal_open() was called. */
void reveal(const char *kind, const uint8_t key[CPGPU_KEYX_KEY_SIZE]);

#endif /* REVEAL_H */
