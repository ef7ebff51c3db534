/* SPDX-License-Identifier: MIT */
/* The program of docs/d3d/index.rst: is there a device, and what can it do? */
#define COBJMACROS
#include <stdio.h>
#include <d3d11.h>

int main(void)
{
    D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps;
    ID3D11VideoDevice *video;
    ID3D11Device *device;

    if (FAILED(D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, 0, NULL, 0,
                                 D3D11_SDK_VERSION, &device, NULL, NULL)))
        return 1;
    ID3D11Device_QueryInterface(device, &IID_ID3D11VideoDevice, (void **)&video);
    ID3D11VideoDevice_GetContentProtectionCaps(video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, &caps);
    printf("capabilities 0x%x, blocks of %u bytes\n", caps.Caps, caps.BlockAlignmentSize);
    ID3D11VideoDevice_Release(video);
    ID3D11Device_Release(device);
    return 0;
}
