// SPDX-License-Identifier: MIT
/* What /proc/self/fdinfo shows about an open file of the device. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <xf86drm.h>

#include "fixture.h"

/* The value of a key, or "" if there is no such line. */
static void fdinfo(struct cpgpu_device *dev, const char *key, char *value,
		   size_t size)
{
	size_t length = strlen(key);
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", cpgpu_fd(dev));
	file = fopen(path, "re");
	CHECK(file);
	value[0] = '\0';
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, length) || line[length] != ':')
			continue;
		snprintf(value, size, "%s",
			 line + length + 1 + strspn(line + length + 1, " \t"));
		value[strcspn(value, "\n")] = '\0';
	}
	fclose(file);
}

/* The number of a line, which must have this unit. */
static uint64_t figure(struct cpgpu_device *dev, const char *key,
		       const char *unit)
{
	uint64_t number;
	char value[64];
	char *end;

	fdinfo(dev, key, value, sizeof(value));
	CHECK(value[0]);
	number = strtoull(value, &end, 10);
	CHECK(!strcmp(end, unit));
	return number;
}

static uint64_t kib(struct cpgpu_device *dev, const char *key)
{
	return figure(dev, key, " KiB");
}

static uint64_t busy_ns(struct cpgpu_device *dev)
{
	uint32_t rings = device_info(dev).rings, i;
	uint64_t sum = 0;
	char key[32];

	for (i = 0; i < rings; i++) {
		snprintf(key, sizeof(key), "drm-engine-ring%u", i);
		sum += figure(dev, key, " ns");
	}
	return sum;
}

TEST(driver_device_and_client_are_told)
{
	struct cpgpu_device *one = open_device(), *two = open_device();
	char value[64], place[64];
	drmDevicePtr drm;

	fdinfo(one, "drm-driver", value, sizeof(value));
	CHECK(!strcmp(value, "cpgpu"));
	CHECK_OK(drmGetDevice2(cpgpu_fd(one), 0, &drm));
	snprintf(place, sizeof(place), "%04x:%02x:%02x.%u",
		 drm->businfo.pci->domain, drm->businfo.pci->bus,
		 drm->businfo.pci->dev, drm->businfo.pci->func);
	drmFreeDevice(&drm);
	fdinfo(one, "drm-pdev", value, sizeof(value));
	CHECK(!strcmp(value, place));
	CHECK(figure(one, "drm-client-id", "") !=
	      figure(two, "drm-client-id", ""));
}

TEST(video_memory_is_counted)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct session session = keyed_session(dev);
	struct drm_gem_close close = {
		.handle = create_protected(&session, MIB),
	};

	CHECK_EQ(kib(dev, "drm-total-vram"), 1024);
	CHECK_EQ(kib(dev, "drm-resident-vram"), 1024);
	CHECK_EQ(kib(dev, "drm-memory-vram"), 1024);
	CHECK_EQ(kib(dev, "drm-shared-vram"), 0);
	CHECK_EQ(kib(dev, "drm-total-system"), 0);
	CHECK_EQ(kib(other, "drm-total-vram"), 0);
	CHECK_OK(device_ioctl(dev, DRM_IOCTL_GEM_CLOSE, &close));
	CHECK_EQ(kib(dev, "drm-total-vram"), 0);
}

TEST(system_memory_is_counted_when_it_is_there)
{
	struct drm_cpgpu_gem_create create = { .size = MIB };
	struct cpgpu_device *dev = open_device();
	struct memory memory;

	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_GEM_CREATE, &create));
	CHECK_EQ(kib(dev, "drm-total-system"), 1024);
	CHECK_EQ(kib(dev, "drm-resident-system"), 0);
	memory = create_memory(dev, 64 * PAGE);
	memory.map[0] = 1;
	CHECK_EQ(kib(dev, "drm-total-system"), 1024 + 256);
	CHECK_EQ(kib(dev, "drm-resident-system"), 256);
	CHECK_EQ(kib(dev, "drm-total-vram"), 0);
	close_memory(&memory);
}

TEST(shared_memory_is_counted)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct memory memory = create_memory(dev, 64 * PAGE);
	uint32_t handle;
	int fd;

	CHECK_EQ(kib(dev, "drm-shared-system"), 0);
	CHECK_OK(drmPrimeHandleToFD(cpgpu_fd(dev), memory.handle, DRM_CLOEXEC,
				    &fd));
	CHECK_OK(drmPrimeFDToHandle(cpgpu_fd(other), fd, &handle));
	CHECK_EQ(kib(dev, "drm-shared-system"), 256);
	CHECK_EQ(kib(other, "drm-shared-system"), 256);
	close_memory(&memory);
}

/* The jobs of a file take time of the rings, and count for that file only. */
TEST(work_takes_time_of_the_rings)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct session session = keyed_session(dev);
	uint32_t object = create_protected(&session, MIB);
	static uint8_t data[MIB];
	uint64_t before, after;

	CHECK_EQ(busy_ns(dev), 0);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	wait_idle(&session);
	before = busy_ns(dev);
	CHECK(before > 0);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	wait_idle(&session);
	after = busy_ns(dev);
	CHECK(after > before);
	/* nobody waits as long as this for two megabytes */
	CHECK(after < 60000000000ull);
	CHECK_EQ(busy_ns(other), 0);
}
