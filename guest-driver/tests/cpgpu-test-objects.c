// SPDX-License-Identifier: MIT
/* Buffer objects: system memory, and video memory sealed to a session. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "debugfs.h"
#include "fixture.h"

#define MANY 4096

static int create(struct cpgpu_device *dev, struct drm_cpgpu_gem_create args)
{
	return device_ioctl(dev, DRM_IOCTL_CPGPU_GEM_CREATE, &args);
}

static int mmap_offset(struct cpgpu_device *dev, uint32_t handle,
		       uint64_t *offset)
{
	struct drm_cpgpu_gem_mmap_offset args = { .handle = handle };
	int ret = device_ioctl(dev, DRM_IOCTL_CPGPU_GEM_MMAP_OFFSET, &args);

	*offset = args.offset;
	return ret;
}

/* A closed object's pages return to the device soon, but not immediately. */
static void wait_unsealed(const struct session *session)
{
	int waited;

	for (waited = 0; session_status(session).pages; waited++) {
		CHECK(waited < WAIT_MS);
		usleep(1000);
	}
}

/* -------------------------------------------------------------- system -- */

TEST(system_object_is_whole_pages)
{
	struct drm_cpgpu_gem_create args = { .size = 5000 };
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_gem_info info;

	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_GEM_CREATE, &args));
	CHECK_EQ(args.size, 2 * PAGE);
	CHECK(args.handle);
	info = object_info(dev, args.handle);
	CHECK_EQ(info.size, 2 * PAGE);
	CHECK_EQ(info.flags, 0);
	CHECK_EQ(info.vram_offset, ~0ull);
	CHECK_EQ(info.state, 0);
}

TEST(system_object_is_zero_and_keeps_what_is_written)
{
	struct memory memory = create_memory(open_device(), 64 * PAGE);
	static uint8_t expected[64 * PAGE];
	void *again;

	CHECK_MEM(memory.map, expected, memory.size);
	fill_pattern(expected, sizeof(expected), 1);
	memcpy(memory.map, expected, sizeof(expected));
	CHECK_OK(cpgpu_object_map(memory.dev, memory.handle, &again));
	CHECK_MEM(again, expected, sizeof(expected));
}

TEST(mapping_outlives_the_handle)
{
	struct cpgpu_device *dev = open_device();
	struct memory memory = create_memory(dev, PAGE);

	memory.map[17] = 42;
	CHECK_OK(cpgpu_object_close(dev, memory.handle));
	CHECK_EQ(memory.map[17], 42);
	cpgpu_close(dev);
	CHECK_EQ(memory.map[17], 42);
}

/* ------------------------------------------------------------ protected -- */

TEST(protected_object_is_in_video_memory)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_query_info info = device_info(session.dev);
	struct drm_cpgpu_gem_info a, b;

	a = object_info(session.dev, create_protected(&session, 3 * PAGE + 1));
	b = object_info(session.dev, create_protected(&session, PAGE));
	CHECK_EQ(a.flags, DRM_CPGPU_GEM_PROTECTED);
	CHECK_EQ(a.size, 4 * PAGE);
	CHECK_EQ(a.state, 0);
	CHECK_EQ(a.vram_offset % PAGE, 0);
	CHECK(a.vram_offset + a.size <= info.vram_size);
	CHECK(b.vram_offset + b.size <= info.vram_size);
	CHECK(a.vram_offset + a.size <= b.vram_offset ||
	      b.vram_offset + b.size <= a.vram_offset);
	CHECK_EQ(session_status(&session).pages, 5);
}

TEST(protected_object_is_zero)
{
	static uint8_t data[8 * PAGE], zero[8 * PAGE];
	struct session session = keyed_session(open_device());
	uint32_t object;

	/* the same memory is used twice: its old content must not show */
	object = create_protected(&session, sizeof(data));
	fill_pattern(data, sizeof(data), 2);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	CHECK_OK(cpgpu_object_close(session.dev, object));
	object = create_protected(&session, sizeof(data));
	read_protected(&session, object, 0, data, sizeof(data), session.key);
	CHECK_MEM(data, zero, sizeof(data));
}

