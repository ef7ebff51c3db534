// SPDX-License-Identifier: MIT
/*
 * The device behind the ioctls: see cpgpu.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpgpu_call.h"

/* DRM gives the primary nodes the minors 0..63 */
#define CARD_MAX 64

struct cpgpu_device {
	int fd;
	char path[];
};

/* -------------------------------------------------------------- device -- */

static int check_driver(int fd)
{
	drmVersionPtr version = drmGetVersion(fd);
	int ret;

	if (!version)
		return -ENOTTY;
	ret = strcmp(version->name, CPGPU_DRIVER_NAME) ? -ENODEV : 0;
	drmFreeVersion(version);
	return ret;
}

static int open_node(const char *path, struct cpgpu_device **dev)
{
	size_t len = strlen(path) + 1;
	struct cpgpu_device *new;
	int fd, ret;

	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = check_driver(fd);
	if (ret)
		goto fail;
	new = malloc(sizeof(*new) + len);
	if (!new) {
		ret = -ENOMEM;
		goto fail;
	}
	new->fd = fd;
	memcpy(new->path, path, len);
	*dev = new;
	return 0;
fail:
	close(fd);
	return ret;
}

int cpgpu_open(const char *path, struct cpgpu_device **dev)
{
	char node[32];
	int i, ret, refused = 0;

	if (path)
		return open_node(path, dev);
	for (i = 0; i < CARD_MAX; i++) {
		snprintf(node, sizeof(node), "/dev/dri/card%d", i);
		ret = open_node(node, dev);
		if (!ret)
			return 0;
		/* it may be a cpgpu device: report this unless another opens */
		if (ret == -EACCES)
			refused = ret;
	}
	return refused ? refused : -ENOENT;
}

void cpgpu_close(struct cpgpu_device *dev)
{
	if (!dev)
		return;
	close(dev->fd);
	free(dev);
}

int cpgpu_fd(const struct cpgpu_device *dev)
{
	return dev->fd;
}

const char *cpgpu_path(const struct cpgpu_device *dev)
{
	return dev->path;
}

int cpgpu_query_info(struct cpgpu_device *dev,
		     struct drm_cpgpu_query_info *info)
{
	struct drm_cpgpu_query_info answer = {};
	struct drm_cpgpu_dev_query query = {
		.type = DRM_CPGPU_QUERY_INFO,
		.size = sizeof(answer),
		.pointer = cpgpu_user_pointer(&answer),
	};
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query);

	if (!ret)
		*info = answer;
	return ret;
}

static int query_chain(struct cpgpu_device *dev, uint32_t type,
		       uint8_t **chain, size_t *size)
{
	struct drm_cpgpu_dev_query query = { .type = type };
	uint8_t *buffer;
	int ret;

	ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query);
	if (ret)
		return ret;
	if (!query.size)
		return -ENODATA;
	buffer = malloc(query.size);
	if (!buffer)
		return -ENOMEM;
	query.pointer = cpgpu_user_pointer(buffer);
	ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query);
	if (ret) {
		free(buffer);
		return ret;
	}
	*chain = buffer;
	*size = query.size;
	return 0;
}

int cpgpu_query_certificate(struct cpgpu_device *dev, uint8_t **chain,
			    size_t *size)
{
	return query_chain(dev, DRM_CPGPU_QUERY_CERTIFICATE, chain, size);
}

int cpgpu_query_channel_certificate(struct cpgpu_device *dev, uint8_t **chain,
				    size_t *size)
{
	return query_chain(dev, DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE, chain,
			   size);
}

static const struct {
	uint32_t bit;
	const char *name;
} cap_names[] = {
	{ DRM_CPGPU_CAP_SOFTWARE, "software" },
	{ DRM_CPGPU_CAP_HARDWARE, "hardware" },
	{ DRM_CPGPU_CAP_PROTECTION_ALWAYS_ON, "protection-always-on" },
	{ DRM_CPGPU_CAP_PARTIAL_DECRYPTION, "partial-decryption" },
	{ DRM_CPGPU_CAP_CONTENT_KEY, "content-key" },
	{ DRM_CPGPU_CAP_FRESHEN_SESSION_KEY, "freshen-session-key" },
	{ DRM_CPGPU_CAP_ENCRYPTED_READ_BACK, "encrypted-read-back" },
	{ DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key" },
	{ DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV, "sequential-ctr-iv" },
	{ DRM_CPGPU_CAP_DECRYPTION_BLT, "decryption-blt" },
	{ DRM_CPGPU_CAP_PROTECT_UNCOMPRESSED, "protect-uncompressed" },
	{ DRM_CPGPU_CAP_HARDWARE_TEARDOWN, "hardware-teardown" },
	{ DRM_CPGPU_CAP_SEEDED_RNG, "seeded-rng" },
	{ DRM_CPGPU_CAP_TEST_IDENTITY, "test-identity" },
	{ DRM_CPGPU_CAP_IV_CHECK, "iv-check" },
	{ DRM_CPGPU_CAP_COPY, "copy-blt" },
	{ DRM_CPGPU_CAP_CONVERT, "convert-blt" },
};

const char *cpgpu_cap_name(uint32_t bit)
{
	size_t i;

	for (i = 0; i < sizeof(cap_names) / sizeof(cap_names[0]); i++)
		if (cap_names[i].bit == bit)
			return cap_names[i].name;
	return NULL;
}

/* ------------------------------------------------------------- objects -- */

static int create(struct cpgpu_device *dev, struct drm_cpgpu_gem_create *args,
		  uint32_t *handle)
{
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_GEM_CREATE, args);

	if (!ret)
		*handle = args->handle;
	return ret;
}

