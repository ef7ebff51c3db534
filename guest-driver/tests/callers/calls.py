# SPDX-License-Identifier: MIT
"""Calls that public programs typically make, for check-headers.

Each has the header that such a program includes, the interface and its method, the
variables that the arguments need, and the arguments.  REF() is a reference, which is
an address in C.
"""

CALLS = [
    ("d3d11.h", "ID3D11VideoDevice", "CreateVideoDecoder",
     "D3D11_VIDEO_DECODER_DESC desc; D3D11_VIDEO_DECODER_CONFIG config;"
     "ID3D11VideoDecoder *decoder;", "&desc, &config, &decoder"),
    ("d3d11.h", "ID3D11VideoDevice", "GetVideoDecoderProfile",
     "GUID profile;", "0, &profile"),
    ("d3d11.h", "ID3D11VideoDevice", "CheckVideoDecoderFormat", "BOOL ok;",
     "&D3D11_DECODER_PROFILE_H264_VLD_NOFGT, DXGI_FORMAT_NV12, &ok"),
    ("d3d11.h", "ID3D11VideoDevice", "GetVideoDecoderConfig",
     "D3D11_VIDEO_DECODER_DESC desc; D3D11_VIDEO_DECODER_CONFIG config;",
     "&desc, 0, &config"),
    ("d3d11.h", "ID3D11VideoDevice", "CreateVideoDecoderOutputView",
     "ID3D11Texture2D *texture; D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC desc;"
     "ID3D11VideoDecoderOutputView *view;",
     "(ID3D11Resource *)texture, &desc, &view"),
    ("d3d11.h", "ID3D11VideoDevice", "CreateVideoProcessorEnumerator",
     "D3D11_VIDEO_PROCESSOR_CONTENT_DESC desc;"
     "ID3D11VideoProcessorEnumerator *enumerator;", "&desc, &enumerator"),
    ("d3d11_1.h", "ID3D11VideoDevice1", "GetVideoDecoderCaps",
     "GUID profile; DXGI_RATIONAL rate; UINT caps;",
     "&profile, 1920, 1080, &rate, 10000000, NULL, &caps"),
    ("d3d11.h", "ID3D11VideoContext", "DecoderBeginFrame",
     "ID3D11VideoDecoder *decoder; ID3D11VideoDecoderOutputView *view;",
     "decoder, view, 0, NULL"),
    ("d3d11.h", "ID3D11VideoContext", "GetDecoderBuffer",
     "ID3D11VideoDecoder *decoder; UINT size; void *data;",
     "decoder, D3D11_VIDEO_DECODER_BUFFER_BITSTREAM, &size, &data"),
    ("d3d11.h", "ID3D11VideoContext", "SubmitDecoderBuffers",
     "ID3D11VideoDecoder *decoder; D3D11_VIDEO_DECODER_BUFFER_DESC desc[2];",
     "decoder, 2, desc"),
    ("d3d11.h", "ID3D11VideoContext", "VideoProcessorBlt",
     "ID3D11VideoProcessor *processor; ID3D11VideoProcessorOutputView *view;"
     "D3D11_VIDEO_PROCESSOR_STREAM stream;", "processor, view, 0, 1, &stream"),
    ("d3d11_1.h", "ID3D11VideoContext1", "SubmitDecoderBuffers1",
     "ID3D11VideoDecoder *decoder; D3D11_VIDEO_DECODER_BUFFER_DESC1 desc[2];",
     "decoder, 2, desc"),
    ("d3d11_4.h", "ID3D11VideoContext2", "VideoProcessorSetOutputHDRMetaData",
     "ID3D11VideoProcessor *processor; DXGI_HDR_METADATA_HDR10 metadata;",
     "processor, DXGI_HDR_METADATA_TYPE_HDR10, sizeof(metadata), &metadata"),
    ("d3d11_4.h", "ID3D11VideoContext3", "DecoderBeginFrame1",
     "ID3D11VideoDecoder *decoder; ID3D11VideoDecoderOutputView *view;",
     "decoder, view, 0, NULL, 0, NULL, NULL"),
    ("d3d10_1.h", "ID3D10Multithread", "SetMultithreadProtected", "", "TRUE"),
    ("d3d11_4.h", "ID3D11Multithread", "Enter", "", ""),
    ("d3d11_1.h", "ID3D11Device1", "OpenSharedResource1",
     "HANDLE handle; void *texture;",
     "handle, REF(IID_ID3D11Texture2D), &texture"),
    ("d3d11_3.h", "ID3D11Device3", "CreateTexture2D1",
     "D3D11_TEXTURE2D_DESC1 desc; ID3D11Texture2D1 *texture;",
     "&desc, NULL, &texture"),
    ("d3d11_4.h", "ID3D11Device5", "CreateFence", "void *fence;",
     "0, D3D11_FENCE_FLAG_SHARED, REF(IID_ID3D11Fence), &fence"),
    ("d3d11_4.h", "ID3D11Fence", "SetEventOnCompletion", "HANDLE event;",
     "1, event"),
    ("d3d11_4.h", "ID3D11DeviceContext4", "Signal", "ID3D11Fence *fence;",
     "fence, 1"),
    ("d3d11.h", "ID3D11Device", "CheckFeatureSupport",
     "D3D11_FEATURE_DATA_THREADING data;",
     "D3D11_FEATURE_THREADING, &data, sizeof(data)"),
    ("d3d11.h", "ID3D11Device", "CreateQuery",
     "D3D11_QUERY_DESC desc; ID3D11Query *query;", "&desc, &query"),
    ("d3d11.h", "ID3D11DeviceContext", "UpdateSubresource",
     "ID3D11Resource *resource; D3D11_BOX box; void *data;",
     "resource, 0, &box, data, 256, 0"),
    ("d3d11.h", "ID3D11DeviceContext", "CopySubresourceRegion",
     "ID3D11Resource *to, *from;", "to, 0, 0, 0, 0, from, 1, NULL"),
    ("dxgi1_4.h", "IDXGIAdapter3",
     "RegisterHardwareContentProtectionTeardownStatusEvent",
     "HANDLE event; DWORD cookie;", "event, &cookie"),
    ("dxgi.h", "IDXGIFactory1", "EnumAdapters1", "IDXGIAdapter1 *adapter;",
     "0, &adapter"),
    ("dxgi.h", "IDXGIDevice", "GetAdapter", "IDXGIAdapter *adapter;",
     "&adapter"),
]


def program(call, language):
    """The source of a function that makes this call."""
    header, interface, method, variables, arguments = call
    if language == "c":
        rest = ", " + arguments if arguments else ""
        statement = "%s_%s(object%s)" % (interface, method, rest)
        reference = "&(x)"
    else:
        statement = "object->%s(%s)" % (method, arguments)
        reference = "(x)"
    # as parameters, the variables need no values
    parameters = ["%s *object" % interface]
    for declaration in filter(None, variables.split(";")):
        first, *others = declaration.strip().split(", ")
        kind = first.rsplit(" ", 1)[0]
        parameters += [first] + ["%s %s" % (kind, each) for each in others]
    head = "void call(%s)" % ", ".join(parameters)
    return ("#define COBJMACROS\n#include <%s>\n"
            "#define REF(x) %s\n%s;\n%s\n{\n\t%s;\n}\n"
            % (header, reference, head, head, statement))
