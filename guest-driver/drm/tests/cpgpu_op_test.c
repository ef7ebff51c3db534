// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the checks in cpgpu_op_check.c, which is included so that this
 * module needs no exported symbols.
 */
#include <kunit/test.h>

#include "../cpgpu_op_check.c"

#define ALL_CAPS	(~0u)
#define NO_PLACE	(~0ull << 4)

/* Valid ops of each type, as starting points. */
static const struct drm_cpgpu_op valid_ops[] = {
	[DRM_CPGPU_OP_DECRYPT] = {
		.type = DRM_CPGPU_OP_DECRYPT, .session = 1, .src_handle = 2,
		.dst_handle = 3, .src_offset = 32, .dst_offset = 4096,
		.length = 256, .iv = { 1 },
	},
	[DRM_CPGPU_OP_ENCRYPT] = {
		.type = DRM_CPGPU_OP_ENCRYPT, .session = 1, .src_handle = 2,
		.dst_handle = 3, .result_handle = 4, .result_offset = 4096 - 24,
		.length = 256,
	},
	[DRM_CPGPU_OP_COPY] = {
		.type = DRM_CPGPU_OP_COPY, .session = 1, .src_handle = 2,
		.dst_handle = 3, .length = 256,
	},
	[DRM_CPGPU_OP_FILL] = {
		.type = DRM_CPGPU_OP_FILL, .session = 1, .dst_handle = 3,
		.length = 256, .fill = 0x80,
	},
	[DRM_CPGPU_OP_CONVERT] = {
		.type = DRM_CPGPU_OP_CONVERT, .flags = DRM_CPGPU_OP_RECT,
		.session = 1, .src_handle = 2, .dst_handle = 3,
		.length = 64 * 4, .row_bytes = 64, .rows = 4, .pitch = 64,
		.src_pitch = 16, .src_chroma_offset = 64,
		.format = DRM_CPGPU_FORMAT_NV12,
	},
};

/**
 * struct op_case - a change to a valid op
 * @name: what it is
 * @type: the valid op, DRM_CPGPU_OP_*
 * @offset: of the field to change
 * @size: of the field, in bytes
 * @value: new value of the field
 * @set_flags: flags to add
 * @ret: what cpgpu_op_check() is to return
 */
struct op_case {
	const char *name;
	u32 type;
	size_t offset;
	size_t size;
	u64 value;
	u32 set_flags;
	int ret;
};

#define CASE(_name, _type, _flags, _field, _value, _ret) {		\
	.name = _name, .type = DRM_CPGPU_OP_##_type, .set_flags = _flags, \
	.offset = offsetof(struct drm_cpgpu_op, _field),		\
	.size = sizeof_field(struct drm_cpgpu_op, _field),		\
	.value = _value, .ret = _ret,					\
}

