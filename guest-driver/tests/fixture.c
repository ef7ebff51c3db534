// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <xf86drm.h>

#include "fixture.h"

#define CTR_BLOCKS 1024
#define LEAK_WAIT_MS 10000

struct cpgpu_device *open_device(void)
{
	struct cpgpu_device *dev;

	CHECK_OK(cpgpu_open(NULL, &dev));
	return dev;
}

int device_ioctl(struct cpgpu_device *dev, unsigned long request, void *arg)
{
	return drmIoctl(cpgpu_fd(dev), request, arg) ? -errno : 0;
}

struct drm_cpgpu_query_info device_info(struct cpgpu_device *dev)
{
	struct drm_cpgpu_query_info info;

	CHECK_OK(cpgpu_query_info(dev, &info));
	return info;
}

/* ------------------------------------------------------------ sessions -- */

struct session create_session(struct cpgpu_device *dev)
{
	struct session session = { .dev = dev };

	CHECK_OK(cpgpu_session_create(dev, &session.handle));
	return session;
}

int exchange_key(struct session *session, const uint8_t key[KEY_SIZE])
{
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];
	uint8_t *chain;
	size_t size;
	int ret;

	CHECK_OK(cpgpu_query_certificate(session->dev, &chain, &size));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
	free(chain);
	ret = cpgpu_session_key_exchange(session->dev, session->handle, blob,
					 sizeof(blob));
	if (!ret)
		memcpy(session->key, key, KEY_SIZE);
	return ret;
}

struct session keyed_session(struct cpgpu_device *dev)
{
	struct session session = create_session(dev);
	uint8_t key[KEY_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(key));
	CHECK_OK(exchange_key(&session, key));
	return session;
}

struct drm_cpgpu_session_status session_status(const struct session *session)
{
	struct drm_cpgpu_session_status status;

	CHECK_OK(cpgpu_session_status(session->dev, session->handle, &status));
	return status;
}

void refresh_session(struct session *session)
{
	uint8_t random[KEY_SIZE];
	int i;

	CHECK_OK(cpgpu_session_refresh_start(session->dev, session->handle,
					     random));
	CHECK_OK(cpgpu_session_refresh_finish(session->dev, session->handle,
					      NULL, 0));
	for (i = 0; i < KEY_SIZE; i++)
		session->key[i] ^= random[i];
}

/* ------------------------------------------------------------- objects -- */

struct memory create_memory(struct cpgpu_device *dev, uint64_t size)
{
	struct memory memory = { .dev = dev };
	void *map;

	CHECK_OK(cpgpu_object_create(dev, size, &memory.handle));
	CHECK_OK(cpgpu_object_map(dev, memory.handle, &map));
	memory.size = object_info(dev, memory.handle).size;
	memory.map = map;
	return memory;
}

void close_memory(struct memory *memory)
{
	munmap(memory->map, memory->size);
	CHECK_OK(cpgpu_object_close(memory->dev, memory->handle));
}

uint32_t create_protected(const struct session *session, uint64_t size)
{
	uint32_t handle;

	CHECK_OK(cpgpu_object_create_protected(session->dev, session->handle,
					       size, &handle));
	return handle;
}

struct drm_cpgpu_gem_info object_info(struct cpgpu_device *dev, uint32_t handle)
{
	struct drm_cpgpu_gem_info info;

	CHECK_OK(cpgpu_object_info(dev, handle, &info));
	return info;
}

/* ---------------------------------------------------------------- data -- */

void fill_pattern(void *data, size_t size, uint32_t seed)
{
	uint8_t *p = data;
	uint32_t x = seed * 2654435761u + 1;

	while (size--) {
		/* xorshift */
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		*p++ = x >> 8;
	}
}

static void ecb(const uint8_t *key, const uint8_t *in, uint8_t *out, int size)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len;

	CHECK(ctx);
	CHECK(EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL));
	CHECK(EVP_CIPHER_CTX_set_padding(ctx, 0));
	CHECK(EVP_EncryptUpdate(ctx, out, &len, in, size));
	CHECK_EQ(len, size);
	EVP_CIPHER_CTX_free(ctx);
}

void judge_ecb(const uint8_t key[KEY_SIZE], const uint8_t in[KEY_SIZE],
	       uint8_t out[KEY_SIZE])
{
	ecb(key, in, out, KEY_SIZE);
}

void judge_ctr(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
	       void *data, size_t size)
{
	static uint8_t blocks[CTR_BLOCKS * BLOCK], stream[CTR_BLOCKS * BLOCK];
	uint8_t *p = data;
	uint64_t count = 0, value;
	size_t step, i;
	int j;

	for (j = 8; j < 16; j++)
		count = count << 8 | iv[j];
	while (size) {
		step = size < sizeof(stream) ? size : sizeof(stream);
		for (i = 0; i < step; i += BLOCK) {
			memcpy(blocks + i, iv, 8);
			value = count++;
			for (j = 15; j >= 8; j--, value >>= 8)
				blocks[i + j] = value;
		}
		ecb(key, blocks, stream, (step + BLOCK - 1) / BLOCK * BLOCK);
		for (i = 0; i < step; i++)
			p[i] ^= stream[i];
		p += step;
		size -= step;
	}
}

void next_iv(uint8_t iv[KEY_SIZE])
{
	static _Atomic uint64_t count;
	uint64_t value = ++count;
	int i;

	memset(iv, 0, KEY_SIZE);
	for (i = 7; i >= 0; i--, value >>= 8)
		iv[i] = value;
}

/* ---------------------------------------------------------------- blts -- */

