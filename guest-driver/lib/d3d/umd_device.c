// SPDX-License-Identifier: MIT
/*
 * Devices: open files of the cpgpu driver, and their properties
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "umd_core.h"

/* The low bits of DRM_CPGPU_CAP_* are D3D11_CONTENT_PROTECTION_CAPS. */
#define D3D11_CAPS 0xffff

#define RESULT_SIZE 4096

static const GUID aes128_ctr = {
	0x9b6bd711, 0x4f74, 0x41c9,
	{ 0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f }
};

static const GUID rsaes_oaep = {
	0xc1949895, 0xd72a, 0x4a1d,
	{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
};

/* ------------------------------------------------------ opening, closing -- */

static int open_node(const char *path, struct cpgpu_device **cpgpu)
{
	int ret;

	if (!path)
		path = getenv("CPGPU_DEVICE");
	ret = cpgpu_open(path, cpgpu);
	switch (ret) {
	case -ENOENT:
	case -EACCES:
	case -ENOMEM:
		return ret;
	default:
		/* the path names something other than a cpgpu device */
		return ret ? -EINVAL : 0;
	}
}

/* Create the object that receives the result records of read-back. */
static int create_result(struct umd_device *device)
{
	void *map;
	int ret;

	ret = cpgpu_object_create(device->cpgpu, RESULT_SIZE,
				  &device->result_handle);
	if (ret)
		return ret;
	ret = cpgpu_object_map(device->cpgpu, device->result_handle, &map);
	if (!ret)
		device->result = map;
	return ret;
}

int umd_device_open(const char *path, struct umd_device **device)
{
	struct drm_cpgpu_query_info info;
	struct umd_device *new;
	int ret;

	new = umd_object_init(NULL, UMD_DEVICE, NULL, sizeof(*new), NULL);
	if (!new)
		return -ENOMEM;
	new->object.device = new;
	pthread_mutex_init(&new->result_lock, NULL);

	ret = open_node(path, &new->cpgpu);
	if (!ret)
		ret = cpgpu_query_info(new->cpgpu, &info);
	if (!ret)
		ret = create_result(new);
	if (ret) {
		umd_device_close(new);
		return ret;
	}
	new->caps = info.caps;
	new->block_align = info.block_align;
	umd_object_add(&new->object);
	*device = new;
	return 0;
}

void umd_device_close(struct umd_device *device)
{
	struct umd_object *object;

	while ((object = umd_object_any(device)))
		object->destroy(object);
	/* a mapping keeps the file open */
	if (device->result)
		munmap(device->result, RESULT_SIZE);
	cpgpu_close(device->cpgpu);
	pthread_mutex_destroy(&device->result_lock);
	free(device->table);
	umd_object_remove(&device->object);
}

const char *umd_device_path(const struct umd_device *device)
{
	return cpgpu_path(device->cpgpu);
}

int umd_device_adapter(struct umd_device *device, CPGPU_DDI_ADAPTER *adapter)
{
	return umd_adapter_describe(device->cpgpu, adapter);
}

void umd_device_set_table(struct umd_device *device, void *table)
{
	device->table = table;
}

void *umd_device_table(const struct umd_device *device)
{
	return device->table;
}

/* ------------------------------------------------------------- queries -- */

static bool is_none(const GUID *guid)
{
	static const GUID none;

	return !guid || !memcmp(guid, &none, sizeof(none));
}

int umd_check_crypto(const GUID *crypto, const GUID *profile,
		     const GUID *exchange)
{
	if (is_none(crypto) || memcmp(crypto, &aes128_ctr, sizeof(aes128_ctr)))
		return -ENOPROTOOPT;
	if (!is_none(profile))
		return umd_refuse(-EPROTONOSUPPORT, "the device has no decoders: the decoder profile must be NULL or GUID_NULL");
	if (exchange && memcmp(exchange, &rsaes_oaep, sizeof(rsaes_oaep)))
		return umd_refuse(-EPROTONOSUPPORT, "the key exchange must be RSAES_OAEP");
	return 0;
}

int umd_query_caps(struct umd_device *device, const GUID *crypto,
		   const GUID *profile, struct umd_caps *caps)
{
	struct drm_cpgpu_query_info info;
	int ret;

	ret = umd_check_crypto(is_none(crypto) ? &aes128_ctr : crypto, profile,
			       NULL);
	if (!ret)
		ret = cpgpu_query_info(device->cpgpu, &info);
	if (ret)
		return ret;
	*caps = (struct umd_caps) {
		.caps = info.caps & D3D11_CAPS,
		.key_exchanges = 1,
		.exchange = rsaes_oaep,
		.block_align = info.block_align,
		.memory = info.vram_free,
	};
	return 0;
}

int umd_key_exchange_type(const GUID *crypto, const GUID *profile, UINT index,
			  GUID *type)
{
	int ret = umd_check_crypto(crypto, profile, NULL);

	if (ret)
		return ret;
	if (index)
		return umd_refuse(-EINVAL, "KeyExchangeTypeCount is 1, so Index must be 0");
	*type = rsaes_oaep;
	return 0;
}

int umd_check_channel_type(struct umd_device *device, UINT type)
{
	UINT has = device->caps & DRM_CPGPU_CAP_SOFTWARE ?
		DRM_CPGPU_CHANNEL_SOFTWARE : DRM_CPGPU_CHANNEL_HARDWARE;

	if (type == has)
		return 0;
	return umd_refuse(-EOPNOTSUPP, "the device has no authenticated channels of type %u, only of types 1 and %u",
			  type, has);
}

int umd_query_certificate(struct umd_device *device, bool channel, void *data,
			  UINT *size)
{
	uint8_t *chain;
	size_t bytes;
	int ret;

	ret = (channel ? cpgpu_query_channel_certificate :
			 cpgpu_query_certificate)(device->cpgpu, &chain,
						  &bytes);
	if (ret)
		return ret;
	if (data && *size < bytes)
		ret = umd_refuse(-EINVAL, "CertificateSize is %u, but the certificates have %zu bytes",
				 *size, bytes);
	else if (data)
		memcpy(data, chain, bytes);
	free(chain);
	if (!ret)
		*size = bytes;
	return ret;
}

int umd_device_handle(struct umd_device *device, HANDLE *handle)
{
	struct drm_cpgpu_query_info info;
	int ret = cpgpu_query_info(device->cpgpu, &info);

	if (!ret)
		*handle = (HANDLE)(uintptr_t)info.device_handle;
	return ret;
}

int umd_set_teardown_event(struct umd_device *device, int fd)
{
	int ret = cpgpu_teardown_event(device->cpgpu, fd);

	/* -EBADF means an invalid object here, not an invalid descriptor */
	if (ret == -EBADF || ret == -EINVAL)
		return umd_refuse(-EINVAL, "the event is not an eventfd");
	return ret;
}