static const struct op_case op_cases[] = {
	CASE("plain decrypt", DECRYPT, 0, session, 1, 0),
	CASE("plain encrypt", ENCRYPT, 0, session, 1, 0),
	CASE("plain copy", COPY, 0, session, 1, 0),
	CASE("plain fill", FILL, 0, session, 1, 0),
	CASE("plain convert", CONVERT, 0, session, 1, 0),
	CASE("flag of another type", FILL, DRM_CPGPU_OP_CONTENT_KEY,
	     session, 1, -EINVAL),
	CASE("flag that does not exist", DECRYPT, 1u << 31, session, 1,
	     -EINVAL),
	CASE("no length", DECRYPT, 0, length, 0, -EINVAL),
	CASE("length misaligned", DECRYPT, 0, length, 255, -EINVAL),
	CASE("source misaligned", DECRYPT, 0, src_offset, 8, -EINVAL),
	CASE("destination misaligned", DECRYPT, 0, dst_offset, 1, -EINVAL),
	CASE("unused IV", COPY, 0, iv, 1, -EINVAL),
	CASE("unused content key", DECRYPT, 0, content_key, 1, -EINVAL),
	CASE("content key", DECRYPT, DRM_CPGPU_OP_CONTENT_KEY, content_key, 1,
	     0),
	CASE("unused source", FILL, 0, src_handle, 2, -EINVAL),
	CASE("unused fill value", COPY, 0, fill, 1, -EINVAL),
	CASE("unused row length", COPY, 0, row_bytes, 16, -EINVAL),
	CASE("unused row length of a fill", FILL, 0, row_bytes, 16, -EINVAL),
	CASE("unused result offset", DECRYPT, 0, result_offset, 8, -EINVAL),
	CASE("result of a decrypt", DECRYPT, 0, result_handle, 4, 0),
	CASE("encrypt without a result", ENCRYPT, 0, result_handle, 0,
	     -EINVAL),
	CASE("result misaligned", ENCRYPT, 0, result_offset, 4, -EINVAL),
	CASE("result across pages", ENCRYPT, 0, result_offset, 4096 - 16,
	     -EINVAL),
	CASE("pattern without encryption", DECRYPT, DRM_CPGPU_OP_PATTERN,
	     pattern_skip, 16, -EINVAL),
	CASE("pattern", DECRYPT, DRM_CPGPU_OP_PATTERN, pattern_first, 16, 0),
	CASE("pattern and map", DECRYPT,
	     DRM_CPGPU_OP_PATTERN | DRM_CPGPU_OP_SUBSAMPLES, map_count, 1,
	     -EINVAL),
	CASE("map without entries", DECRYPT, DRM_CPGPU_OP_SUBSAMPLES,
	     map_count, 0, -EINVAL),
	CASE("map", DECRYPT, DRM_CPGPU_OP_SUBSAMPLES, map_count,
	     DRM_CPGPU_MAX_SUBSAMPLES, 0),
	CASE("map too long", DECRYPT, DRM_CPGPU_OP_SUBSAMPLES, map_count,
	     DRM_CPGPU_MAX_SUBSAMPLES + 1, -EINVAL),
	CASE("rows do not add up", CONVERT, 0, rows, 2, -EINVAL),
	CASE("pitch below the row length", CONVERT, 0, pitch, 48, -EINVAL),
	CASE("pitch misaligned", CONVERT, 0, pitch, 72, -EINVAL),
	CASE("source pitch below the row length", CONVERT, 0, src_pitch, 0,
	     -EINVAL),
	CASE("source pitch misaligned", CONVERT, 0, src_pitch, 24, -EINVAL),
	CASE("chroma misaligned", CONVERT, 0, src_chroma_offset, 8, -EINVAL),
	CASE("chroma of one plane", CONVERT, 0, format, DRM_CPGPU_FORMAT_YUYV,
	     -EINVAL),
	CASE("unknown format", CONVERT, 0, format, 1, -EINVAL),
	CASE("unknown format bit", CONVERT, 0, format,
	     DRM_CPGPU_FORMAT_NV12 | 1u << 20, -EINVAL),
};

static struct drm_cpgpu_op make_op(const struct op_case *c)
{
	struct drm_cpgpu_op op = valid_ops[c->type];

	op.flags |= c->set_flags;
	/* All machines that the device exists for are little-endian. */
	memcpy((u8 *)&op + c->offset, &c->value,
	       min(c->size, sizeof(c->value)));

	return op;
}

static void check_finds_bad_fields(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(op_cases); i++) {
		const struct op_case *c = &op_cases[i];
		struct drm_cpgpu_op op = make_op(c);

		KUNIT_EXPECT_EQ_MSG(test, c->ret,
				    cpgpu_op_check(cpgpu_op_find_type(&op),
						   &op, ALL_CAPS),
				    "%s", c->name);
	}
}

static void types_are_known(struct kunit *test)
{
	struct drm_cpgpu_op op = { };
	u32 type;

	for (type = 0; type < 64; type++) {
		op.type = type;
		KUNIT_EXPECT_EQ(test, !!cpgpu_op_find_type(&op),
				type >= DRM_CPGPU_OP_DECRYPT &&
				type <= DRM_CPGPU_OP_CONVERT);
	}
	op.type = U32_MAX;
	KUNIT_EXPECT_TRUE(test, !cpgpu_op_find_type(&op));
}

static void capabilities_are_needed(struct kunit *test)
{
	static const struct {
		u32 type;
		u32 flags;
		u32 cap;
	} needs[] = {
		{ DRM_CPGPU_OP_DECRYPT, 0, CPGPU_CAP_DECRYPTION_BLT },
		{ DRM_CPGPU_OP_DECRYPT, DRM_CPGPU_OP_CONTENT_KEY,
		  CPGPU_CAP_CONTENT_KEY },
		{ DRM_CPGPU_OP_ENCRYPT, 0, CPGPU_CAP_ENCRYPTED_READ_BACK },
		{ DRM_CPGPU_OP_ENCRYPT, DRM_CPGPU_OP_READ_BACK_KEY,
		  CPGPU_CAP_READ_BACK_KEY },
		{ DRM_CPGPU_OP_COPY, 0, CPGPU_CAP_COPY },
		{ DRM_CPGPU_OP_FILL, 0, CPGPU_CAP_COPY },
		{ DRM_CPGPU_OP_CONVERT, 0, CPGPU_CAP_CONVERT },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		struct drm_cpgpu_op op = valid_ops[needs[i].type];
		const struct cpgpu_op_type *type = cpgpu_op_find_type(&op);

		op.flags |= needs[i].flags;
		KUNIT_EXPECT_EQ(test, 0, cpgpu_op_check(type, &op, ALL_CAPS));
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
				cpgpu_op_check(type, &op,
					       ALL_CAPS & ~needs[i].cap));
	}
}