void write_protected(const struct session *session, uint32_t object,
		     uint64_t offset, const void *data, size_t size,
		     const uint8_t key[KEY_SIZE], const uint8_t *wrapped)
{
	struct memory memory = create_memory(session->dev, size);
	struct drm_cpgpu_op op;
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	memcpy(memory.map, data, size);
	judge_ctr(key, iv, memory.map, size);
	cpgpu_op_decrypt(&op, session->handle, memory.handle, 0, object,
			 offset, size, iv, wrapped);
	CHECK_OK(cpgpu_submit_wait(session->dev, &op, 1, WAIT_MS));
	close_memory(&memory);
}

void read_protected(const struct session *session, uint32_t object,
		    uint64_t offset, void *data, size_t size,
		    const uint8_t key[KEY_SIZE])
{
	struct memory memory = create_memory(session->dev, size + PAGE);
	uint64_t where = (size + PAGE - 1) / PAGE * PAGE;
	struct drm_cpgpu_result *result = (void *)(memory.map + where);
	struct drm_cpgpu_op op;

	memset(memory.map, 0xa5, memory.size);
	cpgpu_op_encrypt(&op, session->handle, object, offset, memory.handle, 0,
			 size, memory.handle, where);
	CHECK_OK(cpgpu_submit_wait(session->dev, &op, 1, WAIT_MS));
	CHECK_EQ(result->status, 0);
	memcpy(data, memory.map, size);
	judge_ctr(key, result->iv, data, size);
	close_memory(&memory);
}

void write_pattern(const struct session *session, uint32_t object, size_t size,
		   uint32_t seed)
{
	uint8_t *data = malloc(size);

	CHECK(data);
	fill_pattern(data, size, seed);
	write_protected(session, object, 0, data, size, session->key, NULL);
	free(data);
}

bool holds_pattern(const struct session *session, uint32_t object, size_t size,
		   uint32_t seed, const uint8_t key[KEY_SIZE])
{
	uint8_t *data = malloc(size), *back = malloc(size);
	bool same;

	CHECK(data && back);
	fill_pattern(data, size, seed);
	read_protected(session, object, 0, back, size, key);
	same = !memcmp(back, data, size);
	free(data);
	free(back);
	return same;
}

uint32_t pattern_object(const struct session *session, size_t size,
			uint32_t seed)
{
	uint32_t object = create_protected(session, size);

	write_pattern(session, object, size, seed);
	return object;
}

struct drm_cpgpu_op decrypt_op(const struct session *session,
			       const struct memory *memory, uint32_t object,
			       uint64_t size)
{
	struct drm_cpgpu_op op;
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	cpgpu_op_decrypt(&op, session->handle, memory->handle, 0, object, 0,
			 size, iv, NULL);
	return op;
}

uint32_t create_sync(struct cpgpu_device *dev)
{
	uint32_t handle;

	CHECK_OK(cpgpu_sync_create(dev, &handle));
	return handle;
}

struct drm_cpgpu_sync signal_sync(uint32_t handle)
{
	return (struct drm_cpgpu_sync) {
		.flags = DRM_CPGPU_SYNC_SIGNAL,
		.handle = handle,
	};
}

void wait_idle(const struct session *session)
{
	uint32_t object = create_protected(session, PAGE);
	uint8_t data[BLOCK];

	/* work is done in order: one more blt, and wait for that */
	read_protected(session, object, 0, data, BLOCK, session->key);
	CHECK_OK(cpgpu_object_close(session->dev, object));
}

/* -------------------------------------------------------------- others -- */

static unsigned int count_free_sessions(struct cpgpu_device *dev)
{
	uint32_t handles[1024];
	unsigned int n, i;

	for (n = 0; n < 1024 && !cpgpu_session_create(dev, &handles[n]); n++)
		;
	for (i = 0; i < n; i++)
		CHECK_OK(cpgpu_session_destroy(dev, handles[i]));
	return n;
}

void check_nothing_leaked(uint64_t vram_free)
{
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info;
	unsigned int sessions, waited;

	/* work of a closed file may still be running */
	for (waited = 0; ; waited += 50) {
		sessions = count_free_sessions(dev);
		info = device_info(dev);
		if (sessions == info.sessions && info.vram_free == vram_free)
			break;
		if (waited >= LEAK_WAIT_MS) {
			CHECK_EQ(sessions, info.sessions);
			CHECK_EQ(info.vram_free, vram_free);
		}
		usleep(50000);
	}
	cpgpu_close(dev);
}

void pci_path(struct cpgpu_device *dev, const char *file,
	      char path[PCI_PATH_MAX])
{
	drmDevicePtr drm;

	CHECK_OK(drmGetDevice2(cpgpu_fd(dev), 0, &drm));
	CHECK_EQ(drm->bustype, DRM_BUS_PCI);
	snprintf(path, PCI_PATH_MAX,
		 "/sys/bus/pci/devices/%04x:%02x:%02x.%u/%s",
		 drm->businfo.pci->domain, drm->businfo.pci->bus,
		 drm->businfo.pci->dev, drm->businfo.pci->func, file);
	drmFreeDevice(&drm);
}

void *map_bar(struct cpgpu_device *dev, int bar, size_t size, bool writable)
{
	char path[PCI_PATH_MAX], file[16];
	void *map;
	int fd;

	snprintf(file, sizeof(file), "resource%d", bar);
	pci_path(dev, file, path);
	fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		test_skip("%s: %s", path, strerror(errno));
	map = mmap(NULL, size, PROT_READ | (writable ? PROT_WRITE : 0),
		   MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		test_skip("the kernel keeps user space off the BAR: boot with iomem=relaxed");
	return map;
}

const volatile uint8_t *map_vram(struct cpgpu_device *dev)
{
	return map_bar(dev, 2, device_info(dev).vram_size, false);
}
