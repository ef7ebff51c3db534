// SPDX-License-Identifier: MIT
/* Crypto sessions: states, key exchange and ownership. */
#include <stdlib.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "fixture.h"

#define SESSIONS_MAX 256
/* work that keeps the device busy for a while */
#define BIG		(4 * MIB)
#define QUEUE		12

TEST(new_session_has_no_key)
{
	struct session session = create_session(open_device());
	struct drm_cpgpu_session_status status = session_status(&session);

	CHECK(session.handle);
	CHECK_EQ(status.state, DRM_CPGPU_SESSION_CREATED);
	CHECK_EQ(status.refreshes, 0);
	CHECK_EQ(status.pages, 0);
}

TEST(create_refuses_flags)
{
	struct drm_cpgpu_session_create args = { .flags = 1 };
	struct cpgpu_device *dev = open_device();

	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_CREATE, &args),
		  -EINVAL);
	args.flags = 1u << 31;
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_CREATE, &args),
		  -EINVAL);
}

TEST(all_slots_can_be_taken)
{
	struct cpgpu_device *dev = open_device();
	unsigned int i, j, n = device_info(dev).sessions;
	uint32_t handles[SESSIONS_MAX], extra;

	CHECK(n <= SESSIONS_MAX);
	for (i = 0; i < n; i++) {
		CHECK_OK(cpgpu_session_create(dev, &handles[i]));
		for (j = 0; j < i; j++)
			CHECK(handles[i] != handles[j]);
	}
	CHECK_RET(cpgpu_session_create(dev, &extra), -EBUSY);
	CHECK_OK(cpgpu_session_destroy(dev, handles[n / 2]));
	CHECK_OK(cpgpu_session_create(dev, &extra));
	CHECK_RET(cpgpu_session_create(dev, &handles[n / 2]), -EBUSY);
}

TEST(taken_slots_come_back_when_the_file_closes)
{
	struct cpgpu_device *dev = open_device();
	uint64_t free_before = device_info(dev).vram_free;
	uint32_t handle;

	while (!cpgpu_session_create(dev, &handle))
		;
	cpgpu_close(dev);
	check_nothing_leaked(free_before);
}

TEST(destroyed_session_is_gone)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_session_status status;
	uint8_t random[KEY_SIZE];

	CHECK_OK(cpgpu_session_destroy(session.dev, session.handle));
	CHECK_RET(cpgpu_session_destroy(session.dev, session.handle), -ENOENT);
	CHECK_RET(cpgpu_session_status(session.dev, session.handle, &status),
		  -ENOENT);
	CHECK_RET(cpgpu_session_refresh_start(session.dev, session.handle,
					      random), -ENOENT);
	CHECK_RET(cpgpu_session_refresh_finish(session.dev, session.handle,
					       NULL, 0), -ENOENT);
	CHECK_RET(exchange_key(&session, random), -ENOENT);
}

TEST(unknown_sessions_are_refused)
{
	static const uint32_t handles[] = { 0, NO_HANDLE, ~0u };
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_session_status status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		CHECK_RET(cpgpu_session_destroy(dev, handles[i]), -ENOENT);
		CHECK_RET(cpgpu_session_status(dev, handles[i], &status),
			  -ENOENT);
	}
}

TEST(sessions_of_other_files_are_unknown)
{
	struct cpgpu_device *dev = open_device();
	struct session foreign = keyed_session(open_device());
	struct session mine = { .dev = dev, .handle = foreign.handle };
	struct drm_cpgpu_session_status status;
	uint8_t random[KEY_SIZE] = {};

	CHECK_RET(cpgpu_session_status(dev, mine.handle, &status), -ENOENT);
	CHECK_RET(cpgpu_session_destroy(dev, mine.handle), -ENOENT);
	CHECK_RET(exchange_key(&mine, random), -ENOENT);
	CHECK_RET(cpgpu_session_refresh_start(dev, mine.handle, random),
		  -ENOENT);
	CHECK_RET(cpgpu_session_refresh_finish(dev, mine.handle, NULL, 0),
		  -ENOENT);
	CHECK_EQ(session_status(&foreign).state, DRM_CPGPU_SESSION_KEYED);
}

