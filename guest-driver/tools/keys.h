/* SPDX-License-Identifier: MIT */
/*
 * The player's keys: the session key, and the clip's key wrapped under it.  If
 * they come from a licence server, the player has the wrapped key only.
 */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include <cpgpu.h>

struct licence;

struct keys {
	struct cpgpu_device *dev;
	uint32_t session;
	struct licence *licence;		/* NULL: the player has the keys */
	uint8_t session_key[DRM_CPGPU_KEY_SIZE];
	uint8_t content_key[DRM_CPGPU_KEY_SIZE];
	uint8_t key_id[DRM_CPGPU_KEY_SIZE];	/* for the licence server */
	uint8_t wrapped[DRM_CPGPU_KEY_SIZE];	/* content key */
	uint8_t random[DRM_CPGPU_KEY_SIZE];	/* R, during a refresh */
	unsigned int refreshes;
	uint32_t caps;				/* of the device */
	uint8_t iv_mark[DRM_CPGPU_IV_SIZE];	/* lower IVs are used up */
	bool used_up;				/* all IVs are used up */
};

/*
 * Create a session of @dev, which has @caps, and give it a random key.  The
 * device's certificate must lead to @roots (a PEM file; NULL: any certificate
 * is accepted).  @content_key is copied.
 */
void keys_open(struct keys *keys, struct cpgpu_device *dev, uint32_t caps,
	       const char *roots,
	       const uint8_t content_key[DRM_CPGPU_KEY_SIZE]);

/* The same with the keys of @licence, for the clip that needs @key_id. */
void keys_open_licensed(struct keys *keys, struct cpgpu_device *dev,
			uint32_t caps, struct licence *licence,
			const uint8_t key_id[DRM_CPGPU_KEY_SIZE]);

/*
 * Would the device refuse to decrypt @blocks blocks from @iv on, because part
 * of their keystream may have been used since the last refresh?  A loop returns
 * to its first IV.
 */
bool keys_iv_is_used(const struct keys *keys,
		     const uint8_t iv[DRM_CPGPU_IV_SIZE], uint64_t blocks);

/* Record that the device decrypts @blocks blocks from @iv on. */
void keys_use_iv(struct keys *keys, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		 uint64_t blocks);

/* Start a refresh; the old key stays in use. */
void keys_refresh_start(struct keys *keys);

/*
 * Queue the switch to the new key, which frames submitted afterwards use.  @sync
 * (NULL: none) is passed to the driver.
 */
void keys_refresh_finish(struct keys *keys, const struct drm_cpgpu_sync *sync);

/* Start and finish a refresh, and wait until all surfaces are re-encrypted. */
void keys_refresh_now(struct keys *keys);

/* End the session and wipe the keys. */
void keys_close(struct keys *keys);

#endif /* KEYS_H */
