/* SPDX-License-Identifier: MIT */
/* Binary values in JSON: standard base64 with padding, in the one right way. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode @text of @length characters into @data, which has room for @max
 * bytes, and set @size.  False: it is anything else than what base64_encode()
 * makes of at most @max bytes.
 */
bool base64_decode(const char *text, size_t length, uint8_t *data, size_t max,
		   size_t *size);

/* characters, and the end of the string, for @size bytes */
#define BASE64_LENGTH(size) (((size) + 2) / 3 * 4 + 1)

/* Write @size bytes into @text, which has room for BASE64_LENGTH(@size). */
void base64_encode(const uint8_t *data, size_t size, char *text);

#endif /* BASE64_H */
