// SPDX-License-Identifier: MIT
/* Direct3D 9: display modes */
#include <stdlib.h>

#include "d3d9_kms.h"
#include "d3d9_object.h"

/* what the kernel's driver prefers for a monitor without an EDID */
static const D3DDISPLAYMODEEX guess = {
	.Size = sizeof(guess),
	.Width = 1024,
	.Height = 768,
	.RefreshRate = 60,
	.Format = D3D9_DISPLAY_FORMAT,
	.ScanLineOrdering = D3DSCANLINEORDERING_PROGRESSIVE,
};

static D3DDISPLAYMODEEX mode_of(const drmModeModeInfo *info)
{
	D3DDISPLAYMODEEX mode = guess;

	mode.Width = info->hdisplay;
	mode.Height = info->vdisplay;
	mode.RefreshRate = kms_refresh(info);
	return mode;
}

static D3DDISPLAYMODEEX take_current(struct kms_output *output)
{
	D3DDISPLAYMODEEX mode = mode_of(&output->current);

	kms_free(output);
	return mode;
}

D3DDISPLAYMODEEX d3d9_current_mode(const char *node)
{
	struct kms_output output;

	return kms_read_node(node, &output) ? guess : take_current(&output);
}

D3DDISPLAYMODEEX d3d9_device_mode(const struct d3d9_device *device)
{
	struct kms_output output;

	return kms_read(device->file, &output) ? guess : take_current(&output);
}

HRESULT d3d9_read_modes(const char *node, struct d3d9_modes *modes)
{
	struct kms_output output = { .count = 0 };
	UINT i, count;

	kms_read_node(node, &output);
	count = output.count ? output.count : 1;
	modes->list = calloc(count, sizeof(*modes->list));
	if (modes->list) {
		modes->list[0] = guess;
		for (i = 0; i < output.count; i++)
			modes->list[i] = mode_of(&output.modes[i]);
		modes->count = count;
	}
	kms_free(&output);
	return modes->list ? S_OK : E_OUTOFMEMORY;
}

HRESULT d3d9_give_mode(struct report *report, const D3DDISPLAYMODEEX *mode,
		       D3DDISPLAYMODEEX *out, D3DDISPLAYROTATION *rotation,
		       const char *function)
{
	if (!out && !rotation)
		return report_error(report, D3DERR_INVALIDCALL, function,
				    "pMode is NULL");
	if (out && out->Size != sizeof(*out))
		return report_error(report, D3DERR_INVALIDCALL, function,
				    "pMode->Size is %u, not sizeof(D3DDISPLAYMODEEX)",
				    out->Size);
	if (out)
		*out = *mode;
	if (rotation)
		*rotation = D3DDISPLAYROTATION_IDENTITY;
	return D3D_OK;
}