int cpgpu_object_create(struct cpgpu_device *dev, uint64_t size,
			uint32_t *handle)
{
	struct drm_cpgpu_gem_create args = { .size = size };

	return create(dev, &args, handle);
}

int cpgpu_object_create_protected(struct cpgpu_device *dev, uint32_t session,
				  uint64_t size, uint32_t *handle)
{
	struct drm_cpgpu_gem_create args = {
		.size = size,
		.flags = DRM_CPGPU_GEM_PROTECTED,
		.session = session,
	};

	return create(dev, &args, handle);
}

int cpgpu_object_info(struct cpgpu_device *dev, uint32_t handle,
		      struct drm_cpgpu_gem_info *info)
{
	struct drm_cpgpu_gem_info args = { .handle = handle };
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_GEM_INFO, &args);

	if (!ret)
		*info = args;
	return ret;
}

int cpgpu_object_map(struct cpgpu_device *dev, uint32_t handle, void **address)
{
	struct drm_cpgpu_gem_mmap_offset args = { .handle = handle };
	struct drm_cpgpu_gem_info info;
	void *p;
	int ret;

	ret = cpgpu_object_info(dev, handle, &info);
	if (ret)
		return ret;
	ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_GEM_MMAP_OFFSET, &args);
	if (ret)
		return ret;
	p = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd,
		 args.offset);
	if (p == MAP_FAILED)
		return -errno;
	*address = p;
	return 0;
}

int cpgpu_object_close(struct cpgpu_device *dev, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return cpgpu_ioctl(dev, DRM_IOCTL_GEM_CLOSE, &args);
}

int cpgpu_object_export(struct cpgpu_device *dev, uint32_t handle, int *fd)
{
	int file;

	/* libdrm functions return -errno or -1, but all of them set errno */
	if (drmPrimeHandleToFD(dev->fd, handle, DRM_CLOEXEC | DRM_RDWR, &file))
		return -errno;
	*fd = file;
	return 0;
}

int cpgpu_object_import(struct cpgpu_device *dev, int fd, uint32_t *handle)
{
	uint32_t imported;

	if (drmPrimeFDToHandle(dev->fd, fd, &imported))
		return -errno;
	*handle = imported;
	return 0;
}

/* ------------------------------------------------------------ sessions -- */

int cpgpu_session_create(struct cpgpu_device *dev, uint32_t *session)
{
	struct drm_cpgpu_session_create args = {};
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_CREATE, &args);

	if (!ret)
		*session = args.handle;
	return ret;
}

int cpgpu_session_destroy(struct cpgpu_device *dev, uint32_t session)
{
	struct drm_cpgpu_session_destroy args = { .handle = session };

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_DESTROY, &args);
}

int cpgpu_session_key_exchange(struct cpgpu_device *dev, uint32_t session,
			       const void *blob, size_t size)
{
	struct drm_cpgpu_session_key_exchange args = {
		.handle = session,
		.size = size,
		.data = cpgpu_user_pointer(blob),
	};

	/* the ioctl has 32 bits: a larger size must not wrap to a valid one */
	if (size > UINT32_MAX)
		return -EINVAL;
	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE, &args);
}

int cpgpu_session_refresh_start(struct cpgpu_device *dev, uint32_t session,
				uint8_t random[DRM_CPGPU_KEY_SIZE])
{
	struct drm_cpgpu_session_refresh_start args = {
		.handle = session,
		.size = DRM_CPGPU_KEY_SIZE,
		.data = cpgpu_user_pointer(random),
	};

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_REFRESH_START, &args);
}

int cpgpu_session_refresh_finish(struct cpgpu_device *dev, uint32_t session,
				 const struct drm_cpgpu_sync *syncs,
				 uint32_t count)
{
	struct drm_cpgpu_session_refresh_finish args = {
		.handle = session,
		.sync_count = count,
		.syncs = cpgpu_user_pointer(syncs),
	};

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_REFRESH_FINISH, &args);
}

int cpgpu_session_read_back_key(struct cpgpu_device *dev, uint32_t session,
				uint8_t wrapped[DRM_CPGPU_KEY_SIZE])
{
	struct drm_cpgpu_session_read_back_key args = {
		.handle = session,
		.size = DRM_CPGPU_KEY_SIZE,
		.data = cpgpu_user_pointer(wrapped),
	};

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_READ_BACK_KEY, &args);
}

int cpgpu_session_status(struct cpgpu_device *dev, uint32_t session,
			 struct drm_cpgpu_session_status *status)
{
	struct drm_cpgpu_session_status args = { .handle = session };
	int ret = cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SESSION_STATUS, &args);

	if (!ret)
		*status = args;
	return ret;
}

/* ---------------------------------------------------------- submission -- */

int cpgpu_submit(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		 uint32_t op_count, const struct drm_cpgpu_sync *syncs,
		 uint32_t sync_count)
{
	struct drm_cpgpu_submit args = {
		.op_count = op_count,
		.ops = cpgpu_user_pointer(ops),
		/* lets the struct grow without breaking old programs */
		.op_stride = sizeof(*ops),
		.sync_count = sync_count,
		.syncs = cpgpu_user_pointer(syncs),
	};

	return cpgpu_ioctl(dev, DRM_IOCTL_CPGPU_SUBMIT, &args);
}
