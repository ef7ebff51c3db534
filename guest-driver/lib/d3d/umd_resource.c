// SPDX-License-Identifier: MIT
/*
 * Resources: system memory, or video memory that is sealed by the first blt
 * that writes it
 */
#include <errno.h>
#include <sys/mman.h>

#include "cpgpu_ddi.h"
#include "umd_core.h"

static struct cpgpu_device *cpgpu_of(const struct umd_resource *resource)
{
	return resource->object.device->cpgpu;
}

UMD_OBJECT_FIND(resource, UMD_RESOURCE)

/* -------------------------------------------------- creation and mapping -- */

static int set_size(struct umd_resource *resource, UINT row_bytes, UINT rows)
{
	uint64_t pitch = row_bytes, size;

	if (!row_bytes)
		return umd_refuse(-EINVAL, "the resource has 0 bytes");
	if (rows)
		pitch = (pitch + CPGPU_DDI_ROW_ALIGNMENT - 1) &
			-(uint64_t)CPGPU_DDI_ROW_ALIGNMENT;
	size = pitch * (rows ? rows : 1);
	if (size > UINT32_MAX)
		return umd_refuse(-EINVAL, "the resource has 4 GiB or more");
	resource->pitch = pitch;
	resource->size = size;
	return 0;
}

static int create_system(struct umd_resource *resource)
{
	struct cpgpu_device *cpgpu = cpgpu_of(resource);
	int ret;

	ret = cpgpu_object_create(cpgpu, resource->size, &resource->gem);
	if (ret)
		return ret;
	ret = cpgpu_object_map(cpgpu, resource->gem, &resource->map);
	if (ret)
		cpgpu_object_close(cpgpu, resource->gem);
	return ret;
}

static void destroy(struct umd_object *object)
{
	umd_resource_destroy((struct umd_resource *)object);
}

int umd_resource_create(struct umd_device *device, UINT row_bytes, UINT rows,
			bool restricted, struct umd_resource **resource)
{
	struct umd_resource *new;
	int ret;

	new = umd_object_init(device, UMD_RESOURCE, NULL, sizeof(*new),
			      destroy);
	if (!new)
		return -ENOMEM;
	new->restricted = restricted;
	ret = set_size(new, row_bytes, rows);
	if (!ret && !restricted)
		ret = create_system(new);
	if (ret) {
		umd_object_remove(&new->object);
		return ret;
	}
	umd_object_add(&new->object);
	*resource = new;
	return 0;
}

void umd_resource_destroy(struct umd_resource *resource)
{
	if (resource->map)
		munmap(resource->map, resource->size);
	if (resource->gem)
		cpgpu_object_close(cpgpu_of(resource), resource->gem);
	umd_object_remove(&resource->object);
}

int umd_resource_map(struct umd_resource *resource, void **data)
{
	if (resource->restricted)
		return umd_refuse(-EACCES, "protected content cannot be mapped");
	if (resource->mapped)
		return umd_refuse(-EPROTO, "it is already mapped");
	resource->mapped = true;
	*data = resource->map;
	return 0;
}

int umd_resource_unmap(struct umd_resource *resource)
{
	if (!resource->mapped)
		return umd_refuse(-EPROTO, "it is not mapped");
	resource->mapped = false;
	return 0;
}

UINT umd_resource_pitch(const struct umd_resource *resource)
{
	return resource->pitch;
}

UINT umd_resource_size(const struct umd_resource *resource)
{
	return resource->size;
}

/* --------------------------------------------------------------- sealing -- */

/* Can the content still be used by a session? */
static bool is_live(const struct umd_resource *resource)
{
	struct drm_cpgpu_gem_info info;

	return resource->session &&
	       !cpgpu_object_info(cpgpu_of(resource), resource->gem, &info) &&
	       !(info.state & DRM_CPGPU_GEM_STATE_STALE);
}

void umd_resource_unseal(struct umd_resource *resource)
{
	cpgpu_object_close(cpgpu_of(resource), resource->gem);
	resource->gem = 0;
	resource->session = NULL;
}

int umd_resource_seal(struct umd_resource *resource,
		      struct umd_session *session, bool *fresh)
{
	int ret;

	*fresh = false;
	if (resource->gem) {
		/* if it belongs to another session, the blt will fail */
		if (is_live(resource))
			return 0;
		umd_resource_unseal(resource);
	}
	ret = cpgpu_object_create_protected(cpgpu_of(resource),
					    session->session, resource->size,
					    &resource->gem);
	if (ret)
		return ret;
	resource->session = session;
	*fresh = true;
	return 0;
}

int umd_resource_find_of(HANDLE device, HANDLE address,
			 struct umd_resource **resource)
{
	struct umd_device *owner;
	int ret = umd_device_find(device, &owner);

	return ret ? ret : umd_resource_find(owner, address, resource);
}
