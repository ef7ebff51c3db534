// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base64.h"

/* OpenSSL's decoder is lenient, so encode again and compare. */
static bool is_canonical(const char *text, size_t length, const uint8_t *data,
			 size_t size)
{
	char *again = malloc(BASE64_LENGTH(size));
	bool same;

	if (!again)
		return false;
	base64_encode(data, size, again);
	same = strlen(again) == length && !memcmp(again, text, length);
	free(again);
	return same;
}

bool base64_decode(const char *text, size_t length, uint8_t *data, size_t max,
		   size_t *size)
{
	size_t whole = length / 4 * 3, padding = 0;
	uint8_t *buffer;
	bool ok;

	if (length % 4 || whole > max + 2)
		return false;
	while (padding < 2 && padding < length &&
	       text[length - 1 - padding] == '=')
		padding++;
	*size = whole - padding;
	if (*size > max)
		return false;
	/* the decoder also writes bytes for the padding */
	buffer = malloc(whole + 1);
	if (!buffer)
		return false;
	ok = EVP_DecodeBlock(buffer, (const unsigned char *)text, length) ==
	     (int)whole && is_canonical(text, length, buffer, *size);
	if (ok)
		memcpy(data, buffer, *size);
	free(buffer);
	return ok;
}

void base64_encode(const uint8_t *data, size_t size, char *text)
{
	EVP_EncodeBlock((unsigned char *)text, data, size);
}
