/* SPDX-License-Identifier: MIT */
/*
 * What the examples share: a picture, the application's cryptography, and
 * output.
 */
#ifndef COMMON_H
#define COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#define KEY_SIZE	16
#define BLOB_SIZE	256

/* 32 bits for each pixel; rows have no padding */
#define WIDTH		64
#define HEIGHT		16
#define PITCH		(WIDTH * 4)
#define PICTURE_SIZE	(PITCH * HEIGHT)

/* Handle --help and --version; exit with 2 if there are other arguments. */
void begin(int argc, char **argv, const char *about);

/* If @hr is an error, print that the program cannot do @what, and exit with 1. */
void must(HRESULT hr, const char *what);

/* Print whether @what is true; end() returns 1 if anything was not. */
void prove(bool is_true, const char *what);
int end(void);

/* Print 16 bytes that are not secret. */
void show(const char *what, const uint8_t bytes[KEY_SIZE]);

/* --------------------------------------------- the application's secrets -- */

/* Create a session key from the system's random numbers. */
void new_key(uint8_t key[KEY_SIZE]);

/* Overwrite a key that is no longer needed. */
void forget(uint8_t key[KEY_SIZE]);

/* Encrypt @key (RSAES-OAEP) to the device's certificate, the first of @chain. */
void wrap_key(const uint8_t *chain, UINT size, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE]);

/* Compute K xor R, as the device does at FinishSessionKeyRefresh. */
void refresh_key(const uint8_t key[KEY_SIZE], const uint8_t random[KEY_SIZE],
		 uint8_t refreshed[KEY_SIZE]);

/* Encrypt a picture (AES-128-CTR); @iv is different each time. */
void encrypted_picture(const uint8_t key[KEY_SIZE], uint8_t iv[KEY_SIZE],
		       uint8_t picture[PICTURE_SIZE]);

/* Is @data, decrypted with @key, the picture? */
bool shows_picture(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
		   const uint8_t data[PICTURE_SIZE]);

#endif /* COMMON_H */
