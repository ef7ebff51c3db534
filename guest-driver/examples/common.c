// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cpgpu_keyx.h>

#include "common.h"

static const char *name;
static int status;

/* The name without folders and, for Windows programs, without ".exe" */
static const char *short_name(char *path)
{
	char *base = path, *end;

	for (; *path; path++)
		if (*path == '/' || *path == '\\')
			base = path + 1;
	end = strstr(base, ".exe");
	if (end)
		*end = 0;
	return base;
}

void begin(int argc, char **argv, const char *about)
{
	name = short_name(argv[0]);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (argc == 1)
		return;
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		printf("Usage: %s\n%s\n\n"
		       "CPGPU_DEVICE names the device node (default: the first cpgpu device).\n"
		       "Exit status: 0 all that it prints is true, 1 it is not, 2 wrong use.\n",
		       name, about);
		exit(0);
	}
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		printf("%s %s\n", name, CPGPU_LIB_VERSION);
		exit(0);
	}
	fprintf(stderr, "%s: unexpected argument (see --help)\n", name);
	exit(2);
}

void must(HRESULT hr, const char *what)
{
	if (SUCCEEDED(hr))
		return;
	fprintf(stderr, "%s: cannot %s: error 0x%08x\n", name, what,
		(unsigned int)hr);
	exit(1);
}

void prove(bool is_true, const char *what)
{
	printf("%s: %s\n", is_true ? "true" : "NOT TRUE", what);
	if (!is_true)
		status = 1;
}

int end(void)
{
	return status;
}

void show(const char *what, const uint8_t bytes[KEY_SIZE])
{
	int i;

	printf("%s: ", what);
	for (i = 0; i < KEY_SIZE; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

/* --------------------------------------------- the application's secrets -- */

static void done(int ret, const char *what)
{
	must(ret ? E_FAIL : S_OK, what);
}

void new_key(uint8_t key[KEY_SIZE])
{
	done(cpgpu_keyx_random_key(key), "make a key");
}

void forget(uint8_t key[KEY_SIZE])
{
	cpgpu_keyx_wipe(key, KEY_SIZE);
}

void wrap_key(const uint8_t *chain, UINT size, const uint8_t key[KEY_SIZE],
	      uint8_t blob[BLOB_SIZE])
{
	done(cpgpu_keyx_wrap_session_key(chain, size, key, blob),
	     "wrap a key to the device's certificate");
}

void refresh_key(const uint8_t key[KEY_SIZE], const uint8_t random[KEY_SIZE],
		 uint8_t refreshed[KEY_SIZE])
{
	int i;

	for (i = 0; i < KEY_SIZE; i++)
		refreshed[i] = key[i] ^ random[i];
}

static void draw(uint8_t picture[PICTURE_SIZE])
{
	int i;

	for (i = 0; i < PICTURE_SIZE; i++)
		picture[i] = i / PITCH * 16 + i % PITCH / 4;
}

void encrypted_picture(const uint8_t key[KEY_SIZE], uint8_t iv[KEY_SIZE],
		       uint8_t picture[PICTURE_SIZE])
{
	static uint8_t count;

	/* big-endian; the device refuses an IV that was used before */
	memset(iv, 0, KEY_SIZE);
	iv[7] = ++count;
	draw(picture);
	done(cpgpu_keyx_ctr(key, iv, picture, PICTURE_SIZE), "encrypt");
}

bool shows_picture(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
		   const uint8_t data[PICTURE_SIZE])
{
	uint8_t picture[PICTURE_SIZE], clear[PICTURE_SIZE];

	draw(picture);
	memcpy(clear, data, PICTURE_SIZE);
	done(cpgpu_keyx_ctr(key, iv, clear, PICTURE_SIZE), "decrypt");
	return !memcmp(clear, picture, PICTURE_SIZE);
}
