// SPDX-License-Identifier: MIT
/*
 * The errors of the core, the HRESULTs that they become, and what is said of them
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "d3dumddi.h"
#include "umd.h"

#define REASON_MAX 192

struct error {
	int error;
	HRESULT d3d11;
	HRESULT d3d9;
	/* unless umd_refuse() was more precise */
	const char *reason;
};

static const struct error errors[] = {
	{ 0, S_OK, S_OK, "" },
	/* an invalid size, message or address */
	{ EINVAL, E_INVALIDARG, E_INVALIDARG,
	  "an argument is NULL, or its size or value is wrong" },
	{ EFAULT, E_INVALIDARG, E_INVALIDARG,
	  "an address is not the caller's memory" },
	/* not a key wrapped to the device; a key with another purpose */
	{ EKEYREJECTED, E_INVALIDARG, E_INVALIDARG,
	  "the data is not a key that was encrypted to this certificate by RSAES-OAEP" },
	{ ENOTUNIQ, E_INVALIDARG, E_INVALIDARG,
	  "the key has another purpose already, or its bytes 8 to 11 are zero" },
	/* an IV from the range reserved for the device */
	{ ERANGE, E_INVALIDARG, E_INVALIDARG,
	  "Count, the lower half of the IV, must stay below 2^31 under the session key: the rest is reserved for read-back" },
	/* no such object; one of another device */
	{ EBADF, E_INVALIDARG, D3DDDIERR_INVALIDHANDLE,
	  "there is no such session, channel or resource" },
	{ EXDEV, E_INVALIDARG, E_INVALIDARG,
	  "the session, channel or resource belongs to another device" },
	/* wrong state: no key, no refresh started, mapped or not mapped; */
	{ ENOKEY, E_INVALIDARG, D3DERR_INVALIDCALL,
	  "there is no key: exchange one first" },
	{ EPROTO, E_INVALIDARG, D3DERR_INVALIDCALL,
	  "this call needs another one before it" },
	/* channel already keyed; IV or key data used before; content lost */
	{ EALREADY, E_INVALIDARG, D3DERR_INVALIDCALL,
	  "the channel has, or had, a key: create another channel" },
	{ EEXIST, E_INVALIDARG, D3DERR_INVALIDCALL,
	  "this key exchange data has been used before: wrap the key again" },
	{ ESTALE, E_INVALIDARG, D3DERR_INVALIDCALL,
	  "the content of the protected surface was lost with its key: decrypt it again" },
	/* the resource is restricted, or another session's; no permission */
	{ EACCES, E_ACCESSDENIED, E_ACCESSDENIED,
	  "the surface is protected for another session, or the device node may not be opened" },
	/* the protection level of the channels forbids it */
	{ EPERM, DXGI_ERROR_CANNOT_PROTECT_CONTENT,
	  D3DERR_CANNOTPROTECTCONTENT,
	  "the protection level that a channel has set forbids read-back" },
	/* not supported; no certificate; no device */
	{ EOPNOTSUPP, D3DDDIERR_NOTAVAILABLE, D3DDDIERR_NOTAVAILABLE,
	  "the device lacks this capability: see GetContentProtectionCaps" },
	{ ENODATA, D3DDDIERR_NOTAVAILABLE, D3DDDIERR_NOTAVAILABLE,
	  "the device has no certificate" },
	{ ENOENT, DXGI_ERROR_NOT_FOUND, D3DDDIERR_NOTAVAILABLE,
	  "there is no cpgpu device" },
	/* unknown crypto type; not with this decoder profile */
	{ ENOPROTOOPT, D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_NOTAVAILABLE,
	  "unknown crypto type: the device has AES128_CTR" },
	{ EPROTONOSUPPORT, D3DDDIERR_UNSUPPORTEDCRYPTO,
	  D3DDDIERR_UNSUPPORTEDCRYPTO,
	  "the crypto type does not go with this decoder profile or key exchange" },
	/* authenticated channel: no such command or query */
	{ ENOMSG, E_FAIL, E_FAIL,
	  "the channel does not support this command or query" },
	/*
	 * no memory; all sessions or channels in use; no video memory, or no
	 * free entry in the list of used key exchanges
	 */
	{ ENOMEM, E_OUTOFMEMORY, E_OUTOFMEMORY, "no memory" },
	{ EBUSY, E_OUTOFMEMORY, E_OUTOFMEMORY,
	  "all sessions or channels of the device are in use" },
	{ ENOSPC, DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY,
	  D3DERR_OUTOFVIDEOMEMORY,
	  "the video memory, or the device's list of used key exchanges, is full" },
	{ ENODEV, D3DDDIERR_DEVICEREMOVED, D3DDDIERR_DEVICEREMOVED,
	  "the device is gone" },
	/* everything else: the device failed */
	{ EIO, E_FAIL, E_FAIL, "the device failed" },
};

/* What umd_refuse() said, and for which error; then what a function ended with. */
static _Thread_local struct {
	int error;
	char text[REASON_MAX];
} refusal;
static _Thread_local struct {
	HRESULT hr;
	char text[REASON_MAX];
} reason;

int umd_refuse(int error, const char *format, ...)
{
	va_list args;

	refusal.error = error;
	va_start(args, format);
	vsnprintf(refusal.text, sizeof(refusal.text), format, args);
	va_end(args);
	return error;
}

const char *umd_reason(HRESULT hr)
{
	const struct error *e = errors;

	if (reason.hr == hr) {
		/* whatever fails next has another one */
		reason.hr = S_OK;
		return reason.text;
	}
	while (e->d3d11 != hr && e->d3d9 != hr && e->error != EIO)
		e++;
	return e->reason;
}

static const struct error *find_error(int error)
{
	const struct error *e = errors;

	while (e->error != -error && e->error != EIO)
		e++;
	return e;
}

/* The reason is that of this error, not one that the function got over. */
static HRESULT end(int error, const struct error *found, HRESULT hr)
{
	reason.hr = hr;
	snprintf(reason.text, sizeof(reason.text), "%s",
		 error && refusal.error == error ? refusal.text :
		 found->reason);
	refusal.error = 0;
	return hr;
}

HRESULT umd_hresult_d3d11(int error)
{
	const struct error *found = find_error(error);

	return end(error, found, found->d3d11);
}

HRESULT umd_hresult_d3d9(int error)
{
	const struct error *found = find_error(error);

	return end(error, found, found->d3d9);
}
