// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/crypto.h>

#include "keyring.h"
#include "log.h"

#define KEY_SIZE	CPGPU_KEYX_KEY_SIZE
#define LINE_SIZE	256

struct content_key {
	uint8_t kid[KEY_SIZE];
	uint8_t key[KEY_SIZE];
};

struct keyring {
	struct content_key *keys[KEYRING_MAX];
	unsigned int count;
};

/* State of reading a file, in locked memory that is wiped afterwards */
struct source {
	const char *path;
	FILE *file;
	unsigned int number;
	char line[LINE_SIZE];
	char buffer[BUFSIZ];
};

static bool failed(const struct source *source, char *error, const char *why)
{
	snprintf(error, KEYRING_ERROR_MAX, "%s, line %u: %s", source->path,
		 source->number, why);
	return false;
}

static bool add_key(struct keyring *keyring, const struct source *source,
		    const char *kid, const char *key, char *error)
{
	struct content_key *entry;

	if (keyring->count == KEYRING_MAX)
		return failed(source, error, "too many keys, 1024 are the most");
	entry = OPENSSL_secure_zalloc(sizeof(*entry));
	if (!entry)
		return failed(source, error, "out of memory for keys");
	keyring->keys[keyring->count++] = entry;
	if (cpgpu_keyx_parse_key(kid, entry->kid) ||
	    cpgpu_keyx_parse_key(key, entry->key))
		return failed(source, error,
			      "want KID:KEY, both of 32 hex digits");
	if (keyring_find(keyring, entry->kid) != entry->key)
		return failed(source, error, "this key id is there twice");
	return true;
}

static bool add_line(struct keyring *keyring, struct source *source,
		     char *error)
{
	char *line = source->line, *colon;
	size_t length = strlen(line);

	if (length == LINE_SIZE - 1)
		return failed(source, error, "the line is too long");
	while (length && strchr(" \t\r\n", line[length - 1]))
		line[--length] = '\0';
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return true;
	colon = strchr(line, ':');
	if (!colon)
		return failed(source, error,
			      "want KID:KEY, both of 32 hex digits");
	*colon = '\0';
	return add_key(keyring, source, line, colon + 1, error);
}

static bool read_all(struct keyring *keyring, struct source *source,
		     char *error)
{
	struct stat st;

	if (!fstat(fileno(source->file), &st) && S_ISREG(st.st_mode) &&
	    st.st_mode & 077)
		warn("%s can be accessed by others than its owner: chmod 600 it",
		     source->path);
	setvbuf(source->file, source->buffer, _IOFBF, sizeof(source->buffer));
	while (fgets(source->line, LINE_SIZE, source->file)) {
		source->number++;
		if (!add_line(keyring, source, error))
			return false;
	}
	if (ferror(source->file)) {
		snprintf(error, KEYRING_ERROR_MAX, "cannot read %s: %s",
			 source->path, strerror(errno));
		return false;
	}
	if (!keyring->count)
		snprintf(error, KEYRING_ERROR_MAX, "no key in %s",
			 source->path);
	return keyring->count;
}

struct keyring *keyring_load(const char *path, char error[KEYRING_ERROR_MAX])
{
	struct keyring *keyring = calloc(1, sizeof(*keyring));
	struct source *source = OPENSSL_secure_zalloc(sizeof(*source));
	bool ok = false;

	if (!keyring || !source) {
		snprintf(error, KEYRING_ERROR_MAX, "out of memory for keys");
	} else {
		source->path = path;
		source->file = strcmp(path, "-") ? fopen(path, "re") : stdin;
		if (source->file)
			ok = read_all(keyring, source, error);
		else
			snprintf(error, KEYRING_ERROR_MAX,
				 "cannot read %s: %s", path, strerror(errno));
		if (source->file)
			fclose(source->file);
	}
	OPENSSL_secure_clear_free(source, sizeof(*source));
	if (!ok) {
		keyring_free(keyring);
		return NULL;
	}
	return keyring;
}

void keyring_free(struct keyring *keyring)
{
	if (!keyring)
		return;
	while (keyring->count)
		OPENSSL_secure_clear_free(keyring->keys[--keyring->count],
					  sizeof(struct content_key));
	free(keyring);
}

unsigned int keyring_size(const struct keyring *keyring)
{
	return keyring->count;
}

const uint8_t *keyring_find(const struct keyring *keyring,
			    const uint8_t kid[KEY_SIZE])
{
	unsigned int i;

	for (i = 0; i < keyring->count; i++) {
		if (!memcmp(keyring->keys[i]->kid, kid, KEY_SIZE))
			return keyring->keys[i]->key;
	}
	return NULL;
}
