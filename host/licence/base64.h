/* SPDX-License-Identifier: MIT */
/* Binary values in JSON: standard base64 with padding, in its canonical form. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode @text of @length characters into @data, a buffer of @max bytes, and set
 * @size.  Returns false if @text is not what base64_encode() makes of at most @max
 * bytes.
 */
bool base64_decode(const char *text, size_t length, uint8_t *data, size_t max,
		   size_t *size);

/* Characters, with the end of the string, for @size bytes */
#define BASE64_LENGTH(size) (((size) + 2) / 3 * 4 + 1)

/* Encode @size bytes into @text, a buffer of BASE64_LENGTH(@size) characters. */
void base64_encode(const uint8_t *data, size_t size, char *text);

#endif /* BASE64_H */
