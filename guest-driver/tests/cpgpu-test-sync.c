// SPDX-License-Identifier: MIT
/* Fences: binary and timeline sync objects, signalled and waited for. */
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include <xf86drm.h>

#include "screen.h"

/* large enough that it is still running when submit returns */
#define LARGE (8 * MIB)

struct ground {
	struct session session;
	struct memory memory;
	uint32_t object;
};

static struct ground prepare(uint64_t size)
{
	struct ground ground = { .session = keyed_session(open_device()) };

	ground.memory = create_memory(ground.session.dev, size + PAGE);
	ground.object = create_protected(&ground.session, size);
	return ground;
}

/* Decrypt @length bytes. */
static int decrypt(const struct ground *ground, uint64_t length,
		   const struct drm_cpgpu_sync *syncs, uint32_t count)
{
	uint8_t iv[KEY_SIZE];
	struct drm_cpgpu_op op;

	next_iv(iv);
	cpgpu_op_decrypt(&op, ground->session.handle, ground->memory.handle, 0,
			 ground->object, 0, length, iv, NULL);
	return cpgpu_submit(ground->session.dev, &op, 1, syncs, count);
}

static int wait_sync(const struct ground *ground, uint32_t handle,
		     uint64_t point)
{
	return cpgpu_sync_wait(ground->session.dev, handle, point, WAIT_MS);
}

static struct drm_cpgpu_sync timeline_signal(uint32_t handle, uint64_t point)
{
	return (struct drm_cpgpu_sync) {
		.flags = DRM_CPGPU_SYNC_SIGNAL | DRM_CPGPU_SYNC_TIMELINE,
		.handle = handle,
		.point = point,
	};
}

static struct drm_cpgpu_sync timeline_wait(uint32_t handle, uint64_t point)
{
	return (struct drm_cpgpu_sync) {
		.flags = DRM_CPGPU_SYNC_WAIT | DRM_CPGPU_SYNC_TIMELINE,
		.handle = handle,
		.point = point,
	};
}

static struct drm_cpgpu_sync binary_wait(uint32_t handle)
{
	return (struct drm_cpgpu_sync) {
		.flags = DRM_CPGPU_SYNC_WAIT,
		.handle = handle,
	};
}

/* -------------------------------------------------------------- signals -- */

TEST(binary_sync_is_signalled)
{
	struct ground ground = prepare(PAGE);
	struct drm_cpgpu_sync sync;

	sync = signal_sync(create_sync(ground.session.dev));
	CHECK_RET(cpgpu_sync_wait(ground.session.dev, sync.handle, 0, 20),
		  -ETIME);
	CHECK_OK(decrypt(&ground, PAGE, &sync, 1));
	CHECK_OK(wait_sync(&ground, sync.handle, 0));
	CHECK_OK(cpgpu_sync_destroy(ground.session.dev, sync.handle));
	CHECK_RET(cpgpu_sync_destroy(ground.session.dev, sync.handle), -EINVAL);
	CHECK_RET(wait_sync(&ground, sync.handle, 0), -ENOENT);
}

/* The data is there when the fence says so, and not at some later time. */
TEST(signal_comes_after_the_data)
{
	struct ground ground = prepare(LARGE);
	struct memory *memory = &ground.memory;
	struct drm_cpgpu_result *result = (void *)(memory->map + LARGE);
	static uint8_t end[PAGE], zero[PAGE];
	uint8_t iv[KEY_SIZE];
	struct drm_cpgpu_sync sync;
	struct drm_cpgpu_op op;
	int round;

	sync = signal_sync(create_sync(ground.session.dev));
	for (round = 0; round < 5; round++) {
		memset(memory->map, 0, memory->size);
		result->status = ~0u;
		cpgpu_op_encrypt(&op, ground.session.handle, ground.object, 0,
				 memory->handle, 0, LARGE, memory->handle,
				 LARGE);
		CHECK_OK(cpgpu_submit(ground.session.dev, &op, 1, &sync, 1));
		CHECK_OK(wait_sync(&ground, sync.handle, 0));
		CHECK_EQ(result->status, 0);
		/* the object holds zeros, and so must what is read back */
		memcpy(end, memory->map + LARGE - PAGE, PAGE);
		memcpy(iv, result->iv, sizeof(iv));
		cpgpu_keyx_iv_advance(iv, (LARGE - PAGE) / BLOCK);
		judge_ctr(ground.session.key, iv, end, PAGE);
		CHECK_MEM(end, zero, PAGE);
	}
}

