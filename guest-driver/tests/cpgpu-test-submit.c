// SPDX-License-Identifier: MIT
/* What SUBMIT refuses, and that a refusal leaves nothing done. */
#include <unistd.h>

#include "fixture.h"

/* A session with one good op of each kind, to be spoilt by the tests. */
struct ground {
	struct session session;
	struct memory memory;		/* 4 pages */
	uint32_t object;		/* 2 pages */
	struct drm_cpgpu_op decrypt;
	struct drm_cpgpu_op encrypt;
};

static struct ground prepare(void)
{
	struct ground ground = { .session = keyed_session(open_device()) };
	struct session *session = &ground.session;
	uint8_t iv[KEY_SIZE];

	next_iv(iv);
	ground.memory = create_memory(session->dev, 4 * PAGE);
	ground.object = create_protected(session, 2 * PAGE);
	cpgpu_op_decrypt(&ground.decrypt, session->handle, ground.memory.handle,
			 0, ground.object, 0, PAGE, iv, NULL);
	cpgpu_op_encrypt(&ground.encrypt, session->handle, ground.object, 0,
			 ground.memory.handle, PAGE, PAGE, ground.memory.handle,
			 3 * PAGE);
	CHECK_OK(cpgpu_submit_wait(session->dev, &ground.decrypt, 1, WAIT_MS));
	CHECK_OK(cpgpu_submit_wait(session->dev, &ground.encrypt, 1, WAIT_MS));
	/* good once more */
	next_iv(ground.decrypt.iv);
	return ground;
}

static int submit(const struct ground *ground, const struct drm_cpgpu_op *op)
{
	return cpgpu_submit(ground->session.dev, op, 1, NULL, 0);
}

/* Submit a copy of good @which with one field changed. */
#define SPOILT(which, field, value, error) \
	do { \
		struct drm_cpgpu_op op = ground.which; \
		op.field = value; \
		CHECK_RET(submit(&ground, &op), error); \
	} while (0)

#define BOTH_SPOILT(field, value, error) \
	do { \
		SPOILT(decrypt, field, value, error); \
		SPOILT(encrypt, field, value, error); \
	} while (0)

TEST(unknown_types_and_flags)
{
	struct ground ground = prepare();

	BOTH_SPOILT(type, 0, -EINVAL);
	BOTH_SPOILT(type, DRM_CPGPU_OP_CONVERT + 1, -EINVAL);
	BOTH_SPOILT(type, ~0u, -EINVAL);
	BOTH_SPOILT(flags, DRM_CPGPU_OP_RECT << 1, -EINVAL);
	BOTH_SPOILT(flags, 1u << 31, -EINVAL);
	SPOILT(encrypt, flags, DRM_CPGPU_OP_CONTENT_KEY, -EINVAL);
}

TEST(unused_fields_must_be_zero)
{
	struct ground ground = prepare();

	SPOILT(encrypt, iv[0], 1, -EINVAL);
	SPOILT(encrypt, iv[15], 1, -EINVAL);
	BOTH_SPOILT(content_key[0], 1, -EINVAL);
	BOTH_SPOILT(content_key[15], 1, -EINVAL);
	SPOILT(decrypt, result_offset, 8, -EINVAL);
}

TEST(misaligned_places)
{
	struct ground ground = prepare();

	BOTH_SPOILT(src_offset, 8, -EINVAL);
	BOTH_SPOILT(src_offset, 1, -EINVAL);
	BOTH_SPOILT(dst_offset, 8, -EINVAL);
	BOTH_SPOILT(dst_offset, PAGE - 1, -EINVAL);
	BOTH_SPOILT(length, 8, -EINVAL);
	BOTH_SPOILT(length, PAGE + 1, -EINVAL);
	BOTH_SPOILT(length, 0, -EINVAL);
}

TEST(places_out_of_range)
{
	struct ground ground = prepare();

	/* objects have 4 and 2 pages, blts one */
	SPOILT(decrypt, src_offset, 3 * PAGE + BLOCK, -EINVAL);
	SPOILT(decrypt, dst_offset, PAGE + BLOCK, -EINVAL);
	SPOILT(encrypt, src_offset, PAGE + BLOCK, -EINVAL);
	SPOILT(encrypt, dst_offset, 3 * PAGE + BLOCK, -EINVAL);
	BOTH_SPOILT(src_offset, 64 * PAGE, -EINVAL);
	BOTH_SPOILT(dst_offset, 64 * PAGE, -EINVAL);
	BOTH_SPOILT(length, 3 * PAGE, -EINVAL);
	/* sums that wrap */
	BOTH_SPOILT(src_offset, -(uint64_t)PAGE, -EINVAL);
	BOTH_SPOILT(dst_offset, -(uint64_t)PAGE, -EINVAL);
	BOTH_SPOILT(src_offset, -(uint64_t)BLOCK, -EINVAL);
	BOTH_SPOILT(length, -(uint64_t)BLOCK, -EINVAL);
	BOTH_SPOILT(length, 1ull << 63, -EINVAL);
	BOTH_SPOILT(length, 1ull << 32, -EINVAL);
}