static void conversions_have_their_geometry(struct kunit *test)
{
	const u32 max_bytes = 4 * CPGPU_CONVERT_WIDTH_MAX;
	struct drm_cpgpu_op op = valid_ops[DRM_CPGPU_OP_CONVERT];
	const struct cpgpu_op_type *type = cpgpu_op_find_type(&op);

	/* NV12 has a row of chroma for two rows. */
	op.rows = 3;
	op.length = 3 * 64;
	KUNIT_EXPECT_EQ(test, -EINVAL, cpgpu_op_check(type, &op, ALL_CAPS));

	/* YUYV has two bytes per pixel, but no second plane. */
	op.format = DRM_CPGPU_FORMAT_YUYV;
	op.src_chroma_offset = 0;
	KUNIT_EXPECT_EQ(test, -EINVAL, cpgpu_op_check(type, &op, ALL_CAPS));
	op.src_pitch = 32;
	KUNIT_EXPECT_EQ(test, 0, cpgpu_op_check(type, &op, ALL_CAPS));

	op.row_bytes = max_bytes;
	op.pitch = max_bytes;
	op.src_pitch = max_bytes;
	op.length = 3ull * max_bytes;
	KUNIT_EXPECT_EQ(test, 0, cpgpu_op_check(type, &op, ALL_CAPS));
	op.row_bytes += 16;
	op.pitch += 16;
	op.length += 3 * 16;
	KUNIT_EXPECT_EQ(test, -EINVAL, cpgpu_op_check(type, &op, ALL_CAPS));
}

static bool places(u32 type, u64 src_offset, u64 dst_offset, u64 size,
		   bool same)
{
	const struct cpgpu_op_sizes sizes = {
		.src = size, .dst = size, .result = 4096, .same = same,
	};
	struct drm_cpgpu_op op = valid_ops[type];

	op.src_offset = src_offset;
	op.dst_offset = dst_offset;

	return cpgpu_op_check_places(cpgpu_op_find_type(&op), &op, &sizes);
}

static void ops_stay_in_their_objects(struct kunit *test)
{
	u32 type;

	for (type = DRM_CPGPU_OP_DECRYPT; type <= DRM_CPGPU_OP_CONVERT;
	     type++) {
		/* Both sides have 256 bytes, or less in the source of CONVERT. */
		KUNIT_EXPECT_TRUE(test, places(type, 0, 0, 256, false));
		KUNIT_EXPECT_FALSE(test, places(type, 0, 16, 256, false));
		KUNIT_EXPECT_FALSE(test, places(type, 0, NO_PLACE, 256, false));
		KUNIT_EXPECT_FALSE(test, places(type, 0, 0, 240, false));
		if (type == DRM_CPGPU_OP_FILL)
			continue;
		KUNIT_EXPECT_FALSE(test, places(type, 256, 0, 256, false));
		KUNIT_EXPECT_FALSE(test, places(type, NO_PLACE, 0, 256, false));
	}
}

static void copies_do_not_overlap(struct kunit *test)
{
	const u32 copy = DRM_CPGPU_OP_COPY;

	KUNIT_EXPECT_FALSE(test, places(copy, 0, 0, 4096, true));
	KUNIT_EXPECT_FALSE(test, places(copy, 0, 240, 4096, true));
	KUNIT_EXPECT_FALSE(test, places(copy, 240, 0, 4096, true));
	KUNIT_EXPECT_TRUE(test, places(copy, 0, 256, 4096, true));
	KUNIT_EXPECT_TRUE(test, places(copy, 256, 0, 4096, true));
	KUNIT_EXPECT_TRUE(test, places(copy, 0, 0, 4096, false));
	/* The chroma plane is read at 64. */
	KUNIT_EXPECT_FALSE(test, places(DRM_CPGPU_OP_CONVERT, 1024, 64, 4096,
					true));
	KUNIT_EXPECT_TRUE(test, places(DRM_CPGPU_OP_CONVERT, 1024, 96, 4096,
				       true));
}