TEST(pads_must_be_zero)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_session_destroy destroy = {
		.handle = session.handle, .pad = 1,
	};
	struct drm_cpgpu_session_status status = {
		.handle = session.handle, .pad = 1,
	};

	CHECK_RET(device_ioctl(session.dev, DRM_IOCTL_CPGPU_SESSION_DESTROY,
			       &destroy), -EINVAL);
	CHECK_RET(device_ioctl(session.dev, DRM_IOCTL_CPGPU_SESSION_STATUS,
			       &status), -EINVAL);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
}

/* --------------------------------------------------------- key exchange -- */

/* The device must hold the key that we think it holds. */
static void check_key_works(const struct session *session)
{
	uint32_t object = create_protected(session, PAGE);

	write_pattern(session, object, 64, 5);
	CHECK(holds_pattern(session, object, 64, 5, session->key));
	CHECK_OK(cpgpu_object_close(session->dev, object));
}

TEST(exchanged_key_is_in_use)
{
	struct session session = create_session(open_device());
	uint32_t instance = session_status(&session).key_instance;
	uint8_t key[KEY_SIZE];

	fill_pattern(key, sizeof(key), 6);
	CHECK_OK(exchange_key(&session, key));
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_KEYED);
	CHECK_EQ(session_status(&session).key_instance, instance + 1);
	check_key_works(&session);
}

static int raw_exchange(struct session *session, const void *data,
			uint32_t size)
{
	struct drm_cpgpu_session_key_exchange args = {
		.handle = session->handle,
		.size = size,
		.data = pointer(data),
	};

	return device_ioctl(session->dev, DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE,
			    &args);
}

TEST(exchange_wants_256_bytes)
{
	static const uint32_t sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct session session = create_session(open_device());
	uint8_t blob[512] = {};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_RET(raw_exchange(&session, blob, sizes[i]), -EINVAL);
	CHECK_RET(cpgpu_session_key_exchange(session.dev, session.handle, blob,
					     (1ull << 32) + 256), -EINVAL);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_CREATED);
}

TEST(exchange_refuses_a_bad_pointer)
{
	struct session session = create_session(open_device());
	struct drm_cpgpu_session_key_exchange args = {
		.handle = session.handle,
		.size = DRM_CPGPU_BLOB_SIZE,
		.data = BAD_POINTER,
	};

	CHECK_RET(device_ioctl(session.dev,
			       DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE, &args),
		  -EFAULT);
	args.data = 0;
	CHECK_RET(device_ioctl(session.dev,
			       DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE, &args),
		  -EFAULT);
}

TEST(garbage_is_rejected)
{
	struct session session = create_session(open_device());
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];

	/* more than the modulus, zero, one, and something in between */
	memset(blob, 0xff, sizeof(blob));
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EKEYREJECTED);
	memset(blob, 0, sizeof(blob));
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EKEYREJECTED);
	blob[255] = 1;
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EKEYREJECTED);
	fill_pattern(blob, sizeof(blob), 7);
	blob[0] = 0x12;
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EKEYREJECTED);
	CHECK_EQ(session_status(&session).state, DRM_CPGPU_SESSION_CREATED);
}

/* RSAES-OAEP with what may be wrong about it; hash NULL: PKCS #1 v1.5. */
static void encrypt_blob(struct cpgpu_device *dev, const EVP_MD *hash,
			 const EVP_MD *mgf, const char *label, size_t key_size,
			 uint8_t *blob)
{
	size_t size = DRM_CPGPU_BLOB_SIZE, chain_size;
	const unsigned char *p;
	uint8_t key[64] = { 1, 2, 3, [KEY_SIZE / 2] = 4 }, *chain;
	EVP_PKEY_CTX *ctx;
	X509 *cert;

	CHECK_OK(cpgpu_query_certificate(dev, &chain, &chain_size));
	p = chain;
	cert = d2i_X509(NULL, &p, chain_size);
	CHECK(cert);
	ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(cert), NULL);
	CHECK(ctx && EVP_PKEY_encrypt_init(ctx) > 0);
	CHECK(EVP_PKEY_CTX_set_rsa_padding(ctx, hash ? RSA_PKCS1_OAEP_PADDING :
					   RSA_PKCS1_PADDING) > 0);
	if (hash) {
		CHECK(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, hash) > 0);
		CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, mgf) > 0);
	}
	if (label)
		CHECK(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, strdup(label),
						       strlen(label)) > 0);
	CHECK(EVP_PKEY_encrypt(ctx, blob, &size, key, key_size) > 0);
	CHECK_EQ(size, DRM_CPGPU_BLOB_SIZE);
	EVP_PKEY_CTX_free(ctx);
	X509_free(cert);
	free(chain);
}