TEST(protected_object_is_never_mapped)
{
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, PAGE);
	uint64_t offset;
	void *map;

	CHECK_RET(mmap_offset(session.dev, object, &offset), -EACCES);
	CHECK_RET(cpgpu_object_map(session.dev, object, &map), -EACCES);
}

TEST(protected_object_is_not_mapped_as_dumb_buffer)
{
	struct session session = keyed_session(open_device());
	struct drm_mode_map_dumb args = {
		.handle = create_protected(&session, PAGE),
	};

	CHECK_RET(device_ioctl(session.dev, DRM_IOCTL_MODE_MAP_DUMB, &args),
		  -EACCES);
}

/* Whatever offset one guesses, only system objects can be mapped. */
TEST(guessed_offsets_do_not_map_it)
{
	struct session session = keyed_session(open_device());
	struct memory memory = create_memory(session.dev, PAGE);
	uint64_t known, guess;
	void *map;
	int i;

	create_protected(&session, PAGE);
	CHECK_OK(mmap_offset(session.dev, memory.handle, &known));
	for (i = -64; i <= 64; i++) {
		guess = known + i * (long long)PAGE;
		if (!i || guess > known + (1ull << 40))
			continue;
		map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED,
			   cpgpu_fd(session.dev), guess);
		CHECK(map == MAP_FAILED);
	}
}

/* The CPU sees the same video memory, and no plaintext in it. */
TEST(cpu_sees_only_ciphertext)
{
	static uint8_t data[4 * PAGE], zero[BLOCK];
	struct session session = keyed_session(open_device());
	uint32_t object = create_protected(&session, sizeof(data));
	const volatile uint8_t *vram = map_vram(session.dev);
	uint8_t seen[BLOCK];
	size_t i, j;

	fill_pattern(data, sizeof(data), 3);
	write_protected(&session, object, 0, data, sizeof(data), session.key,
			NULL);
	vram += object_info(session.dev, object).vram_offset;
	for (i = 0; i < sizeof(data); i += BLOCK) {
		for (j = 0; j < BLOCK; j++)
			seen[j] = vram[i + j];
		CHECK(memcmp(seen, data + i, BLOCK));
		CHECK(memcmp(seen, zero, BLOCK));
	}
}

TEST(closing_scrubs_video_memory)
{
	struct session session = keyed_session(open_device());
	const volatile uint8_t *vram = map_vram(session.dev);
	uint32_t object = create_protected(&session, 4 * PAGE);
	uint64_t offset = object_info(session.dev, object).vram_offset;
	size_t i;

	CHECK_OK(cpgpu_object_close(session.dev, object));
	wait_unsealed(&session);
	for (i = 0; i < 4 * PAGE; i++)
		CHECK_EQ(vram[offset + i], 0);
}

/* ------------------------------------------------------------- refusals -- */

TEST(create_refuses_bad_arguments)
{
	struct session session = keyed_session(open_device());
	struct cpgpu_device *dev = session.dev;
	const uint32_t prot = DRM_CPGPU_GEM_PROTECTED;
	const uint32_t handle = session.handle;

	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) { .size = 0 }),
		  -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = 0, .flags = prot, .session = handle }),
		  -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = PAGE, .flags = 1u << 1 }), -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = PAGE, .flags = 1u << 31 }), -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = PAGE, .session = handle }), -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = PAGE, .pad = 1 }), -EINVAL);
	CHECK_RET(create(dev, (struct drm_cpgpu_gem_create) {
			.size = PAGE, .flags = prot, .session = handle,
			.pad = 1 }), -EINVAL);
}

TEST(create_wants_a_session_with_a_key)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct session keyless = create_session(dev);
	struct session foreign = keyed_session(other);
	uint32_t handle;

	CHECK_RET(cpgpu_object_create_protected(dev, keyless.handle, PAGE,
						&handle), -ENOKEY);
	CHECK_RET(cpgpu_object_create_protected(dev, NO_HANDLE, PAGE, &handle),
		  -ENOENT);
	CHECK_RET(cpgpu_object_create_protected(dev, 0, PAGE, &handle),
		  -ENOENT);
	CHECK_OK(cpgpu_session_destroy(dev, keyless.handle));
	CHECK_RET(cpgpu_object_create_protected(dev, foreign.handle, PAGE,
						&handle), -ENOENT);
}