static void rows_count_with_their_pitch(struct kunit *test)
{
	struct drm_cpgpu_op op = valid_ops[DRM_CPGPU_OP_FILL];
	const struct cpgpu_op_type *type = cpgpu_op_find_type(&op);
	struct cpgpu_op_sizes sizes = { .dst = 3 * 4096 + 64 };

	op.flags = DRM_CPGPU_OP_RECT;
	op.row_bytes = 64;
	op.rows = 4;
	op.pitch = 4096;
	KUNIT_EXPECT_TRUE(test, cpgpu_op_check_places(type, &op, &sizes));
	sizes.dst--;
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_places(type, &op, &sizes));

	/* System objects have no pitch. */
	op = valid_ops[DRM_CPGPU_OP_ENCRYPT];
	op.flags = DRM_CPGPU_OP_RECT;
	op.row_bytes = 64;
	op.rows = 4;
	op.pitch = 4096;
	type = cpgpu_op_find_type(&op);
	sizes = (struct cpgpu_op_sizes) {
		.src = 3 * 4096 + 64, .dst = 256, .result = 4096,
	};
	KUNIT_EXPECT_TRUE(test, cpgpu_op_check_places(type, &op, &sizes));
	sizes.src--;
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_places(type, &op, &sizes));

	/* More than 64 bits must not wrap around to something small. */
	op.rows = U32_MAX;
	op.pitch = U32_MAX;
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_places(type, &op, &sizes));
}

static void results_stay_in_their_object(struct kunit *test)
{
	struct drm_cpgpu_op op = valid_ops[DRM_CPGPU_OP_ENCRYPT];
	const struct cpgpu_op_type *type = cpgpu_op_find_type(&op);
	struct cpgpu_op_sizes sizes = {
		.src = 4096, .dst = 4096, .result = 4096,
	};

	KUNIT_EXPECT_TRUE(test, cpgpu_op_check_places(type, &op, &sizes));
	sizes.result--;
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_places(type, &op, &sizes));
}

static void subsamples_add_up(struct kunit *test)
{
	struct drm_cpgpu_subsample map[] = { { 16, 32 }, { 0, 64 } };
	const struct drm_cpgpu_subsample wraps[] = {
		{ U32_MAX, U32_MAX }, { 2, 0 },
	};
	const struct drm_cpgpu_subsample entry_wraps = { U32_MAX, 17 };

	KUNIT_EXPECT_TRUE(test, cpgpu_op_check_subsamples(map, 2, 112));
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_subsamples(map, 2, 96));
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_subsamples(map, 1, 112));
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_subsamples(wraps, 2, 0));
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_subsamples(&entry_wraps, 1,
							   16));
	map[1].encrypted = 0;
	KUNIT_EXPECT_FALSE(test, cpgpu_op_check_subsamples(map, 2, 48));
}

static void flags_become_command_flags(struct kunit *test)
{
	struct drm_cpgpu_op op = { };

	KUNIT_EXPECT_EQ(test, 0u, cpgpu_op_cmd_flags(&op));
	op.flags = DRM_CPGPU_OP_PATTERN | DRM_CPGPU_OP_RECT;
	KUNIT_EXPECT_EQ(test, (u32)(CPGPU_CMD_PATTERN | CPGPU_CMD_RECT),
			cpgpu_op_cmd_flags(&op));
	op.flags = DRM_CPGPU_OP_CONTENT_KEY | DRM_CPGPU_OP_SUBSAMPLES |
		   DRM_CPGPU_OP_READ_BACK_KEY;
	KUNIT_EXPECT_EQ(test, (u32)(CPGPU_CMD_CONTENT_KEY |
				    CPGPU_CMD_SUBSAMPLES |
				    CPGPU_CMD_READ_BACK_KEY),
			cpgpu_op_cmd_flags(&op));
}

static struct kunit_case op_test_cases[] = {
	KUNIT_CASE(types_are_known),
	KUNIT_CASE(check_finds_bad_fields),
	KUNIT_CASE(capabilities_are_needed),
	KUNIT_CASE(conversions_have_their_geometry),
	KUNIT_CASE(ops_stay_in_their_objects),
	KUNIT_CASE(copies_do_not_overlap),
	KUNIT_CASE(rows_count_with_their_pitch),
	KUNIT_CASE(results_stay_in_their_object),
	KUNIT_CASE(subsamples_add_up),
	KUNIT_CASE(flags_become_command_flags),
	{ }
};

static struct kunit_suite op_test_suite = {
	.name = "cpgpu_op",
	.test_cases = op_test_cases,
};

kunit_test_suite(op_test_suite);

MODULE_DESCRIPTION("KUnit tests of the cpgpu driver");
MODULE_LICENSE("GPL");
