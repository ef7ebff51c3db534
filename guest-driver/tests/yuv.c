// SPDX-License-Identifier: MIT
#include <stdbool.h>

#include <cpgpu.h>

#include "yuv.h"

/* What one unit of luma and of chroma adds, in 1/256. */
struct factors {
	int luma, red_v, green_u, green_v, blue_u;
};

static const struct factors factors[2][2] = {
	/* 16..235 and 0..255 of BT.601, then of BT.709 */
	{ { 298, 409, 100, 208, 516 }, { 256, 359, 88, 183, 454 } },
	{ { 298, 459, 55, 136, 541 }, { 256, 403, 48, 120, 475 } },
};

static uint8_t clamp(int value)
{
	/* rounds down below 0, too */
	value = (value + 128) >> 8;
	return value < 0 ? 0 : value > 255 ? 255 : value;
}

static void convert_pixel(uint32_t format, int y, int u, int v, uint8_t *out)
{
	bool full = format & DRM_CPGPU_CONVERT_FULL_RANGE;
	const struct factors *f;
	int c = full ? y : y - 16;

	f = &factors[!!(format & DRM_CPGPU_CONVERT_BT709)][full];
	u -= 128;
	v -= 128;
	out[0] = clamp(f->luma * c + f->blue_u * u);
	out[1] = clamp(f->luma * c - f->green_u * u - f->green_v * v);
	out[2] = clamp(f->luma * c + f->red_v * v);
	out[3] = 0xff;
}

void judge_convert(const struct yuv_picture *p, uint8_t *out)
{
	const uint8_t *row, *uv;
	uint32_t x, y;

	for (y = 0; y < p->height; y++) {
		row = p->luma + (uint64_t)y * p->pitch;
		for (x = 0; x < p->width; x++, out += 4) {
			if ((p->format & 0xff) == DRM_CPGPU_FORMAT_NV12) {
				uv = p->chroma + (uint64_t)(y / 2) * p->pitch +
				     x / 2 * 2;
				convert_pixel(p->format, row[x], uv[0], uv[1],
					      out);
			} else {
				uv = row + x / 2 * 4;
				convert_pixel(p->format, row[2 * x], uv[1],
					      uv[3], out);
			}
		}
	}
}
