/* SPDX-License-Identifier: MIT */
/*
 * The player's keys: the session's, and the clip's wrapped under it.  If they
 * come from a licence server, the player has the wrapped one only.
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
	struct licence *licence;		/* NULL: the next two are known */
	uint8_t session_key[DRM_CPGPU_KEY_SIZE];
	uint8_t content_key[DRM_CPGPU_KEY_SIZE];
	uint8_t key_id[DRM_CPGPU_KEY_SIZE];	/* with a licence server */
	uint8_t wrapped[DRM_CPGPU_KEY_SIZE];	/* content under session key */
	uint8_t random[DRM_CPGPU_KEY_SIZE];	/* R, from start to finish */
	unsigned int refreshes;
	uint32_t caps;				/* of the device */
	uint8_t mark[DRM_CPGPU_IV_SIZE];	/* lower IVs are used up */
	bool used_up;				/* all of them are */
};

/*
 * Take a session of @dev, which has @caps, and give it a random key, which
 * @roots (a PEM file; NULL: anyone) must vouch for the device to get.
 * @content_key is copied.
 */
void keys_open(struct keys *keys, struct cpgpu_device *dev, uint32_t caps,
	       const char *roots,
	       const uint8_t content_key[DRM_CPGPU_KEY_SIZE]);

/* The same with the keys of @licence, for the clip that wants @key_id. */
void keys_open_licensed(struct keys *keys, struct cpgpu_device *dev,
			uint32_t caps, struct licence *licence,
			const uint8_t key_id[DRM_CPGPU_KEY_SIZE]);

/*
 * Would the device refuse data of @blocks blocks from @iv on, because part of
 * its keystream may have been used since the last refresh?  A loop comes back
 * to its first IV.
 */
bool keys_iv_is_used(const struct keys *keys,
		     const uint8_t iv[DRM_CPGPU_IV_SIZE], uint64_t blocks);

/* It is now. */
void keys_use_iv(struct keys *keys, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		 uint64_t blocks);

/* Begin a refresh; frames go on under the old key. */
void keys_refresh_start(struct keys *keys);

/*
 * Queue the switch; frames submitted from here on use the new key.  When it is
 * done @sync (NULL: none) is dealt with.
 */
void keys_refresh_finish(struct keys *keys, const struct drm_cpgpu_sync *sync);

/* Both, and wait until all surfaces are under the new key. */
void keys_refresh_now(struct keys *keys);

/* End the session and wipe the keys. */
void keys_close(struct keys *keys);

#endif /* KEYS_H */