TEST(absurd_sizes_are_refused)
{
	static const uint64_t sizes[] = {
		~0ull, ~0ull - PAGE + 1, 1ull << 63, 1ull << 52, 1ull << 40,
	};
	struct session session = keyed_session(open_device());
	uint64_t free_before = device_info(session.dev).vram_free;
	uint32_t handle;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		CHECK(cpgpu_object_create_protected(session.dev, session.handle,
						    sizes[i], &handle) < 0);
		if (i < 3)
			CHECK(cpgpu_object_create(session.dev, sizes[i],
						  &handle) < 0);
	}
	CHECK_EQ(device_info(session.dev).vram_free, free_before);
}

TEST(unknown_handles_are_refused)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct memory foreign = create_memory(other, PAGE);
	struct drm_cpgpu_gem_info info;
	uint64_t offset;

	CHECK_RET(cpgpu_object_info(dev, NO_HANDLE, &info), -ENOENT);
	CHECK_RET(cpgpu_object_info(dev, 0, &info), -ENOENT);
	CHECK_RET(cpgpu_object_info(dev, foreign.handle, &info), -ENOENT);
	CHECK_RET(mmap_offset(dev, NO_HANDLE, &offset), -ENOENT);
	CHECK_RET(mmap_offset(dev, 0, &offset), -ENOENT);
	CHECK_RET(mmap_offset(dev, foreign.handle, &offset), -ENOENT);
	CHECK_RET(cpgpu_object_close(dev, NO_HANDLE), -EINVAL);
}

TEST(closed_handle_is_gone)
{
	struct memory memory = create_memory(open_device(), PAGE);
	struct drm_cpgpu_gem_info info;

	CHECK_OK(cpgpu_object_close(memory.dev, memory.handle));
	CHECK_RET(cpgpu_object_close(memory.dev, memory.handle), -EINVAL);
	CHECK_RET(cpgpu_object_info(memory.dev, memory.handle, &info), -ENOENT);
}

TEST(pads_must_be_zero)
{
	struct memory memory = create_memory(open_device(), PAGE);
	struct drm_cpgpu_gem_mmap_offset offset = {
		.handle = memory.handle, .pad = 1,
	};
	struct drm_cpgpu_gem_info info = { .handle = memory.handle, .pad = 1 };

	CHECK_RET(device_ioctl(memory.dev, DRM_IOCTL_CPGPU_GEM_MMAP_OFFSET,
			       &offset), -EINVAL);
	CHECK_RET(device_ioctl(memory.dev, DRM_IOCTL_CPGPU_GEM_INFO, &info),
		  -EINVAL);
}

TEST(another_files_offset_does_not_map)
{
	struct cpgpu_device *dev = open_device(), *other = open_device();
	struct memory foreign = create_memory(other, PAGE);
	uint64_t offset;
	void *map;

	CHECK_OK(mmap_offset(other, foreign.handle, &offset));
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, cpgpu_fd(dev), offset);
	CHECK(map == MAP_FAILED);
	CHECK_EQ(errno, EACCES);
}

/* ----------------------------------------------------------- accounting -- */

TEST(free_memory_is_counted)
{
	struct session session = keyed_session(open_device());
	uint64_t before = device_info(session.dev).vram_free;
	uint32_t object = create_protected(&session, 10 * PAGE);

	CHECK_EQ(device_info(session.dev).vram_free, before - 10 * PAGE);
	create_memory(session.dev, 10 * PAGE);
	CHECK_EQ(device_info(session.dev).vram_free, before - 10 * PAGE);
	CHECK_OK(cpgpu_object_close(session.dev, object));
	CHECK_EQ(device_info(session.dev).vram_free, before);
	wait_unsealed(&session);
}

static unsigned int fill_memory(const struct session *session, uint64_t size,
				uint32_t *handles)
{
	unsigned int n;
	int ret = 0;

	for (n = 0; n < MANY && !ret; n++)
		ret = cpgpu_object_create_protected(session->dev,
						    session->handle, size,
						    &handles[n]);
	CHECK_RET(ret, -ENOSPC);
	return n - 1;
}