TEST(bad_result_places)
{
	struct ground ground = prepare();

	/* ENCRYPT needs one */
	SPOILT(encrypt, result_handle, 0, -EINVAL);
	SPOILT(encrypt, result_offset, 3 * PAGE + 4, -EINVAL);
	SPOILT(encrypt, result_offset, 4 * PAGE, -EINVAL);
	SPOILT(encrypt, result_offset, -8ull, -EINVAL);
	/* over the end of a page, and of the object */
	SPOILT(encrypt, result_offset, 3 * PAGE - 16, -EINVAL);
	SPOILT(encrypt, result_offset, 4 * PAGE - 16, -EINVAL);
	SPOILT(encrypt, result_handle, NO_HANDLE, -ENOENT);
	SPOILT(decrypt, result_handle, NO_HANDLE, -ENOENT);
	SPOILT(encrypt, result_handle, ground.object, -EACCES);
	SPOILT(decrypt, result_handle, ground.object, -EACCES);
}

TEST(unknown_handles)
{
	struct ground ground = prepare();

	BOTH_SPOILT(session, 0, -ENOENT);
	BOTH_SPOILT(session, NO_HANDLE, -ENOENT);
	BOTH_SPOILT(src_handle, 0, -ENOENT);
	BOTH_SPOILT(src_handle, NO_HANDLE, -ENOENT);
	BOTH_SPOILT(dst_handle, 0, -ENOENT);
	BOTH_SPOILT(dst_handle, NO_HANDLE, -ENOENT);
}

/* Handles are numbers of a file: those of another one mean nothing here. */
TEST(handles_of_another_file)
{
	struct ground ground = prepare();
	struct cpgpu_device *dev = open_device();

	CHECK_RET(cpgpu_submit(dev, &ground.decrypt, 1, NULL, 0), -ENOENT);
	CHECK_RET(cpgpu_submit(dev, &ground.encrypt, 1, NULL, 0), -ENOENT);
}

TEST(wrong_kinds_of_object)
{
	struct ground ground = prepare();

	SPOILT(decrypt, src_handle, ground.object, -EACCES);
	SPOILT(decrypt, dst_handle, ground.memory.handle, -EACCES);
	SPOILT(encrypt, src_handle, ground.memory.handle, -EACCES);
	SPOILT(encrypt, dst_handle, ground.object, -EACCES);
}

TEST(object_of_another_session)
{
	struct ground ground = prepare();
	struct session other = keyed_session(ground.session.dev);
	uint32_t foreign = create_protected(&other, 2 * PAGE);

	SPOILT(decrypt, dst_handle, foreign, -EACCES);
	SPOILT(encrypt, src_handle, foreign, -EACCES);
	BOTH_SPOILT(session, other.handle, -EACCES);
}

TEST(session_without_key)
{
	struct ground ground = prepare();
	struct session keyless = create_session(ground.session.dev);

	BOTH_SPOILT(session, keyless.handle, -ENOKEY);
}

static int submit_args(const struct ground *ground,
		       struct drm_cpgpu_submit args)
{
	return device_ioctl(ground->session.dev, DRM_IOCTL_CPGPU_SUBMIT, &args);
}

TEST(bad_submit_arguments)
{
	struct ground ground = prepare();
	struct drm_cpgpu_op ops[DRM_CPGPU_MAX_OPS + 1];
	struct drm_cpgpu_submit good = {
		.op_count = 1,
		.ops = pointer(ops),
		.op_stride = sizeof(ops[0]),
	}, args;
	int i;

	for (i = 0; i <= DRM_CPGPU_MAX_OPS; i++)
		ops[i] = ground.decrypt;
	args = good;
	args.flags = 1;
	CHECK_RET(submit_args(&ground, args), -EINVAL);
	args = good;
	args.op_count = 0;
	CHECK_RET(submit_args(&ground, args), -EINVAL);
	args.op_count = DRM_CPGPU_MAX_OPS + 1;
	CHECK_RET(submit_args(&ground, args), -EINVAL);
	args.op_count = ~0u;
	CHECK_RET(submit_args(&ground, args), -EINVAL);
	args = good;
	args.sync_count = DRM_CPGPU_MAX_SYNCS + 1;
	CHECK_RET(submit_args(&ground, args), -EINVAL);
	args = good;
	args.ops = BAD_POINTER;
	CHECK_RET(submit_args(&ground, args), -EFAULT);
	args.ops = 0;
	CHECK_RET(submit_args(&ground, args), -EFAULT);
	args = good;
	args.sync_count = 1;
	args.syncs = BAD_POINTER;
	CHECK_RET(submit_args(&ground, args), -EFAULT);
	CHECK_OK(submit_args(&ground, good));
}

