/* SPDX-License-Identifier: MIT */
/*
 * A client of the licence server, cpgpu-licensed(8).
 *
 * The server has the keys.  What goes through here cannot be used without
 * them: the device's certificates and the random numbers of key refreshes one
 * way, keys that are wrapped for the device the other way.
 *
 * Each function ends the program with a line that says why if the server is not
 * there, refuses, or answers what is not its protocol.
 */
#ifndef LICENCE_H
#define LICENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cpgpu.h>

#define LICENCE_TIMEOUT_MS 15000

struct licence {
	const char *path;
	int fd;
	int timeout_ms;		/* for each question */
	bool port;		/* a virtio port, which others had before us */
	char *server;		/* what it calls itself */
	char *line;		/* what has come in, from a line's first byte */
	size_t used;		/* bytes in it */
	size_t taken;		/* of the line that was read last */
	long long id;		/* of the last question */
	long long session;
	unsigned int keys;	/* content keys that came, wrapped */
	bool needs_channel;	/* it asks the device before it gives any */
	struct cpgpu_device *dev;
	uint32_t channel;	/* of @dev, for that */
	uint32_t dev_session;	/* of @dev, that it is about */
	bool proven;		/* the device has answered */
};

/* @path: a Unix socket, or a virtio port of the VM. */
void licence_connect(struct licence *licence, const char *path, int timeout_ms);

/* Show the device's certificates, get the session key for its key exchange. */
void licence_open(struct licence *licence, const void *chain, size_t size,
		  uint8_t blob[DRM_CPGPU_BLOB_SIZE]);

/*
 * Let the server ask the device whether @session, which has its key, is
 * protected: by a channel of the device, whose messages are carried here.
 */
void licence_prove(struct licence *licence, struct cpgpu_device *dev,
		   uint32_t session);

/* Let it ask once more, by another channel if it wants no more of this one. */
void licence_check(struct licence *licence);

/* The key of content @key_id, wrapped under the session key in use. */
void licence_content_key(struct licence *licence,
			 const uint8_t key_id[DRM_CPGPU_KEY_SIZE],
			 uint8_t wrapped[DRM_CPGPU_KEY_SIZE]);

/* From here on the session key is the old one xor @random. */
void licence_refresh(struct licence *licence,
		     const uint8_t random[DRM_CPGPU_KEY_SIZE]);

/* End the session and the connection; never fails. */
void licence_close(struct licence *licence);

#endif /* LICENCE_H */