TEST(full_memory_is_told_and_recovers)
{
	struct session session = keyed_session(open_device());
	struct drm_cpgpu_query_info info = device_info(session.dev);
	uint32_t handles[MANY];
	unsigned int i, n, round;
	uint64_t size = info.vram_size / 64;

	for (round = 0; round < 2; round++) {
		n = fill_memory(&session, size, handles);
		CHECK(n >= 1 && n <= 64);
		CHECK_EQ(device_info(session.dev).vram_free,
			 info.vram_free - n * size);
		/* every second one: free in all, but in pieces */
		for (i = 0; i < n; i += 2)
			CHECK_OK(cpgpu_object_close(session.dev, handles[i]));
		for (i = 1; i < n; i += 2)
			CHECK_OK(cpgpu_object_close(session.dev, handles[i]));
		CHECK_EQ(device_info(session.dev).vram_free, info.vram_free);
	}
	create_protected(&session, info.vram_free / 2);
}

/* The memory of closed objects is scrubbed before it can be had again. */
static uint64_t wait_hole(struct cpgpu_device *dev, uint64_t size)
{
	uint64_t hole, before = 0;
	int waited;

	/* the hole is complete once it stops growing */
	for (waited = 0; ; waited += 50) {
		hole = vram_figure(dev, "largest hole");
		if (hole >= size && hole == before)
			return hole;
		before = hole;
		CHECK(waited < WAIT_MS);
		usleep(50000);
	}
}

/* The figures in debugfs match what user space observes. */
TEST(figures_of_memory_are_right)
{
	struct session session = keyed_session(open_device());
	struct cpgpu_device *dev = session.dev;
	struct drm_cpgpu_query_info info = device_info(dev);
	uint64_t used = vram_figure(dev, "used"), hole;
	uint64_t objects = vram_figure(dev, "objects");
	uint32_t handles[MANY];
	unsigned int i, n;

	CHECK_EQ(vram_figure(dev, "size"), info.vram_size);
	CHECK_EQ(vram_figure(dev, "free"), info.vram_free);
	CHECK_EQ(used, info.vram_size - info.vram_free);
	n = fill_memory(&session, info.vram_size / 64, handles);
	CHECK_EQ(vram_figure(dev, "used"), used + n * (info.vram_size / 64));
	CHECK_EQ(vram_figure(dev, "objects"), objects + n);
	for (i = 0; i < n; i += 2)
		CHECK_OK(cpgpu_object_close(dev, handles[i]));
	hole = wait_hole(dev, info.vram_size / 64);
	CHECK(hole < vram_figure(dev, "free"));
	CHECK_RET(cpgpu_object_create_protected(dev, session.handle,
						hole + PAGE, &handles[0]),
		  -ENOSPC);
	CHECK_OK(cpgpu_object_create_protected(dev, session.handle, hole,
					       &handles[0]));
}

TEST(stale_objects_are_counted)
{
	struct session session = keyed_session(open_device());
	uint64_t before = vram_figure(session.dev, "stale");
	uint8_t key[KEY_SIZE] = { [KEY_SIZE / 2] = 4 };

	create_protected(&session, PAGE);
	create_protected(&session, PAGE);
	refresh_session(&session);
	wait_idle(&session);
	CHECK_EQ(vram_figure(session.dev, "stale"), before);
	CHECK_OK(exchange_key(&session, key));
	create_protected(&session, PAGE);
	CHECK_EQ(vram_figure(session.dev, "stale"), before + 2);
	CHECK_OK(cpgpu_session_destroy(session.dev, session.handle));
	CHECK_EQ(vram_figure(session.dev, "stale"), before + 3);
}

TEST(closing_the_file_frees_all)
{
	struct cpgpu_device *dev = open_device();
	uint64_t before = device_info(dev).vram_free;
	struct session session;
	uint32_t handle;
	int i;

	cpgpu_close(dev);
	for (i = 0; i < 5; i++) {
		session = keyed_session(open_device());
		create_protected(&session, 3 * MIB);
		create_protected(&session, PAGE);
		CHECK_OK(cpgpu_object_create(session.dev, MIB, &handle));
		cpgpu_close(session.dev);
	}
	check_nothing_leaked(before);
}
