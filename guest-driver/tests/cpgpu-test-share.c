// SPDX-License-Identifier: MIT
/*
 * Objects and fences that are shared between files: dma-bufs and sync files.
 * Some tests need a second cpgpu device, since a dma-buf that returns to its
 * own device is not an import.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sync_file.h>
#include <xf86drm.h>

#include "fixture.h"

#define SIZE	(16 * PAGE)
/* a place in the middle of a page, and of the object */
#define ODD	(3 * PAGE + BLOCK)
#define LENGTH	(9 * PAGE + 5 * BLOCK)

/* -------------------------------------------------------------- objects -- */

TEST(object_comes_home)
{
	struct cpgpu_device *dev = open_device();
	struct memory memory = create_memory(dev, PAGE);
	uint32_t handle;
	int fd;

	CHECK_OK(cpgpu_object_export(dev, memory.handle, &fd));
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	CHECK_OK(cpgpu_object_import(dev, fd, &handle));
	CHECK_EQ(handle, memory.handle);
	close(fd);
}

/* The handle of @memory in another file. */
static uint32_t import(struct cpgpu_device *dev, const struct memory *memory)
{
	uint32_t handle;
	int fd;

	CHECK_OK(cpgpu_object_export(memory->dev, memory->handle, &fd));
	CHECK_OK(cpgpu_object_import(dev, fd, &handle));
	close(fd);
	return handle;
}

/*
 * Decrypt from another file's memory, at offset ODD, and read back into it at
 * @offset: these are the two @ops.
 */
static void check_foreign_memory(const struct session *session,
				 const struct memory *memory, uint64_t offset,
				 const struct drm_cpgpu_result *result,
				 struct drm_cpgpu_op ops[2])
{
	static uint8_t data[LENGTH], back[LENGTH];

	fill_pattern(data, LENGTH, 1);
	memcpy(memory->map + ODD, data, LENGTH);
	judge_ctr(session->key, ops[0].iv, memory->map + ODD, LENGTH);
	CHECK_OK(cpgpu_submit_wait(session->dev, ops, 2, WAIT_MS));
	CHECK_EQ(result->status, 0);
	memcpy(back, memory->map + offset, LENGTH);
	judge_ctr(session->key, result->iv, back, LENGTH);
	CHECK_MEM(back, data, LENGTH);
}

/* Blts of one file into the memory of another one, which then sees it. */
TEST(object_of_another_file_takes_blts)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(open_device(), SIZE);
	uint32_t object = create_protected(&session, LENGTH);
	uint32_t imported = import(session.dev, &memory);
	uint8_t iv[KEY_SIZE];
	struct drm_cpgpu_op ops[2];

	next_iv(iv);
	cpgpu_op_decrypt(&ops[0], session.handle, imported, ODD, object, 0,
			 LENGTH, iv, NULL);
	cpgpu_op_encrypt(&ops[1], session.handle, object, 0, imported, 0,
			 LENGTH, imported, SIZE - PAGE);
	check_foreign_memory(&session, &memory, 0,
			     (void *)(memory.map + SIZE - PAGE), ops);
}

/* The memory exists for as long as anybody holds a reference. */
TEST(shared_object_outlives_its_maker)
{
	static uint8_t expected[SIZE];
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct memory memory = create_memory(dev, SIZE);
	uint32_t imported;
	void *map;
	int fd;

	fill_pattern(expected, SIZE, 2);
	memcpy(memory.map, expected, SIZE);
	CHECK_OK(cpgpu_object_export(dev, memory.handle, &fd));
	close_memory(&memory);
	cpgpu_close(dev);
	CHECK_OK(cpgpu_object_import(other, fd, &imported));
	close(fd);
	CHECK_EQ(object_info(other, imported).size, SIZE);
	CHECK_OK(cpgpu_object_map(other, imported, &map));
	CHECK_MEM(map, expected, SIZE);
}

TEST(protected_object_is_not_exported)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	int fd = -1;

	CHECK_RET(cpgpu_object_export(session.dev, object, &fd), -EACCES);
	CHECK_EQ(fd, -1);
	CHECK_RET(cpgpu_object_export(session.dev, NO_HANDLE, &fd), -ENOENT);
}

TEST(import_refuses_what_is_no_object)
{
	struct cpgpu_device *dev = open_device();
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	uint32_t handle = 0;

	CHECK(fd >= 0);
	CHECK_RET(cpgpu_object_import(dev, fd, &handle), -EINVAL);
	close(fd);
	CHECK_RET(cpgpu_object_import(dev, fd, &handle), -EBADF);
	CHECK_RET(cpgpu_object_import(dev, -1, &handle), -EBADF);
	CHECK_EQ(handle, 0);
}

/* ------------------------------------------------------ a second device -- */

static struct cpgpu_device *open_second(void)
{
	struct cpgpu_device *first = open_device(), *dev;
	char path[32];
	int i;

	for (i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		if (!strcmp(path, cpgpu_path(first)) || cpgpu_open(path, &dev))
			continue;
		cpgpu_close(first);
		return dev;
	}
	test_skip("there is no second cpgpu device: add -device cpgpu,id=gpu1");
}

