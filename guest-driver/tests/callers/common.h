/* SPDX-License-Identifier: MIT */
/*
 * What the callers share, and all in which they differ on Windows and on Linux:
 * events
 *
 * They are written as programs for Windows are, and print the same there and
 * here.
 */
#ifndef COMMON_H
#define COMMON_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <cpgpu_keyx.h>

#define KEY_SIZE	16
#define BLOB_SIZE	256

/* --------------------------------------------------------------- events -- */

#ifdef _WIN32

static inline HANDLE new_event(void)
{
	return CreateEventA(NULL, FALSE, FALSE, NULL);
}

static inline BOOL wait_event(HANDLE event, unsigned int milliseconds)
{
	return WaitForSingleObject(event, milliseconds) == WAIT_OBJECT_0;
}

static inline void close_event(HANDLE event)
{
	CloseHandle(event);
}

#else

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* the HANDLE of an event is the file descriptor of an eventfd */
static inline HANDLE new_event(void)
{
	return (HANDLE)(intptr_t)eventfd(0, EFD_CLOEXEC);
}

static inline BOOL wait_event(HANDLE event, unsigned int milliseconds)
{
	struct pollfd poller = { (int)(intptr_t)event, POLLIN, 0 };
	uint64_t count;

	return poll(&poller, 1, (int)milliseconds) == 1 &&
	       read(poller.fd, &count, sizeof(count)) == sizeof(count);
}

static inline void close_event(HANDLE event)
{
	close((int)(intptr_t)event);
}

#endif

/* --------------------------------------------------------------- output -- */

static inline const char *result_name(HRESULT hr)
{
	switch ((uint32_t)hr) {
	case 0x00000000: return "S_OK";
	case 0x00000001: return "S_FALSE";
	case 0x80004001: return "E_NOTIMPL";
	case 0x80004002: return "E_NOINTERFACE";
	case 0x80070057: return "E_INVALIDARG";
	case 0x80070006: return "E_HANDLE";
	case 0x80041000: return "DXVA2_E_NOT_INITIALIZED";
	case 0x80041001: return "DXVA2_E_NEW_VIDEO_DEVICE";
	case 0x80041003: return "DXVA2_E_NOT_AVAILABLE";
	case 0x887a0001: return "DXGI_ERROR_INVALID_CALL";
	case 0x887a0002: return "DXGI_ERROR_NOT_FOUND";
	case 0x887a0004: return "DXGI_ERROR_UNSUPPORTED";
	case 0x8876086a: return "D3DERR_NOTAVAILABLE";
	case 0x8876086c: return "D3DERR_INVALIDCALL";
	case 0x8876087e: return "D3DERR_UNSUPPORTEDCRYPTO";
	default: return "another error";
	}
}

/* Print what a call returned. */
static inline HRESULT show(const char *what, HRESULT hr)
{
	printf("%s: %s\n", what, result_name(hr));
	return hr;
}

/* The program cannot do without this call. */
static inline void must(const char *what, HRESULT hr)
{
	if (FAILED(show(what, hr)))
		exit(1);
}

/* The same without a line for success. */
static inline void need(const char *what, HRESULT hr)
{
	if (FAILED(hr))
		must(what, hr);
}

static inline void say(const char *what, int is_true)
{
	printf("%s: %s\n", what, is_true ? "yes" : "no");
}

/* ----------------------------------------------------------------- keys -- */

/* A key, and the message that gives it to the owner of the certificates. */
static inline void new_key(const BYTE *chain, UINT size, uint8_t key[KEY_SIZE],
			   uint8_t blob[BLOB_SIZE])
{
	int failed = cpgpu_keyx_random_key(key) ||
		     cpgpu_keyx_wrap_session_key(chain, size, key, blob);

	need("making a key", failed ? E_FAIL : S_OK);
}

/* IVs increase: the first half is a number, big-endian, the rest counts blocks. */
static inline void next_iv(uint8_t iv[KEY_SIZE])
{
	static uint8_t number;

	memset(iv, 0, KEY_SIZE);
	iv[7] = ++number;
}

/* Encrypt or decrypt. */
static inline void crypt_data(const uint8_t key[KEY_SIZE],
			      const uint8_t iv[KEY_SIZE], void *data,
			      size_t size)
{
	need("AES-CTR", cpgpu_keyx_ctr(key, iv, data, size) ? E_FAIL : S_OK);
}

#endif /* COMMON_H */