TEST(other_paddings_are_rejected)
{
	struct session session = create_session(open_device());
	const EVP_MD *sha1 = EVP_sha1(), *sha512 = EVP_sha512();
	const struct {
		const EVP_MD *hash, *mgf;
		const char *label;
		size_t size;
	} cases[] = {
		{ NULL, NULL, NULL, KEY_SIZE },
		{ sha1, sha1, NULL, KEY_SIZE },
		{ EVP_sha256(), EVP_sha256(), NULL, KEY_SIZE },
		{ sha512, sha1, NULL, KEY_SIZE },
		{ sha1, sha512, NULL, KEY_SIZE },
		{ sha512, sha512, "label", KEY_SIZE },
		{ sha512, sha512, NULL, KEY_SIZE - 1 },
		{ sha512, sha512, NULL, KEY_SIZE + 1 },
		{ sha512, sha512, NULL, 2 * KEY_SIZE },
		{ sha512, sha512, NULL, 1 },
	};
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		encrypt_blob(session.dev, cases[i].hash, cases[i].mgf,
			     cases[i].label, cases[i].size, blob);
		test_note("case %zu", i);
		CHECK_RET(raw_exchange(&session, blob, sizeof(blob)),
			  -EKEYREJECTED);
	}
	encrypt_blob(session.dev, sha512, sha512, NULL, KEY_SIZE, blob);
	CHECK_OK(raw_exchange(&session, blob, sizeof(blob)));
}

/* whichever session uses it, and whatever became of the key */
TEST(exchange_data_works_once)
{
	struct session session = create_session(open_device());
	struct session other = create_session(open_device());
	uint8_t blob[DRM_CPGPU_BLOB_SIZE], again[DRM_CPGPU_BLOB_SIZE];
	uint8_t key[KEY_SIZE], *chain;
	size_t size;

	CHECK_OK(cpgpu_query_certificate(session.dev, &chain, &size));
	CHECK_OK(cpgpu_keyx_random_key(key));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	CHECK_OK(raw_exchange(&session, blob, sizeof(blob)));
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EEXIST);
	CHECK_RET(raw_exchange(&other, blob, sizeof(blob)), -EEXIST);
	CHECK_EQ(session_status(&other).state, DRM_CPGPU_SESSION_CREATED);
	memcpy(session.key, key, KEY_SIZE);
	check_key_works(&session);
	CHECK_OK(cpgpu_session_destroy(session.dev, session.handle));
	CHECK_RET(raw_exchange(&other, blob, sizeof(blob)), -EEXIST);

	/* the same key is accepted in a new blob */
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, again));
	CHECK_OK(raw_exchange(&other, again, sizeof(again)));
	free(chain);
}

TEST(rejected_exchange_leaves_the_key)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_session_status before, after;
	uint8_t blob[DRM_CPGPU_BLOB_SIZE] = { 0 };
	uint8_t random[KEY_SIZE];

	CHECK_OK(cpgpu_session_refresh_start(session.dev, session.handle,
					     random));
	before = session_status(&session);
	CHECK_RET(raw_exchange(&session, blob, sizeof(blob)), -EKEYREJECTED);
	after = session_status(&session);
	CHECK_MEM(&after, &before, sizeof(after));
	CHECK_EQ(object_info(session.dev, object).state, 0);
	check_key_works(&session);
}

TEST(second_exchange_replaces_the_key)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_session_status before, after;
	uint8_t key[KEY_SIZE], random[KEY_SIZE];

	refresh_session(&session);
	CHECK_OK(cpgpu_session_refresh_start(session.dev, session.handle,
					     random));
	before = session_status(&session);
	CHECK_EQ(before.refreshes, 1);
	fill_pattern(key, sizeof(key), 8);
	CHECK_OK(exchange_key(&session, key));
	after = session_status(&session);
	CHECK_EQ(after.state, DRM_CPGPU_SESSION_KEYED);
	CHECK_EQ(after.key_instance, before.key_instance + 1);
	CHECK_EQ(after.refreshes, 0);
	/* R is dropped, and sealed content is lost */
	CHECK_RET(cpgpu_session_refresh_finish(session.dev, session.handle,
					       NULL, 0), -EINVAL);
	CHECK_EQ(object_info(session.dev, object).state,
		 DRM_CPGPU_GEM_STATE_STALE);
	check_key_works(&session);
}

