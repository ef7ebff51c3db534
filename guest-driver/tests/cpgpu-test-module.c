// SPDX-License-Identifier: MIT
/*
 * Loading and unloading the module, and losing the device while it is in use.
 * The environment variable CPGPU_LOADS says how often the first test loads it
 * (default 5); CPGPU_MODULE is the module's file, if it is not the one of the
 * build that this program is part of.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "kernel_log.h"
#include "pci.h"

static void module_path(char *path, size_t size)
{
	const char *given = getenv("CPGPU_MODULE");
	char self[2048];
	ssize_t n;

	if (given) {
		snprintf(path, size, "%s", given);
		return;
	}
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	CHECK(n > 0);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(path, size, "%s/../drm/cpgpu.ko", self);
}

static bool is_loaded(void)
{
	return !access("/sys/module/cpgpu", F_OK);
}

static void load(void)
{
	char path[4096];
	int fd;

	module_path(path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		test_fail(__FILE__, __LINE__, "%s: %s", path, strerror(errno));
	CHECK_OK(syscall(SYS_finit_module, fd, "", 0) ? -errno : 0);
	close(fd);
}

static void unload(void)
{
	CHECK_OK(syscall(SYS_delete_module, "cpgpu", O_NONBLOCK) ? -errno : 0);
	CHECK(!is_loaded());
}

SLOW_TEST(loads_and_unloads, 1200)
{
	const char *text = getenv("CPGPU_LOADS");
	int i, count = text ? atoi(text) : 5;
	struct kernel_log log = kernel_log_start();

	CHECK(count > 0);
	for (i = 0; i < count; i++) {
		if (is_loaded())
			unload();
		load();
		cpgpu_close(wait_device());
	}
	test_note("%d times", count);
	kernel_log_check(&log);
}

TEST(works_after_a_reload)
{
	struct session session;
	uint32_t object;

	unload();
	load();
	session = keyed_session(wait_device());
	object = create_protected(&session, PAGE);
	write_pattern(&session, object, 64, 1);
	CHECK(holds_pattern(&session, object, 64, 1, session.key));
}

TEST(open_file_keeps_the_module)
{
	struct cpgpu_device *dev = open_device();

	CHECK_EQ(syscall(SYS_delete_module, "cpgpu", O_NONBLOCK) ? errno : 0,
		 EWOULDBLOCK);
	CHECK(is_loaded());
	device_info(dev);
}

/* ---------------------------------------------------------------- unbind -- */

/* The device goes away under an open file, with work queued and memory mapped. */
TEST(device_goes_while_in_use)
{
	struct kernel_log log = kernel_log_start();
	struct session session = keyed_session(open_device());
	struct cpgpu_device *dev = session.dev;
	struct memory memory = create_memory(dev, 4 * MIB);
	uint32_t object = create_protected(&session, 4 * MIB);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(dev));
	struct drm_cpgpu_query_info info;
	struct drm_cpgpu_op op;
	char name[PCI_NAME_SIZE];
	uint32_t handle;
	int i;

	pci_name(dev, name);
	for (i = 0; i < 8; i++) {
		op = decrypt_op(&session, &memory, object, 4 * MIB);
		CHECK_OK(cpgpu_submit(dev, &op, 1, &sync, 1));
	}
	pci_unbind(name);

	/* every fence signals, with or without an error */
	CHECK(cpgpu_sync_wait(dev, sync.handle, 0, WAIT_MS) != -ETIME);
	memory.map[0] = 1;
	memory.map[4 * MIB - 1] = 1;
	CHECK_RET(cpgpu_query_info(dev, &info), -ENODEV);
	CHECK_RET(cpgpu_session_create(dev, &handle), -ENODEV);
	CHECK_RET(cpgpu_submit(dev, &op, 1, NULL, 0), -ENODEV);
	munmap(memory.map, memory.size);
	cpgpu_close(dev);

	pci_bind(name);
	session = keyed_session(wait_device());
	create_protected(&session, PAGE);
	kernel_log_check(&log);
}

/* Create channels, exchange keys and ask questions until the device is gone. */
static void *use_channels(void *arg)
{
	struct cpgpu_device *dev = arg;
	uint8_t blob[DRM_CPGPU_BLOB_SIZE] = { 0 };
	struct cpgpu_query question = { };
	union answer answer;
	uint32_t handle;
	uint64_t hw_handle;
	size_t size;
	long ret;

	do {
		ret = cpgpu_channel_create(dev, channel_type(dev), &handle,
					   &hw_handle);
		if (!ret)
			ret = cpgpu_channel_key_exchange(dev, handle, blob,
							 sizeof(blob));
		size = sizeof(answer);
		if (ret == -EKEYREJECTED)
			ret = cpgpu_channel_query(dev, handle, &question,
						  sizeof(question), &answer,
						  &size, NULL);
		if (!ret)
			ret = cpgpu_channel_destroy(dev, handle);
	} while (!ret);
	return (void *)ret;
}

/* Channels vanish with the device, and listeners for lost keys are notified. */
TEST(channels_go_with_the_device)
{
	struct kernel_log log = kernel_log_start();
	struct cpgpu_device *dev = open_device();
	struct channel channel = ready_channel(dev);
	int event = eventfd(0, EFD_CLOEXEC);
	struct pollfd poller = { .fd = event, .events = POLLIN };
	uint8_t message[40] = { };
	size_t size = sizeof(message);
	pthread_t thread;
	char name[PCI_NAME_SIZE];
	void *ret;

	pci_name(dev, name);
	CHECK_OK(cpgpu_teardown_event(dev, event));
	CHECK(!pthread_create(&thread, NULL, use_channels, dev));
	usleep(200000);
	pci_unbind(name);

	CHECK_EQ(poll(&poller, 1, WAIT_MS), 1);
	CHECK(!pthread_join(thread, &ret));
	CHECK_RET((long)ret, -ENODEV);
	CHECK_RET(cpgpu_channel_query(dev, channel.handle, message,
				      sizeof(message), message, &size, NULL),
		  -ENODEV);
	CHECK_RET(cpgpu_channel_destroy(dev, channel.handle), -ENODEV);
	CHECK_RET(cpgpu_teardown_event(dev, -1), -ENODEV);
	cpgpu_close(dev);

	pci_bind(name);
	channel = ready_channel(wait_device());
	CHECK_EQ(protection(&channel), 0);
	kernel_log_check(&log);
}
