/* SPDX-License-Identifier: MIT */
/* What the files of the core share; nobody else includes this. */
#ifndef UMD_CORE_H
#define UMD_CORE_H

#include <pthread.h>
#include <stdatomic.h>

#include <cpgpu.h>

#include "umd.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

enum umd_kind {
	UMD_DEVICE,
	UMD_SESSION,
	UMD_CHANNEL,
	UMD_RESOURCE,
};

/* Everything that has a handle begins with this. */
struct umd_object {
	enum umd_kind kind;
	struct umd_device *device;
	uint64_t handle;		/* what messages call it, or 0 */
	bool allocated;			/* by us */
	struct umd_object *next;
};

struct umd_device {
	struct umd_object object;
	struct cpgpu_device *cpgpu;
	uint32_t caps;			/* DRM_CPGPU_CAP_* */
	void *table;
	pthread_mutex_t result_lock;
	uint32_t result_handle;		/* system object for result records */
	struct drm_cpgpu_result *result;
};

struct umd_session {
	struct umd_object object;
	uint32_t session;
	/* read back with the read-back key */
	atomic_bool read_back_key;
};

struct umd_channel {
	struct umd_object object;
	uint32_t channel;
};

struct umd_resource {
	struct umd_object object;
	uint32_t pitch;
	uint32_t size;
	bool restricted;
	bool mapped;
	uint32_t gem;			/* restricted: 0 until it is sealed */
	void *map;
	/* restricted: sealed to it; NULL: to one that is gone, or to none */
	struct umd_session *session;
};

/* --------------------------------------------------------------- objects -- */

/* In @memory, or allocated, all zero; NULL: no memory.  Not yet findable. */
void *umd_object_init(struct umd_device *device, enum umd_kind kind,
		      void *memory, size_t size);

void umd_object_add(struct umd_object *object);

/* Take it out, if it was added, and free what is allocated. */
void umd_object_remove(struct umd_object *object);

int umd_object_find(struct umd_device *device, enum umd_kind kind,
		    const void *address, struct umd_object **object);
int umd_object_find_handle(struct umd_device *device, enum umd_kind kind,
			   uint64_t handle, struct umd_object **object);

/* Any object of @device but itself; NULL: none left. */
struct umd_object *umd_object_any(struct umd_device *device);

/* The resources sealed to @session lose it. */
void umd_objects_forget(const struct umd_session *session);

/* ------------------------------------------------------------- resources -- */

/*
 * Make the resource one of @session, empty, unless it holds content of this or
 * another session that is still good; @fresh says whether it did.
 */
int umd_resource_seal(struct umd_resource *resource,
		      struct umd_session *session, bool *fresh);
void umd_resource_unseal(struct umd_resource *resource);

#endif /* UMD_CORE_H */