TEST(second_device_works_on_the_same_memory)
{
	struct session session = keyed_session(open_second());
	struct memory memory = create_memory(open_device(), SIZE);
	struct memory records = create_memory(session.dev, PAGE);
	uint32_t object = create_protected(&session, LENGTH);
	uint32_t imported = import(session.dev, &memory);
	uint8_t iv[KEY_SIZE];
	struct drm_cpgpu_op ops[2];

	next_iv(iv);
	cpgpu_op_decrypt(&ops[0], session.handle, imported, ODD, object, 0,
			 LENGTH, iv, NULL);
	cpgpu_op_encrypt(&ops[1], session.handle, object, 0, imported, BLOCK,
			 LENGTH, records.handle, 0);
	check_foreign_memory(&session, &memory, BLOCK, (void *)records.map,
			     ops);
	/* and what it does not do with memory that is not its own */
	ops[1].result_handle = imported;
	CHECK_RET(cpgpu_submit(session.dev, &ops[1], 1, NULL, 0), -EACCES);
	ops[0].src_offset = SIZE;
	CHECK_RET(cpgpu_submit(session.dev, &ops[0], 1, NULL, 0), -EINVAL);
}

/* Both devices work on the same memory, ordered by a sync file. */
TEST(fence_goes_from_device_to_device)
{
	static uint8_t data[LENGTH], back[LENGTH];
	struct session one = keyed_session(open_device());
	struct session two = keyed_session(open_second());
	struct memory memory = create_memory(one.dev, SIZE);
	struct memory records = create_memory(one.dev, PAGE);
	struct drm_cpgpu_result *result = (void *)records.map;
	uint32_t source = create_protected(&one, LENGTH), target, imported;
	struct drm_cpgpu_sync sync = signal_sync(create_sync(one.dev));
	struct drm_cpgpu_sync wait = { .handle = create_sync(two.dev) };
	uint8_t iv[KEY_SIZE];
	struct drm_cpgpu_op op;
	int fd;

	target = create_protected(&two, LENGTH);
	fill_pattern(data, LENGTH, 4);
	write_protected(&one, source, 0, data, LENGTH, one.key, NULL);
	cpgpu_op_encrypt(&op, one.handle, source, 0, memory.handle, 0, LENGTH,
			 records.handle, 0);
	CHECK_OK(cpgpu_submit(one.dev, &op, 1, &sync, 1));
	CHECK_OK(cpgpu_sync_export_file(one.dev, sync.handle, &fd));
	CHECK_OK(cpgpu_sync_import_file(two.dev, wait.handle, fd));
	close(fd);
	imported = import(two.dev, &memory);
	next_iv(iv);
	cpgpu_op_decrypt(&op, two.handle, imported, 0, target, 0, LENGTH, iv,
			 NULL);
	CHECK_OK(cpgpu_submit(two.dev, &op, 1, &wait, 1));
	read_protected(&two, target, 0, back, LENGTH, two.key);
	/* it is under both keystreams now */
	CHECK_EQ(result->status, 0);
	judge_ctr(two.key, iv, back, LENGTH);
	judge_ctr(one.key, result->iv, back, LENGTH);
	CHECK_MEM(back, data, LENGTH);
}

/* ----------------------------------------------------------- sync files -- */

static struct sync_file_info file_info(int fd)
{
	struct sync_file_info info = {};

	CHECK_OK(ioctl(fd, SYNC_IOC_FILE_INFO, &info));
	return info;
}

TEST(sync_file_tells_of_the_end)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, SIZE);
	uint32_t object = create_protected(&session, SIZE);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	struct pollfd poll_fd = { .events = POLLIN };
	struct drm_cpgpu_op op;

	CHECK_RET(cpgpu_sync_export_file(session.dev, sync.handle,
					 &poll_fd.fd), -EINVAL);
	op = decrypt_op(&session, &memory, object, SIZE);
	CHECK_OK(cpgpu_submit(session.dev, &op, 1, &sync, 1));
	CHECK_OK(cpgpu_sync_export_file(session.dev, sync.handle,
					&poll_fd.fd));
	CHECK_EQ(poll(&poll_fd, 1, WAIT_MS), 1);
	CHECK_EQ(poll_fd.revents, POLLIN);
	CHECK_EQ(file_info(poll_fd.fd).status, 1);
	close(poll_fd.fd);
}

TEST(sync_file_tells_the_error)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, PAGE);
	uint32_t object = create_protected(&session, PAGE);
	struct drm_cpgpu_sync sync = signal_sync(create_sync(session.dev));
	struct pollfd poll_fd = { .events = POLLIN };
	struct drm_cpgpu_op op;

	if (!(device_info(session.dev).caps & DRM_CPGPU_CAP_IV_CHECK))
		test_skip("this device takes all IVs");
	op = decrypt_op(&session, &memory, object, PAGE);
	CHECK_OK(cpgpu_submit_wait(session.dev, &op, 1, WAIT_MS));
	CHECK_OK(cpgpu_submit(session.dev, &op, 1, &sync, 1));
	CHECK_OK(cpgpu_sync_export_file(session.dev, sync.handle,
					&poll_fd.fd));
	CHECK_EQ(poll(&poll_fd, 1, WAIT_MS), 1);
	CHECK_EQ(file_info(poll_fd.fd).status, -EEXIST);
	close(poll_fd.fd);
}

TEST(sync_import_refuses_what_is_no_fence)
{
	struct cpgpu_device *dev = open_device();
	uint32_t sync = create_sync(dev);
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	CHECK_RET(cpgpu_sync_import_file(dev, sync, fd), -EINVAL);
	close(fd);
	CHECK_RET(cpgpu_sync_import_file(dev, sync, fd), -EINVAL);
	CHECK_RET(cpgpu_sync_wait(dev, sync, 0, 20), -ETIME);
}
