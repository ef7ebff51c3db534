/* SPDX-License-Identifier: MIT */
/* The content keys that the server can give, in locked memory. */
#ifndef KEYRING_H
#define KEYRING_H

#include <stdint.h>

#include <cpgpu_keyx.h>

#define KEYRING_MAX		1024
#define KEYRING_ERROR_MAX	512

struct keyring;

/*
 * Read a file with a line KID:KEY for each key, both 32 hex digits.  Empty
 * lines and those that begin with # are ignored.  A @path of "-" is standard
 * input.  Returns NULL on failure, with the reason in @error, which quotes nothing
 * from the file.
 */
struct keyring *keyring_load(const char *path, char error[KEYRING_ERROR_MAX]);
void keyring_free(struct keyring *keyring);
unsigned int keyring_size(const struct keyring *keyring);

/* Returns NULL if there is no key with that id. */
const uint8_t *keyring_find(const struct keyring *keyring,
			    const uint8_t kid[CPGPU_KEYX_KEY_SIZE]);

#endif /* KEYRING_H */
