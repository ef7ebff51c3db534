// SPDX-License-Identifier: MIT
/*
 * The objects of all devices of this process
 *
 * Every handle from the caller is looked up before it is dereferenced, so that
 * one of a destroyed object or of another device is reported as an error.
 */
#include <errno.h>
#include <stdlib.h>

#include "umd_core.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct umd_object *objects;

void *umd_object_init(struct umd_device *device, enum umd_kind kind,
		      void *memory, size_t size,
		      void (*destroy)(struct umd_object *object))
{
	struct umd_object *object = memory ? memory : malloc(size);

	if (!object)
		return NULL;
	memset(object, 0, size);
	object->kind = kind;
	object->destroy = destroy;
	object->device = device;
	object->allocated = !memory;
	return object;
}

void umd_object_add(struct umd_object *object)
{
	pthread_mutex_lock(&lock);
	object->next = objects;
	objects = object;
	pthread_mutex_unlock(&lock);
}

void umd_object_remove(struct umd_object *object)
{
	struct umd_object **p;

	pthread_mutex_lock(&lock);
	for (p = &objects; *p; p = &(*p)->next) {
		if (*p == object) {
			*p = object->next;
			break;
		}
	}
	pthread_mutex_unlock(&lock);
	if (object->allocated)
		free(object);
}

/* -EBADF: not found; -EXDEV: another device's */
static int check_device(const struct umd_object *found,
			const struct umd_device *device)
{
	if (!found)
		return -EBADF;
	return found->device == device ? 0 : -EXDEV;
}

int umd_object_find(struct umd_device *device, enum umd_kind kind,
		    const void *address, struct umd_object **object)
{
	struct umd_object *o;
	int ret;

	pthread_mutex_lock(&lock);
	for (o = objects; o; o = o->next)
		if (o == address && o->kind == kind)
			break;
	ret = check_device(o, device);
	pthread_mutex_unlock(&lock);
	if (!ret)
		*object = o;
	return ret;
}

int umd_object_find_handle(struct umd_device *device, enum umd_kind kind,
			   uint64_t handle, struct umd_object **object)
{
	struct umd_object *o, *found = NULL;
	int ret;

	/* another graphics card may have the same handle */
	pthread_mutex_lock(&lock);
	for (o = objects; o; o = o->next)
		if (o->kind == kind && o->handle == handle &&
		    (!found || o->device == device))
			found = o;
	ret = check_device(found, device);
	pthread_mutex_unlock(&lock);
	if (!ret)
		*object = found;
	return ret;
}

int umd_device_find(HANDLE handle, struct umd_device **device)
{
	struct umd_object *object;
	int ret;

	ret = umd_object_find(handle, UMD_DEVICE, handle, &object);
	if (!ret)
		*device = (struct umd_device *)object;
	return ret;
}

struct umd_object *umd_object_any(struct umd_device *device)
{
	struct umd_object *o;

	pthread_mutex_lock(&lock);
	for (o = objects; o; o = o->next)
		if (o->device == device && o->kind != UMD_DEVICE)
			break;
	pthread_mutex_unlock(&lock);
	return o;
}

void umd_objects_forget(const struct umd_session *session)
{
	struct umd_resource *resource;
	struct umd_object *o;

	pthread_mutex_lock(&lock);
	for (o = objects; o; o = o->next) {
		if (o->kind != UMD_RESOURCE)
			continue;
		resource = (struct umd_resource *)o;
		if (resource->session == session)
			resource->session = NULL;
	}
	pthread_mutex_unlock(&lock);
}
