/* SPDX-License-Identifier: MIT */
/*
 * What most tests need: a device, a session with a known key, objects, and blts
 * that are compared with OpenSSL.  If a function here fails, so does the test.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cpgpu.h>
#include <cpgpu_keyx.h>

#include "harness.h"

#define KEY_SIZE	DRM_CPGPU_KEY_SIZE
#define BLOCK		16
#define PAGE		4096u
#define MIB		(1u << 20)
#define WAIT_MS		30000

/* nobody has such a handle */
#define NO_HANDLE	0x7ffffff0u
/* nobody has memory there: the kernel's half of the address space */
#define BAD_POINTER	0xffff800000000000ull

/* as the ioctls take it */
#define pointer(p) ((uint64_t)(uintptr_t)(p))

struct session {
	struct cpgpu_device *dev;
	uint32_t handle;
	uint8_t key[KEY_SIZE];
};

/* A system object, mapped. */
struct memory {
	struct cpgpu_device *dev;
	uint32_t handle;
	uint64_t size;
	uint8_t *map;
};

struct cpgpu_device *open_device(void);

/* The ioctl itself: 0 or -errno. */
int device_ioctl(struct cpgpu_device *dev, unsigned long request, void *arg);

struct drm_cpgpu_query_info device_info(struct cpgpu_device *dev);

/* ------------------------------------------------------------ sessions -- */

/* One without a key. */
struct session create_session(struct cpgpu_device *dev);

/* Wrap @key and exchange it: 0 or -errno. */
int exchange_key(struct session *session, const uint8_t key[KEY_SIZE]);

/* One with a random key. */
struct session keyed_session(struct cpgpu_device *dev);

struct drm_cpgpu_session_status session_status(const struct session *session);

/* START and FINISH, without waiting; the key in @session changes. */
void refresh_session(struct session *session);

/* Wait until all that was queued for the session, refreshes too, is done. */
void wait_idle(const struct session *session);

/* ------------------------------------------------------------- objects -- */

/* A mapping keeps its file open: close_memory() comes before cpgpu_close(). */
struct memory create_memory(struct cpgpu_device *dev, uint64_t size);
void close_memory(struct memory *memory);
uint32_t create_protected(const struct session *session, uint64_t size);
struct drm_cpgpu_gem_info object_info(struct cpgpu_device *dev,
				      uint32_t handle);

/* ---------------------------------------------------------------- data -- */

/* The same bytes for the same @seed. */
void fill_pattern(void *data, size_t size, uint32_t seed);

/*
 * AES-128-CTR by OpenSSL, block by block from the rule in the manual: block i
 * is encrypted with the last 8 bytes of @iv, big-endian, plus i, without
 * carry into the first 8.  In place.
 */
void judge_ctr(const uint8_t key[KEY_SIZE], const uint8_t iv[KEY_SIZE],
	       void *data, size_t size);

/* AES-128-ECB encryption of one block by OpenSSL. */
void judge_ecb(const uint8_t key[KEY_SIZE], const uint8_t in[KEY_SIZE],
	       uint8_t out[KEY_SIZE]);

/*
 * An IV above all earlier ones of this process, with space for 2^64 blocks: the
 * device refuses IVs that decrease.
 */
void next_iv(uint8_t iv[KEY_SIZE]);

/* ---------------------------------------------------------------- blts -- */

/*
 * Encrypt @data under @key as an application would and have it decrypted into
 * @object at @offset.  @wrapped: content key to send, or NULL.
 */
void write_protected(const struct session *session, uint32_t object,
		     uint64_t offset, const void *data, size_t size,
		     const uint8_t key[KEY_SIZE], const uint8_t *wrapped);

/* Read back and decrypt with @key. */
void read_protected(const struct session *session, uint32_t object,
		    uint64_t offset, void *data, size_t size,
		    const uint8_t key[KEY_SIZE]);

/* The same with a pattern: write it; whether it is there. */
void write_pattern(const struct session *session, uint32_t object, size_t size,
		   uint32_t seed);
bool holds_pattern(const struct session *session, uint32_t object, size_t size,
		   uint32_t seed, const uint8_t key[KEY_SIZE]);

/* A new protected object that holds a pattern. */
uint32_t pattern_object(const struct session *session, size_t size,
			uint32_t seed);

/* A decryption of the beginning of @memory into @object, with a new IV. */
struct drm_cpgpu_op decrypt_op(const struct session *session,
			       const struct memory *memory, uint32_t object,
			       uint64_t size);

/* Sync object of @dev, and one that signals. */
uint32_t create_sync(struct cpgpu_device *dev);
struct drm_cpgpu_sync signal_sync(uint32_t handle);

/* -------------------------------------------------------------- others -- */

/* Wait until all sessions are free and @vram_free bytes are free again. */
void check_nothing_leaked(uint64_t vram_free);

/* The path of a file of the device's PCI function in sysfs. */
#define PCI_PATH_MAX 128
void pci_path(struct cpgpu_device *dev, const char *file,
	      char path[PCI_PATH_MAX]);

/*
 * Map a BAR as the guest's CPU sees it, or skip the test if the kernel does not
 * allow that in user space.
 */
void *map_bar(struct cpgpu_device *dev, int bar, size_t size, bool writable);
const volatile uint8_t *map_vram(struct cpgpu_device *dev);

#endif /* FIXTURE_H */