TEST(several_syncs_are_signalled)
{
	struct drm_cpgpu_sync syncs[DRM_CPGPU_MAX_SYNCS];
	struct ground ground = prepare(PAGE);
	int i;

	for (i = 0; i < DRM_CPGPU_MAX_SYNCS; i++) {
		syncs[i] = signal_sync(create_sync(ground.session.dev));
		if (i & 1)
			syncs[i] = timeline_signal(syncs[i].handle, i);
	}
	CHECK_OK(decrypt(&ground, PAGE, syncs, DRM_CPGPU_MAX_SYNCS));
	for (i = 0; i < DRM_CPGPU_MAX_SYNCS; i++)
		CHECK_OK(wait_sync(&ground, syncs[i].handle, syncs[i].point));
}

TEST(timeline_moves_on)
{
	struct ground ground = prepare(PAGE);
	uint32_t handle = create_sync(ground.session.dev);
	struct drm_cpgpu_sync sync;
	uint64_t point, value;

	for (point = 1; point <= 20; point++) {
		sync = timeline_signal(handle, point * 5);
		CHECK_OK(decrypt(&ground, PAGE, &sync, 1));
	}
	CHECK_OK(wait_sync(&ground, handle, 5));
	CHECK_OK(wait_sync(&ground, handle, 100));
	CHECK_OK(drmSyncobjQuery(cpgpu_fd(ground.session.dev), &handle, &value,
				 1));
	CHECK_EQ(value, 100);
	CHECK_RET(cpgpu_sync_wait(ground.session.dev, handle, 101, 20), -ETIME);
}

/* ---------------------------------------------------------------- waits -- */

/*
 * There is one ring, which executes in order, so only a fence from another
 * source can show that work waits.  A flip in a slow mode provides one.
 */
struct wait_ground {
	struct ground ground;
	struct screen screen;
	uint32_t slow;			/* signalled half a second from now */
	struct drm_cpgpu_sync done;
};

static struct wait_ground prepare_wait(void)
{
	struct wait_ground wait = { .screen = open_screen() };
	struct cpgpu_device *dev = wait.screen.session.dev;
	int fence;

	wait.ground.session = wait.screen.session;
	wait.ground.memory = create_memory(dev, 2 * PAGE);
	wait.ground.object = create_protected(&wait.screen.session, PAGE);
	wait.slow = create_sync(dev);
	wait.done = signal_sync(create_sync(dev));
	fence = slow_fence(&wait.screen);
	CHECK_OK(drmSyncobjImportSyncFile(cpgpu_fd(dev), wait.slow, fence));
	close(fence);
	return wait;
}

/* The work is held back now, and done once the slow fence has signalled. */
static void check_waited(struct wait_ground *wait)
{
	struct cpgpu_device *dev = wait->screen.session.dev;

	CHECK_RET(cpgpu_sync_wait(dev, wait->slow, 0, 0), -ETIME);
	CHECK_RET(cpgpu_sync_wait(dev, wait->done.handle, 0, 50), -ETIME);
	CHECK_OK(cpgpu_sync_wait(dev, wait->done.handle, 0, WAIT_MS));
	CHECK_OK(cpgpu_sync_wait(dev, wait->slow, 0, 0));
}

TEST(binary_sync_holds_work_back)
{
	struct wait_ground wait = prepare_wait();
	struct drm_cpgpu_sync syncs[2] = { binary_wait(wait.slow), wait.done };

	CHECK_OK(decrypt(&wait.ground, PAGE, syncs, 2));
	check_waited(&wait);
}

TEST(timeline_point_holds_work_back)
{
	struct wait_ground wait = prepare_wait();
	struct cpgpu_device *dev = wait.screen.session.dev;
	uint32_t line = create_sync(dev);
	struct drm_cpgpu_sync syncs[2] = { timeline_wait(line, 7), wait.done };

	CHECK_OK(drmSyncobjTransfer(cpgpu_fd(dev), line, 7, wait.slow, 0, 0));
	CHECK_OK(decrypt(&wait.ground, PAGE, syncs, 2));
	check_waited(&wait);
}

