// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cpgpu_keyx.h>

#include "common.h"
#include "keys.h"
#include "licence.h"

#define REFRESH_TIMEOUT_MS 60000

/* To be called after each change of the session key. */
static void wrap_content_key(struct keys *keys)
{
	int ret;

	if (keys->licence) {
		licence_content_key(keys->licence, keys->key_id, keys->wrapped);
		return;
	}
	ret = cpgpu_keyx_wrap_content_key(keys->session_key, keys->content_key,
					  keys->wrapped);
	if (ret)
		die_error(ret, "cannot wrap the clip's key");
}

static void check_certificate(const uint8_t *chain, size_t size,
			      const char *roots)
{
	int ret = cpgpu_keyx_verify(chain, size, roots);

	if (ret == -ENOENT)
		die("cannot read certificates from %s", roots);
	if (ret == -EKEYREJECTED)
		die("the device's certificate does not lead to a root in %s, so it gets no key",
		    roots);
	if (ret == -EPERM)
		die("the device's certificate is not for session keys, so it gets no key");
	if (ret)
		die_error(ret, "cannot verify the device's certificate");
}

/* Create a session key, and wrap it to the device's certificate. */
static void make_session_key(struct keys *keys, const uint8_t *chain,
			     size_t size, const char *roots, uint8_t *blob)
{
	int ret;

	if (roots)
		check_certificate(chain, size, roots);
	ret = cpgpu_keyx_random_key(keys->session_key);
	if (ret)
		die_error(ret, "cannot create a session key");
	ret = cpgpu_keyx_wrap_session_key(chain, size, keys->session_key, blob);
	if (ret)
		die_error(ret, "cannot use the device's certificate");
}

static void exchange(struct keys *keys, const char *roots)
{
	uint8_t blob[CPGPU_KEYX_BLOB_SIZE];
	uint8_t *chain;
	size_t size;
	int ret;

	ret = cpgpu_query_certificate(keys->dev, &chain, &size);
	if (ret)
		die_error(ret, "cannot get the device's certificate");
	if (keys->licence)
		licence_open(keys->licence, chain, size, blob);
	else
		make_session_key(keys, chain, size, roots, blob);
	free(chain);
	ret = cpgpu_session_key_exchange(keys->dev, keys->session, blob,
					 sizeof(blob));
	if (ret)
		die_error(ret, "the device refuses the session key");
	if (keys->licence && keys->licence->needs_channel)
		licence_prove(keys->licence, keys->dev, keys->session);
}

static void open_session(struct keys *keys, const char *roots)
{
	int ret = cpgpu_session_create(keys->dev, &keys->session);

	if (ret == -EBUSY)
		die("all sessions of the device are in use: end a program that uses one");
	if (ret)
		die_error(ret, "cannot create a session");
	exchange(keys, roots);
	wrap_content_key(keys);
}

void keys_open(struct keys *keys, struct cpgpu_device *dev, uint32_t caps,
	       const char *roots,
	       const uint8_t content_key[DRM_CPGPU_KEY_SIZE])
{
	*keys = (struct keys) { .dev = dev, .caps = caps };
	memcpy(keys->content_key, content_key, sizeof(keys->content_key));
	open_session(keys, roots);
}

void keys_open_licensed(struct keys *keys, struct cpgpu_device *dev,
			uint32_t caps, struct licence *licence,
			const uint8_t key_id[DRM_CPGPU_KEY_SIZE])
{
	*keys = (struct keys) { .dev = dev, .caps = caps, .licence = licence };
	memcpy(keys->key_id, key_id, sizeof(keys->key_id));
	open_session(keys, NULL);
}

/* ------------------------------------------------------------------ IVs -- */

/* an IV is 8 bytes of the frame, and 8 bytes that count its blocks */
#define COUNT (DRM_CPGPU_IV_SIZE / 2)

/* The counter block @blocks after @iv; returns whether the count wraps. */
static bool iv_after(const uint8_t *iv, uint64_t blocks, uint8_t *after)
{
	memcpy(after, iv, DRM_CPGPU_IV_SIZE);
	cpgpu_keyx_iv_advance(after, blocks);
	return memcmp(after, iv, DRM_CPGPU_IV_SIZE) < 0;
}

bool keys_iv_is_used(const struct keys *keys,
		     const uint8_t iv[DRM_CPGPU_IV_SIZE], uint64_t blocks)
{
	uint8_t after[DRM_CPGPU_IV_SIZE], first[DRM_CPGPU_IV_SIZE] = {};

	if (!(keys->caps & DRM_CPGPU_CAP_IV_CHECK))
		return false;
	/* if the count wraps, all IVs of the frame will be used */
	memcpy(first, iv, iv_after(iv, blocks, after) ? COUNT : sizeof(first));
	return keys->used_up || memcmp(first, keys->iv_mark, sizeof(first)) < 0;
}

void keys_use_iv(struct keys *keys, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		 uint64_t blocks)
{
	bool wraps = iv_after(iv, blocks, keys->iv_mark);
	int i;

	if (!wraps && keys->caps & DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV)
		return;
	/* all IVs of this frame are used up: continue with the next frame */
	memcpy(keys->iv_mark, iv, COUNT);
	memset(keys->iv_mark + COUNT, 0, COUNT);
	for (i = COUNT - 1; i >= 0 && !++keys->iv_mark[i]; i--)
		;
	keys->used_up = i < 0;
}

/* -------------------------------------------------------------- refresh -- */

void keys_refresh_start(struct keys *keys)
{
	int ret = cpgpu_session_refresh_start(keys->dev, keys->session,
					      keys->random);

	if (ret == -EOPNOTSUPP)
		die("the device cannot refresh keys (freshen-session-key=off): do not use --refresh-every and --loop");
	if (ret)
		die_error(ret, "cannot start the key refresh");
}

void keys_refresh_finish(struct keys *keys, const struct drm_cpgpu_sync *sync)
{
	int ret;

	/* before the device: its new key must be known to someone */
	if (keys->licence)
		licence_refresh(keys->licence, keys->random);
	else
		cpgpu_keyx_refresh(keys->session_key, keys->random);
	ret = cpgpu_session_refresh_finish(keys->dev, keys->session, sync,
					   sync ? 1 : 0);
	if (ret)
		die_error(ret, "cannot finish the key refresh");
	cpgpu_keyx_wipe(keys->random, sizeof(keys->random));
	wrap_content_key(keys);
	keys->refreshes++;
	memset(keys->iv_mark, 0, sizeof(keys->iv_mark));
	keys->used_up = false;
}

void keys_refresh_now(struct keys *keys)
{
	struct drm_cpgpu_sync sync = { .flags = DRM_CPGPU_SYNC_SIGNAL };
	int ret = cpgpu_sync_create(keys->dev, &sync.handle);

	if (ret)
		die_error(ret, "cannot create a sync object");
	keys_refresh_start(keys);
	keys_refresh_finish(keys, &sync);
	ret = cpgpu_sync_wait(keys->dev, sync.handle, 0, REFRESH_TIMEOUT_MS);
	if (ret)
		die_error(ret, "the device did not finish the key refresh");
	cpgpu_sync_destroy(keys->dev, sync.handle);
}

void keys_close(struct keys *keys)
{
	cpgpu_session_destroy(keys->dev, keys->session);
	if (keys->licence)
		licence_close(keys->licence);
	cpgpu_keyx_wipe(keys, sizeof(*keys));
}
