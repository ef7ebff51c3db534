/* SPDX-License-Identifier: MIT */
/* Internal to the core of the user-mode driver (umd_*.c). */
#ifndef UMD_CORE_H
#define UMD_CORE_H

#include <pthread.h>
#include <stdatomic.h>

#include <cpgpu.h>

#include "cpgpu_ddi.h"
#include "umd.h"

enum umd_kind {
	UMD_DEVICE,
	UMD_SESSION,
	UMD_CHANNEL,
	UMD_RESOURCE,
	UMD_FENCE,
};

/* Everything that has a handle begins with this. */
struct umd_object {
	enum umd_kind kind;
	void (*destroy)(struct umd_object *object);
	struct umd_device *device;
	uint64_t handle;		/* its name in messages, or 0 */
	bool allocated;			/* by umd_object_init() */
	struct umd_object *next;
};

struct umd_device {
	struct umd_object object;
	struct cpgpu_device *cpgpu;
	uint32_t caps;			/* DRM_CPGPU_CAP_* */
	uint32_t block_align;
	void *table;
	pthread_mutex_t result_lock;
	uint32_t result_handle;		/* system object for result records */
	struct drm_cpgpu_result *result;
};

/* the latest content keys whose IV marks are known */
#define UMD_MARKS 8

struct umd_marks {
	struct umd_mark {
		bool used;
		uint8_t key[UMD_KEY_SIZE];	/* a content key, wrapped */
		uint64_t upper, lower;		/* no IV below is unused */
	} session, content[UMD_MARKS];
	unsigned int next;
};

struct umd_session {
	struct umd_object object;
	uint32_t session;
	struct umd_marks marks;
	/* read back with the read-back key */
	atomic_bool read_back_key;
};

struct umd_channel {
	struct umd_object object;
	uint32_t channel;
};

struct umd_fence {
	struct umd_object object;
	uint32_t sync;
};

struct umd_resource {
	struct umd_object object;
	uint32_t pitch;
	uint32_t size;
	bool restricted;
	bool mapped;
	uint32_t gem;			/* restricted: 0 until it is sealed */
	void *map;
	/* restricted: sealed to it; NULL: to no existing session */
	struct umd_session *session;
};

/* The description of an open device; -ENODEV: it is gone. */
int umd_adapter_describe(struct cpgpu_device *cpgpu,
			 CPGPU_DDI_ADAPTER *adapter);

/* --------------------------------------------------------------- objects -- */

/*
 * Initialize @size bytes of @memory (NULL: allocate them) as an object that
 * cannot be found yet.  NULL: out of memory.
 */
void *umd_object_init(struct umd_device *device, enum umd_kind kind,
		      void *memory, size_t size,
		      void (*destroy)(struct umd_object *object));

void umd_object_add(struct umd_object *object);

/* Remove the object, if it was added, and free it if it was allocated. */
void umd_object_remove(struct umd_object *object);

int umd_object_find(struct umd_device *device, enum umd_kind kind,
		    const void *address, struct umd_object **object);
int umd_object_find_handle(struct umd_device *device, enum umd_kind kind,
			   uint64_t handle, struct umd_object **object);

/* Define umd_*_find() and umd_*_find_handle() of one kind of objects. */
#define UMD_OBJECT_FIND(type, kind) \
int umd_##type##_find(struct umd_device *device, const void *address, \
		      struct umd_##type **type) \
{ \
	struct umd_object *object; \
	int ret = umd_object_find(device, kind, address, &object); \
	if (!ret) \
		*type = (struct umd_##type *)object; \
	return ret; \
}
#define UMD_OBJECT_FIND_HANDLE(type, kind) \
int umd_##type##_find_handle(struct umd_device *device, HANDLE handle, \
			     struct umd_##type **type) \
{ \
	struct umd_object *object; \
	int ret = umd_object_find_handle(device, kind, (uintptr_t)handle, \
					 &object); \
	if (!ret) \
		*type = (struct umd_##type *)object; \
	return ret; \
}

/* Any object of @device except the device itself; NULL: none. */
struct umd_object *umd_object_any(struct umd_device *device);

/* Clear the session of all resources that are sealed to @session. */
void umd_objects_forget(const struct umd_session *session);

/* -------------------------------------------------------------- sessions -- */

/* Why @ret, -ENOKEY, came: does the session lack its key, or is it lost? */
int umd_session_refuse(struct umd_session *session, int ret);

/* The session has another key. */
void umd_marks_clear(struct umd_session *session);

/* @content_key NULL: the session key; @blocks counter blocks from @iv were used */
void umd_marks_use(struct umd_session *session, const void *content_key,
		   const void *iv, uint64_t blocks);

/* The device has refused @iv: -EEXIST, and why. */
int umd_marks_refuse(struct umd_session *session, const void *content_key,
		     const void *iv);

/* ------------------------------------------------------------- resources -- */

/*
 * Seal the resource, cleared, to @session, unless it has valid content of this
 * or another session.  @fresh: whether it was sealed now.
 */
int umd_resource_seal(struct umd_resource *resource,
		      struct umd_session *session, bool *fresh);
void umd_resource_unseal(struct umd_resource *resource);

#endif /* UMD_CORE_H */
