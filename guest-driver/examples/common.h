/* SPDX-License-Identifier: MIT */
/*
 * What the examples share: a picture, the application's cryptography, and
 * telling what happens.
 */
#ifndef COMMON_H
#define COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include <d3dcommon_types.h>

#define KEY_SIZE	16
#define BLOB_SIZE	256

/* 32 bits for each pixel; rows have no padding */
#define WIDTH		64
#define HEIGHT		16
#define PITCH		(WIDTH * 4)
#define PICTURE_SIZE	(PITCH * HEIGHT)

/* Answer --help and --version, or end with 2 if there are other arguments. */
void begin(int argc, char **argv, const char *about);

/* End with 1 and a line that says what failed. */
void must(HRESULT hr, const char *what);

/* Say whether @what is true; what main() returns is 1 if anything was not. */
void prove(bool is_true, const char *what);
int end(void);

/* A line with 16 bytes that anybody may know. */
void show(const char *what, const uint8_t bytes[KEY_SIZE]);

/* ---------------------------------------------- the application's secrets -- */

/* A session key from the system's random numbers. */
void new_key(uint8_t key[KEY_SIZE]);

/* Overwrite a key that is not needed any more. */
void forget(uint8_t key[KEY_SIZE]);

/* RSAES-OAEP of @key to the device's certificate, the first of @chain. */
void wrap_key(const uint8_t *chain, UINT size, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE]);

/* K xor R, as the device does it at FinishSessionKeyRefresh. */
void refresh_key(const uint8_t key[KEY_SIZE], const uint8_t random[KEY_SIZE],
		 uint8_t refreshed[KEY_SIZE]);

/* A picture under AES-128-CTR; @iv is new each time. */
void encrypted_picture(const uint8_t key[KEY_SIZE], uint8_t iv[KEY_SIZE],
		       uint8_t picture[PICTURE_SIZE]);

/* Do @data, decrypted with @key, show the picture? */
bool shows_picture(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
		   const uint8_t data[PICTURE_SIZE]);

#endif /* COMMON_H */
