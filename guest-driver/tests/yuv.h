/* SPDX-License-Identifier: MIT */
/* NV12 and YUYV to XRGB8888, by the formula in the manual. */
#ifndef YUV_H
#define YUV_H

#include <stdint.h>

struct yuv_picture {
	uint32_t format;		/* DRM_CPGPU_FORMAT_* | _CONVERT_* */
	uint32_t width;
	uint32_t height;
	uint32_t pitch;			/* of both planes */
	const uint8_t *luma;		/* YUYV: all of it */
	const uint8_t *chroma;		/* NV12: U V U V ... */
};

/* Row after row, B G R X, without gaps. */
void judge_convert(const struct yuv_picture *picture, uint8_t *out);

#endif /* YUV_H */