TEST(stale_object_refuses_blts)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, 2 * PAGE);
	uint32_t object = create_protected(&session, PAGE);
	uint8_t iv[KEY_SIZE] = {}, key[KEY_SIZE] = { [KEY_SIZE / 2] = 9 };
	struct drm_cpgpu_op op;

	CHECK_OK(exchange_key(&session, key));
	cpgpu_op_decrypt(&op, session.handle, memory.handle, 0, object, 0,
			 BLOCK, iv, NULL);
	CHECK_RET(cpgpu_submit(session.dev, &op, 1, NULL, 0), -ESTALE);
	cpgpu_op_encrypt(&op, session.handle, object, 0, memory.handle, 0,
			 BLOCK, memory.handle, PAGE);
	CHECK_RET(cpgpu_submit(session.dev, &op, 1, NULL, 0), -ESTALE);
	/* its memory can still be freed */
	CHECK_OK(cpgpu_object_close(session.dev, object));
	create_protected(&session, PAGE);
}

TEST(destroying_a_session_makes_objects_stale)
{
	struct session session = keyed_session(open_device());
	uint64_t before = device_info(session.dev).vram_free;
	uint32_t object = create_protected(&session, 2 * PAGE);

	CHECK_OK(cpgpu_session_destroy(session.dev, session.handle));
	CHECK_EQ(object_info(session.dev, object).state,
		 DRM_CPGPU_GEM_STATE_STALE);
	CHECK_OK(cpgpu_object_close(session.dev, object));
	CHECK_EQ(device_info(session.dev).vram_free, before);
}

TEST(slot_used_again_knows_nothing_of_its_past)
{
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	uint32_t old = create_protected(&session, PAGE);
	struct drm_cpgpu_session_status status;
	uint8_t key[KEY_SIZE];
	uint32_t handle;

	/* all other slots are taken, so the next session gets this one */
	while (!cpgpu_session_create(dev, &handle))
		;
	refresh_session(&session);
	CHECK_OK(cpgpu_session_destroy(dev, session.handle));
	session = create_session(dev);
	status = session_status(&session);
	CHECK_EQ(status.state, DRM_CPGPU_SESSION_CREATED);
	CHECK_EQ(status.refreshes, 0);
	CHECK_EQ(status.pages, 0);
	CHECK_OK(cpgpu_keyx_random_key(key));
	CHECK_OK(exchange_key(&session, key));
	/* the object of the former session is not its own */
	CHECK_EQ(object_info(dev, old).state, DRM_CPGPU_GEM_STATE_STALE);
	check_key_works(&session);
}

TEST(sessions_do_not_share_keys)
{
	struct cpgpu_device *dev = open_device();
	struct session sessions[4];
	int i;

	for (i = 0; i < 4; i++)
		sessions[i] = keyed_session(dev);
	for (i = 0; i < 4; i++) {
		check_key_works(&sessions[i]);
		refresh_session(&sessions[i]);
	}
	for (i = 3; i >= 0; i--)
		check_key_works(&sessions[i]);
}

/* A key exchange takes effect after what was submitted before it. */
TEST(exchange_waits_for_queued_work)
{
	struct cpgpu_device *dev = open_device();
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, BIG);
	struct memory memory = create_memory(dev, BIG + PAGE);
	struct drm_cpgpu_result *results = (void *)(memory.map + BIG);
	uint32_t sync = create_sync(dev);
	struct drm_cpgpu_sync signal = signal_sync(sync);
	uint8_t key[KEY_SIZE];
	struct drm_cpgpu_op op;
	int i;

	memset(results, 0xff, PAGE);
	for (i = 0; i < QUEUE; i++) {
		op = decrypt_op(&session, &memory, object, BIG);
		op.result_handle = memory.handle;
		op.result_offset = BIG + i * sizeof(*results);
		CHECK_OK(cpgpu_submit(dev, &op, 1, &signal, 1));
	}
	fill_pattern(key, sizeof(key), 77);
	CHECK_OK(exchange_key(&session, key));
	CHECK_OK(cpgpu_sync_wait(dev, sync, 0, WAIT_MS));
	for (i = 0; i < QUEUE; i++)
		CHECK_EQ(results[i].status, 0);
	CHECK_EQ(object_info(dev, object).state, DRM_CPGPU_GEM_STATE_STALE);
}
