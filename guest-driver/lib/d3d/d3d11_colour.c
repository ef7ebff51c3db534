// SPDX-License-Identifier: MIT
/* Direct3D 11: colours as the bytes of a pixel */
#include "d3d11_resource.h"

enum kind { UNORM, SRGB, FLOATS, UINTS };

#define FORMAT(format) DXGI_FORMAT_##format
#define RGBA { 0, 1, 2, 3 }
#define BGRA { 2, 1, 0, 3 }

/* Channels from the lowest bit on: their sizes, and which colour each takes. */
static const struct pixel {
	DXGI_FORMAT format;
	enum kind kind;
	uint8_t bits[4];
	uint8_t from[4];
} pixels[] = {
	{ FORMAT(R32G32B32A32_FLOAT), FLOATS, { 32, 32, 32, 32 }, RGBA },
	{ FORMAT(R32G32B32A32_UINT), UINTS, { 32, 32, 32, 32 }, RGBA },
	{ FORMAT(R16G16B16A16_FLOAT), FLOATS, { 16, 16, 16, 16 }, RGBA },
	{ FORMAT(R16G16B16A16_UNORM), UNORM, { 16, 16, 16, 16 }, RGBA },
	{ FORMAT(R10G10B10A2_UNORM), UNORM, { 10, 10, 10, 2 }, RGBA },
	{ FORMAT(R8G8B8A8_UNORM), UNORM, { 8, 8, 8, 8 }, RGBA },
	{ FORMAT(R8G8B8A8_UNORM_SRGB), SRGB, { 8, 8, 8, 8 }, RGBA },
	{ FORMAT(R8G8B8A8_UINT), UINTS, { 8, 8, 8, 8 }, RGBA },
	{ FORMAT(B8G8R8A8_UNORM), UNORM, { 8, 8, 8, 8 }, BGRA },
	{ FORMAT(B8G8R8A8_UNORM_SRGB), SRGB, { 8, 8, 8, 8 }, BGRA },
	{ FORMAT(B8G8R8X8_UNORM), UNORM, { 8, 8, 8, 8 }, BGRA },
	{ FORMAT(B8G8R8X8_UNORM_SRGB), SRGB, { 8, 8, 8, 8 }, BGRA },
	{ FORMAT(R16G16_UNORM), UNORM, { 16, 16 }, RGBA },
	{ FORMAT(R16G16_UINT), UINTS, { 16, 16 }, RGBA },
	{ FORMAT(R32_FLOAT), FLOATS, { 32 }, RGBA },
	{ FORMAT(R32_UINT), UINTS, { 32 }, RGBA },
	{ FORMAT(R8G8_UNORM), UNORM, { 8, 8 }, RGBA },
	{ FORMAT(R8G8_UINT), UINTS, { 8, 8 }, RGBA },
	{ FORMAT(R16_UNORM), UNORM, { 16 }, RGBA },
	{ FORMAT(R16_UINT), UINTS, { 16 }, RGBA },
	{ FORMAT(R8_UNORM), UNORM, { 8 }, RGBA },
	{ FORMAT(R8_UINT), UINTS, { 8 }, RGBA },
};

/* By Newton's method: this library needs nothing else of the math library. */
static float twelfth_root(float x)
{
	float root = 1, power;
	int i;

	for (i = 0; i < 20; i++) {
		power = root * root * root;
		power = power * power * power * root * root;
		root -= (power * root - x) / (12 * power);
	}
	return root;
}

/* The curve of sRGB: its exponent, 1/2.4, is five twelfths. */
static float to_srgb(float x)
{
	float root;

	if (x <= 0.0031308f)
		return 12.92f * x;
	root = twelfth_root(x);
	return 1.055f * root * root * root * root * root - 0.055f;
}

/* Not a number becomes @low. */
static float clamp(float x, float low, float high)
{
	if (!(x > low))
		return low;
	return x < high ? x : high;
}

static uint32_t encode(enum kind kind, unsigned int bits, float x)
{
	const uint32_t max = UINT32_MAX >> (32 - bits);
	uint32_t value = 0;
	_Float16 half;

	switch (kind) {
	case SRGB:
		x = to_srgb(clamp(x, 0, 1));
		/* fall through */
	case UNORM:
		return clamp(x, 0, 1) * max + 0.5f;
	case UINTS:
		return x >= (float)max ? max : (uint32_t)clamp(x, 0, max);
	case FLOATS:
		half = (_Float16)x;
		if (bits == 16)
			memcpy(&value, &half, sizeof(half));
		else
			memcpy(&value, &x, sizeof(x));
	}
	return value;
}

bool d3d11_pack_colour(DXGI_FORMAT format, const FLOAT colour[4],
		       uint8_t out[16])
{
	const struct pixel *pixel = pixels;
	unsigned int i, bit, at = 0;
	enum kind kind;
	uint32_t value;

	while (pixel < pixels + ARRAY_SIZE(pixels) && pixel->format != format)
		pixel++;
	if (pixel == pixels + ARRAY_SIZE(pixels))
		return false;
	memset(out, 0, 16);
	for (i = 0; i < 4 && pixel->bits[i]; i++) {
		/* alpha is linear */
		kind = pixel->kind == SRGB && i == 3 ? UNORM : pixel->kind;
		value = encode(kind, pixel->bits[i], colour[pixel->from[i]]);
		for (bit = 0; bit < pixel->bits[i]; bit++, at++)
			out[at / 8] |= (value >> bit & 1) << at % 8;
	}
	return true;
}
