/* SPDX-License-Identifier: MIT */
/*
 * A client of the licence server, cpgpu-licensed(1).
 *
 * The server has the keys.  The client sends it the device's certificates and
 * the random numbers of key refreshes, and gets keys that are wrapped for the
 * device; without the device, these are of no use.
 *
 * Each function ends the program with an error message if the server cannot be
 * reached, refuses, or does not speak the protocol.
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
	int timeout_ms;		/* for each request */
	bool port;		/* a virtio port, maybe used before */
	char *server;		/* the server's name of itself */
	char *line;		/* received data, from the start of a line */
	size_t used;		/* bytes in it */
	size_t taken;		/* bytes of the line that was read last */
	long long id;		/* of the last request; 0: none yet */
	long long session;
	unsigned int keys;	/* number of wrapped content keys received */
	bool needs_channel;	/* keys need a confirmation by the device */
	struct cpgpu_device *dev;
	uint32_t channel;	/* of @dev, for the confirmation */
	uint32_t dev_session;	/* of @dev, to be confirmed */
	bool proven;		/* the device has confirmed it */
};

/* @path: a Unix socket, or a virtio port of the VM. */
void licence_connect(struct licence *licence, const char *path, int timeout_ms);

/* Send the device's certificates, and get the blob for its key exchange. */
void licence_open(struct licence *licence, const void *chain, size_t size,
		  uint8_t blob[DRM_CPGPU_BLOB_SIZE]);

/*
 * Let the server query the device, by an authenticated channel, whether
 * @session, which has its key, is protected.
 */
void licence_prove(struct licence *licence, struct cpgpu_device *dev,
		   uint32_t session);

/* Let it query again, by a new channel if it refuses the old one. */
void licence_check(struct licence *licence);

/* Get the key of content @key_id, wrapped under the session key in use. */
void licence_content_key(struct licence *licence,
			 const uint8_t key_id[DRM_CPGPU_KEY_SIZE],
			 uint8_t wrapped[DRM_CPGPU_KEY_SIZE]);

/* From now on the session key is the old one xor @random. */
void licence_refresh(struct licence *licence,
		     const uint8_t random[DRM_CPGPU_KEY_SIZE]);

/* End the session and the connection; never fails. */
void licence_close(struct licence *licence);

#endif /* LICENCE_H */