TEST(bad_syncs)
{
	struct ground ground = prepare();
	struct cpgpu_device *dev = ground.session.dev;
	uint32_t sync = create_sync(dev);
	const struct {
		struct drm_cpgpu_sync sync;
		int error;
	} cases[] = {
		{ { .flags = 1u << 2, .handle = sync }, -EINVAL },
		{ { .flags = 1u << 31, .handle = sync }, -EINVAL },
		{ { .flags = DRM_CPGPU_SYNC_SIGNAL, .handle = sync,
		    .point = 1 }, -EINVAL },
		{ { .flags = DRM_CPGPU_SYNC_WAIT, .handle = sync,
		    .point = 1 }, -EINVAL },
		{ { .flags = DRM_CPGPU_SYNC_SIGNAL, .handle = 0 }, -ENOENT },
		{ { .flags = DRM_CPGPU_SYNC_SIGNAL, .handle = NO_HANDLE },
		  -ENOENT },
		{ { .flags = DRM_CPGPU_SYNC_WAIT, .handle = NO_HANDLE },
		  -ENOENT },
		/* nothing in it to wait for */
		{ { .flags = DRM_CPGPU_SYNC_WAIT, .handle = sync }, -EINVAL },
		{ { .flags = DRM_CPGPU_SYNC_WAIT | DRM_CPGPU_SYNC_TIMELINE,
		    .handle = sync, .point = 1 }, -EINVAL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		test_note("case %zu", i);
		CHECK_RET(cpgpu_submit(dev, &ground.decrypt, 1, &cases[i].sync,
				       1), cases[i].error);
	}
}

/* A bad op anywhere in the list: none is done, and nothing is signalled. */
TEST(all_or_nothing)
{
	struct ground ground = prepare();
	struct cpgpu_device *dev = ground.session.dev;
	struct drm_cpgpu_sync sync = signal_sync(create_sync(dev));
	struct drm_cpgpu_op ops[3] = {
		ground.decrypt, ground.decrypt, ground.decrypt,
	};
	static uint8_t before[PAGE], after[PAGE];

	read_protected(&ground.session, ground.object, 0, before, PAGE,
		       ground.session.key);
	fill_pattern(ground.memory.map, PAGE, 80);
	ops[2].dst_offset = 2 * PAGE;
	CHECK_RET(cpgpu_submit(dev, ops, 3, &sync, 1), -EINVAL);
	ops[2] = ground.decrypt;
	ops[2].src_handle = NO_HANDLE;
	CHECK_RET(cpgpu_submit(dev, ops, 3, &sync, 1), -ENOENT);
	ops[2] = ground.decrypt;
	sync.handle = NO_HANDLE;
	CHECK_RET(cpgpu_submit(dev, ops, 3, &sync, 1), -ENOENT);
	read_protected(&ground.session, ground.object, 0, after, PAGE,
		       ground.session.key);
	CHECK_MEM(after, before, PAGE);
}

TEST(refused_submission_signals_nothing)
{
	struct ground ground = prepare();
	struct cpgpu_device *dev = ground.session.dev;
	struct drm_cpgpu_sync sync = signal_sync(create_sync(dev));
	struct drm_cpgpu_op op = ground.decrypt;

	op.length = 0;
	CHECK_RET(cpgpu_submit(dev, &op, 1, &sync, 1), -EINVAL);
	CHECK_RET(cpgpu_sync_wait(dev, sync.handle, 0, 20), -ETIME);
}

/* Thousands of refusals leak no reference. */
TEST(refusals_leak_nothing)
{
	struct cpgpu_device *dev = open_device();
	uint64_t free_before = device_info(dev).vram_free;
	struct ground ground;
	struct drm_cpgpu_op op;
	int i;

	cpgpu_close(dev);
	ground = prepare();
	for (i = 0; i < 1000; i++) {
		op = ground.decrypt;
		op.length = i & 1 ? 8 : 64 * PAGE;
		CHECK_RET(submit(&ground, &op), -EINVAL);
		op = ground.encrypt;
		op.result_handle = NO_HANDLE;
		CHECK_RET(submit(&ground, &op), -ENOENT);
	}
	CHECK_OK(cpgpu_object_close(ground.session.dev, ground.object));
	CHECK_EQ(device_info(ground.session.dev).vram_free, free_before);
	close_memory(&ground.memory);
	cpgpu_close(ground.session.dev);
	check_nothing_leaked(free_before);
}