/* One of many fences: the others have signalled already. */
TEST(one_of_many_syncs_holds_work_back)
{
	struct wait_ground wait = prepare_wait();
	struct cpgpu_device *dev = wait.screen.session.dev;
	struct drm_cpgpu_sync syncs[DRM_CPGPU_MAX_SYNCS];
	int i;

	for (i = 0; i < DRM_CPGPU_MAX_SYNCS; i++) {
		syncs[i] = binary_wait(create_sync(dev));
		CHECK_OK(drmSyncobjSignal(cpgpu_fd(dev), &syncs[i].handle, 1));
	}
	syncs[40] = binary_wait(wait.slow);
	syncs[41] = wait.done;
	CHECK_OK(decrypt(&wait.ground, PAGE, syncs, DRM_CPGPU_MAX_SYNCS));
	check_waited(&wait);
}

/* What those who have imported an object wait for before they read it */
struct importer {
	struct pollfd object;
	struct pollfd fence;
};

static struct importer import(const struct memory *memory)
{
	struct dma_buf_export_sync_file fence = { .flags = DMA_BUF_SYNC_READ };
	struct importer importer;

	CHECK_OK(cpgpu_object_export(memory->dev, memory->handle,
				     &importer.object.fd));
	CHECK_OK(ioctl(importer.object.fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE,
		       &fence));
	importer.fence.fd = fence.fd;
	importer.object.events = importer.fence.events = POLLIN;
	return importer;
}

static void check_importer(struct importer *importer, int ready, int wait_ms)
{
	CHECK_EQ(poll(&importer->object, 1, wait_ms), ready);
	CHECK_EQ(poll(&importer->fence, 1, wait_ms), ready);
}

/* Of shared objects: that with the data, and that with the result record */
TEST(read_back_holds_importers_back)
{
	struct wait_ground wait = prepare_wait();
	struct ground *ground = &wait.ground;
	struct cpgpu_device *dev = ground->session.dev;
	struct memory records = create_memory(dev, PAGE);
	struct drm_cpgpu_sync syncs[2] = { binary_wait(wait.slow), wait.done };
	struct drm_cpgpu_result *result = (void *)records.map;
	struct importer data, record;
	struct drm_cpgpu_op op;

	cpgpu_op_encrypt(&op, ground->session.handle, ground->object, 0,
			 ground->memory.handle, 0, PAGE, records.handle, 0);
	result->status = ~0u;
	CHECK_OK(cpgpu_submit(dev, &op, 1, syncs, 2));
	data = import(&ground->memory);
	record = import(&records);
	check_importer(&data, 0, 0);
	check_importer(&record, 0, 0);
	CHECK_RET(cpgpu_sync_wait(dev, wait.slow, 0, 0), -ETIME);
	check_importer(&data, 1, WAIT_MS);
	CHECK_OK(cpgpu_sync_wait(dev, wait.slow, 0, 0));
	check_importer(&record, 1, WAIT_MS);
	CHECK_EQ(result->status, 0);
}

TEST(finish_is_held_back)
{
	struct wait_ground wait = prepare_wait();
	struct session *session = &wait.screen.session;
	struct drm_cpgpu_sync syncs[2] = { binary_wait(wait.slow), wait.done };
	uint8_t random[KEY_SIZE];

	CHECK_OK(cpgpu_session_refresh_start(session->dev, session->handle,
					     random));
	CHECK_OK(cpgpu_session_refresh_finish(session->dev, session->handle,
					      syncs, 2));
	CHECK_EQ(session_status(session).refreshes, 0);
	check_waited(&wait);
	CHECK_EQ(session_status(session).refreshes, 1);
}

/* Later work of the same file does not overtake. */
TEST(later_work_stays_behind)
{
	struct wait_ground wait = prepare_wait();
	struct drm_cpgpu_sync syncs[1] = { binary_wait(wait.slow) };

	CHECK_OK(decrypt(&wait.ground, PAGE, syncs, 1));
	CHECK_OK(decrypt(&wait.ground, PAGE, &wait.done, 1));
	check_waited(&wait);
}

