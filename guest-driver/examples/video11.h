/* SPDX-License-Identifier: MIT */
/*
 * A Direct3D 11 device with a crypto session, a protected texture and a texture
 * in system memory, for the two examples of ID3D11VideoContext
 */
#ifndef VIDEO11_H
#define VIDEO11_H

#define COBJMACROS
#include <d3d11.h>

#include "common.h"

struct video11 {
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice *video_device;
	ID3D11VideoContext *video_context;
	ID3D11CryptoSession *session;
	ID3D11Texture2D *restricted;
	ID3D11Texture2D *staging;
};

/* Create all objects; the session has no key yet. */
void open_video11(struct video11 *video);
void close_video11(struct video11 *video);

/* Give the session @key, wrapped to the device's certificate. */
void exchange_key(struct video11 *video, const uint8_t key[KEY_SIZE]);

/* Write a frame to protected memory, and read it back (encrypted). */
void write_picture(struct video11 *video, const uint8_t key[KEY_SIZE]);
void read_picture(struct video11 *video, uint8_t iv[KEY_SIZE],
		  uint8_t data[PICTURE_SIZE]);

/* The error of methods that return nothing. */
HRESULT last_error(struct video11 *video);

#endif /* VIDEO11_H */
