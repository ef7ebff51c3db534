// SPDX-License-Identifier: MIT
/*
 * The errors of the core, and the HRESULTs that they become
 */
#include <errno.h>

#include "d3dumddi.h"
#include "umd.h"

struct error {
	int error;
	HRESULT d3d11;
	HRESULT d3d9;
};

static const struct error errors[] = {
	{ 0, S_OK, S_OK },
	/* an invalid size, message or address */
	{ EINVAL, E_INVALIDARG, E_INVALIDARG },
	{ EFAULT, E_INVALIDARG, E_INVALIDARG },
	/* not a key wrapped to the device; a key with another purpose */
	{ EKEYREJECTED, E_INVALIDARG, E_INVALIDARG },
	{ ENOTUNIQ, E_INVALIDARG, E_INVALIDARG },
	/* an IV from the range reserved for the device */
	{ ERANGE, E_INVALIDARG, E_INVALIDARG },
	/* no such object; one of another device */
	{ EBADF, E_INVALIDARG, D3DDDIERR_INVALIDHANDLE },
	{ EXDEV, E_INVALIDARG, E_INVALIDARG },
	/* wrong state: no key, no refresh started, mapped or not mapped; */
	{ ENOKEY, E_INVALIDARG, D3DERR_INVALIDCALL },
	{ EPROTO, E_INVALIDARG, D3DERR_INVALIDCALL },
	/* channel already keyed; IV or key data used before; content lost */
	{ EALREADY, E_INVALIDARG, D3DERR_INVALIDCALL },
	{ EEXIST, E_INVALIDARG, D3DERR_INVALIDCALL },
	{ ESTALE, E_INVALIDARG, D3DERR_INVALIDCALL },
	/* the resource is restricted, or another session's; no permission */
	{ EACCES, E_ACCESSDENIED, E_ACCESSDENIED },
	/* the protection level of the channels forbids it */
	{ EPERM, DXGI_ERROR_CANNOT_PROTECT_CONTENT,
	  D3DERR_CANNOTPROTECTCONTENT },
	/* not supported; no certificate; no device */
	{ EOPNOTSUPP, D3DDDIERR_NOTAVAILABLE, D3DDDIERR_NOTAVAILABLE },
	{ ENODATA, D3DDDIERR_NOTAVAILABLE, D3DDDIERR_NOTAVAILABLE },
	{ ENOENT, DXGI_ERROR_NOT_FOUND, D3DDDIERR_NOTAVAILABLE },
	/* unknown crypto type; not with this decoder profile */
	{ ENOPROTOOPT, D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_NOTAVAILABLE },
	{ EPROTONOSUPPORT, D3DDDIERR_UNSUPPORTEDCRYPTO,
	  D3DDDIERR_UNSUPPORTEDCRYPTO },
	/* authenticated channel: no such command or query */
	{ ENOMSG, E_FAIL, E_FAIL },
	/*
	 * all sessions or channels in use; no memory; no video memory, or no
	 * free entry in the list of used key exchanges
	 */
	{ EBUSY, E_OUTOFMEMORY, E_OUTOFMEMORY },
	{ ENOMEM, E_OUTOFMEMORY, E_OUTOFMEMORY },
	{ ENOSPC, DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY,
	  D3DERR_OUTOFVIDEOMEMORY },
	{ ENODEV, D3DDDIERR_DEVICEREMOVED, D3DDDIERR_DEVICEREMOVED },
	/* everything else: the device failed */
	{ EIO, E_FAIL, E_FAIL },
};

static const struct error *find_error(int error)
{
	const struct error *e = errors;

	while (e->error != -error && e->error != EIO)
		e++;
	return e;
}

HRESULT umd_hresult_d3d11(int error)
{
	return find_error(error)->d3d11;
}

HRESULT umd_hresult_d3d9(int error)
{
	return find_error(error)->d3d9;
}