/* Work of another file is not held up. */
TEST(other_files_do_not_wait)
{
	struct ground other = prepare(PAGE);
	struct drm_cpgpu_sync syncs[2], sync;
	struct wait_ground wait;

	sync = signal_sync(create_sync(other.session.dev));
	/* the first file is the master; the display is for the second one */
	CHECK_OK(drmDropMaster(cpgpu_fd(other.session.dev)));
	wait = prepare_wait();
	syncs[0] = binary_wait(wait.slow);
	syncs[1] = wait.done;
	CHECK_OK(decrypt(&wait.ground, PAGE, syncs, 2));
	CHECK_OK(decrypt(&other, PAGE, &sync, 1));
	CHECK_OK(wait_sync(&other, sync.handle, 0));
	check_waited(&wait);
}

TEST(sync_comes_from_another_file)
{
	struct wait_ground wait = prepare_wait();
	struct ground other = prepare(PAGE);
	struct drm_cpgpu_sync syncs[2];
	uint32_t imported;
	int fd;

	CHECK_OK(drmSyncobjHandleToFD(wait.screen.fd, wait.slow, &fd));
	CHECK_OK(drmSyncobjFDToHandle(cpgpu_fd(other.session.dev), fd,
				      &imported));
	close(fd);
	syncs[0] = binary_wait(imported);
	syncs[1] = signal_sync(create_sync(other.session.dev));
	CHECK_OK(decrypt(&other, PAGE, syncs, 2));
	CHECK_OK(wait_sync(&other, syncs[1].handle, 0));
	CHECK_OK(cpgpu_sync_wait(wait.screen.session.dev, wait.slow, 0, 0));
}

TEST(waiting_for_what_is_over)
{
	struct ground ground = prepare(PAGE);
	uint32_t sync = create_sync(ground.session.dev);
	struct drm_cpgpu_sync syncs[2];

	syncs[0] = signal_sync(sync);
	CHECK_OK(decrypt(&ground, PAGE, syncs, 1));
	CHECK_OK(wait_sync(&ground, sync, 0));
	syncs[0] = binary_wait(sync);
	syncs[1] = signal_sync(create_sync(ground.session.dev));
	CHECK_OK(decrypt(&ground, PAGE, syncs, 2));
	CHECK_OK(wait_sync(&ground, syncs[1].handle, 0));
}

/* One object, each submission waits for the former one and replaces it. */
TEST(wait_and_signal_the_same_sync)
{
	struct ground ground = prepare(MIB);
	uint32_t sync = create_sync(ground.session.dev);
	struct drm_cpgpu_sync syncs[2] = { signal_sync(sync) };
	int i;

	CHECK_OK(decrypt(&ground, MIB, syncs, 1));
	syncs[0] = binary_wait(sync);
	syncs[1] = signal_sync(sync);
	for (i = 0; i < 20; i++)
		CHECK_OK(decrypt(&ground, MIB, syncs, 2));
	CHECK_OK(wait_sync(&ground, sync, 0));
}

TEST(finish_signals_a_timeline)
{
	struct ground ground = prepare(PAGE);
	struct session *session = &ground.session;
	struct drm_cpgpu_sync sync;
	uint8_t random[KEY_SIZE];

	sync = timeline_signal(create_sync(session->dev), 3);
	CHECK_OK(cpgpu_session_refresh_start(session->dev, session->handle,
					     random));
	CHECK_OK(cpgpu_session_refresh_finish(session->dev, session->handle,
					      &sync, 1));
	CHECK_OK(wait_sync(&ground, sync.handle, 3));
	CHECK_EQ(session_status(session).refreshes, 1);
}

/* A fence can leave as a file that poll() understands. */
TEST(fence_is_a_sync_file)
{
	struct ground ground = prepare(MIB);
	struct pollfd poll_fd = { .events = POLLIN };
	struct drm_cpgpu_sync sync;
	int fd;

	sync = signal_sync(create_sync(ground.session.dev));
	CHECK_OK(decrypt(&ground, MIB, &sync, 1));
	CHECK_OK(drmSyncobjExportSyncFile(cpgpu_fd(ground.session.dev),
					  sync.handle, &fd));
	poll_fd.fd = fd;
	CHECK_EQ(poll(&poll_fd, 1, WAIT_MS), 1);
	CHECK_EQ(poll_fd.revents, POLLIN);
	CHECK_OK(cpgpu_sync_wait(ground.session.dev, sync.handle, 0, 0));
	close(fd);
}
