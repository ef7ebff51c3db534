// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: what ID3D11Device to ID3D11Device5 and the video device answer
 * about features, and what they refuse
 */
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11.h"

static ID3D11Device5 *newest(struct app *app)
{
	ID3D11Device5 *device;

	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11Device5,
				       (void **)&device));
	/* the caller's reference is app->device's */
	ID3D11Device5_Release(device);
	return device;
}

/* -------------------------------------------------------------- features -- */

static const struct {
	D3D11_FEATURE feature;
	UINT size;
} features[] = {
	{ D3D11_FEATURE_THREADING, sizeof(D3D11_FEATURE_DATA_THREADING) },
	{ D3D11_FEATURE_DOUBLES, sizeof(D3D11_FEATURE_DATA_DOUBLES) },
	{ D3D11_FEATURE_D3D10_X_HARDWARE_OPTIONS,
	  sizeof(D3D11_FEATURE_DATA_D3D10_X_HARDWARE_OPTIONS) },
	{ D3D11_FEATURE_D3D11_OPTIONS,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS) },
	{ D3D11_FEATURE_ARCHITECTURE_INFO,
	  sizeof(D3D11_FEATURE_DATA_ARCHITECTURE_INFO) },
	{ D3D11_FEATURE_D3D9_OPTIONS, sizeof(D3D11_FEATURE_DATA_D3D9_OPTIONS) },
	{ D3D11_FEATURE_SHADER_MIN_PRECISION_SUPPORT,
	  sizeof(D3D11_FEATURE_DATA_SHADER_MIN_PRECISION_SUPPORT) },
	{ D3D11_FEATURE_D3D9_SHADOW_SUPPORT,
	  sizeof(D3D11_FEATURE_DATA_D3D9_SHADOW_SUPPORT) },
	{ D3D11_FEATURE_D3D11_OPTIONS1,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS1) },
	{ D3D11_FEATURE_D3D9_SIMPLE_INSTANCING_SUPPORT,
	  sizeof(D3D11_FEATURE_DATA_D3D9_SIMPLE_INSTANCING_SUPPORT) },
	{ D3D11_FEATURE_MARKER_SUPPORT,
	  sizeof(D3D11_FEATURE_DATA_MARKER_SUPPORT) },
	{ D3D11_FEATURE_D3D9_OPTIONS1,
	  sizeof(D3D11_FEATURE_DATA_D3D9_OPTIONS1) },
	{ D3D11_FEATURE_D3D11_OPTIONS2,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS2) },
	{ D3D11_FEATURE_D3D11_OPTIONS3,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS3) },
	{ D3D11_FEATURE_GPU_VIRTUAL_ADDRESS_SUPPORT,
	  sizeof(D3D11_FEATURE_DATA_GPU_VIRTUAL_ADDRESS_SUPPORT) },
	{ D3D11_FEATURE_D3D11_OPTIONS4,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS4) },
	{ D3D11_FEATURE_SHADER_CACHE, sizeof(D3D11_FEATURE_DATA_SHADER_CACHE) },
	{ D3D11_FEATURE_D3D11_OPTIONS5,
	  sizeof(D3D11_FEATURE_DATA_D3D11_OPTIONS5) },
};

TEST(CheckFeatureSupport_knows_all_features)
{
	static const char name[] = "ID3D11Device::CheckFeatureSupport";
	struct app *app AUTO(close_app) = open_app();
	D3D11_FEATURE_DATA_THREADING *threading;
	uint8_t data[256];
	size_t i, j;

#define CHECK_FEATURE(feature, data, size) \
	ID3D11Device_CheckFeatureSupport(app->device, \
					 (D3D11_FEATURE)(feature), data, size)
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		UINT size = features[i].size;

		POISON(data);
		OK(CHECK_FEATURE(features[i].feature, data, size));
		/* nothing that needs shaders; one thing about threads */
		for (j = i ? 0 : size; j < size; j++)
			CHECK_EQ(data[j], 0);
		CHECK_EQ(data[size], UNTOUCHED);
		CHECK_FAILS(app, CHECK_FEATURE(features[i].feature, data,
					       size - 1), E_INVALIDARG, name);
		CHECK_FAILS(app, CHECK_FEATURE(features[i].feature, data,
					       size + 1), E_INVALIDARG, name);
		CHECK_FAILS(app, CHECK_FEATURE(features[i].feature, NULL, size),
			    E_INVALIDARG, name);
	}
	OK(CHECK_FEATURE(D3D11_FEATURE_THREADING, data, sizeof(*threading)));
	threading = (void *)data;
	CHECK_EQ(threading->DriverConcurrentCreates, TRUE);
	CHECK_EQ(threading->DriverCommandLists, FALSE);
	CHECK_FAILS(app, CHECK_FEATURE(20, data, 4), E_INVALIDARG, name);
	CHECK_FAILS(app, CHECK_FEATURE(UINT32_MAX, data, 4), E_INVALIDARG,
		    name);
}

TEST(CheckFeatureSupport_and_CheckFormatSupport_agree)
{
	struct app *app AUTO(close_app) = open_app();
	D3D11_FEATURE_DATA_FORMAT_SUPPORT data;
	UINT support, levels;
	int format;

	for (format = 0; format < 256; format++) {
		HRESULT hr = ID3D11Device_CheckFormatSupport(
			app->device, (DXGI_FORMAT)format, &support);

		data = (D3D11_FEATURE_DATA_FORMAT_SUPPORT) {
			(DXGI_FORMAT)format, 77
		};
		CHECK_HR(CHECK_FEATURE(D3D11_FEATURE_FORMAT_SUPPORT, &data,
				       sizeof(data)), hr);
		CHECK_EQ(data.OutFormatSupport, support);
		CHECK_HR(CHECK_FEATURE(D3D11_FEATURE_FORMAT_SUPPORT2, &data,
				       sizeof(data)), hr);
		CHECK_EQ(data.OutFormatSupport, 0);
		OK(ID3D11Device_CheckMultisampleQualityLevels(
			app->device, (DXGI_FORMAT)format, 1, &levels));
		CHECK_EQ(levels, SUCCEEDED(hr));
		OK(ID3D11Device_CheckMultisampleQualityLevels(
			app->device, (DXGI_FORMAT)format, 2, &levels));
		CHECK_EQ(levels, 0);
	}
#define LEVELS(samples, levels) \
	ID3D11Device_CheckMultisampleQualityLevels( \
		app->device, DXGI_FORMAT_B8G8R8A8_UNORM, samples, levels)
	CHECK_FAILS(app, LEVELS(0, &levels), E_INVALIDARG,
		    "CheckMultisampleQualityLevels");
	CHECK_FAILS(app, LEVELS(33, &levels), E_INVALIDARG,
		    "CheckMultisampleQualityLevels");
	CHECK_FAILS(app, LEVELS(1, NULL), E_INVALIDARG,
		    "CheckMultisampleQualityLevels");
}

/* -------------------------------------------------------------- contexts -- */

TEST(GetImmediateContext_of_each_version_gives_one_object)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11Device5 *device = newest(app);
	ID3D11DeviceContext1 *first;
	ID3D11DeviceContext2 *second;
	ID3D11DeviceContext3 *third;

	ID3D11Device5_GetImmediateContext1(device, &first);
	ID3D11Device5_GetImmediateContext2(device, &second);
	ID3D11Device5_GetImmediateContext3(device, &third);
	CHECK((void *)first == app->context);
	CHECK((void *)second == app->context);
	CHECK((void *)third == app->context);
	ID3D11DeviceContext1_Release(first);
	ID3D11DeviceContext2_Release(second);
	ID3D11DeviceContext3_Release(third);
	ID3D11Device5_GetImmediateContext3(device, NULL);
	CHECK_HR(reported(app, "::GetImmediateContext"), E_INVALIDARG);
}

TEST(CreateDeferredContext_refuses)
{
	static const char name[] = "ID3D11Device::CreateDeferredContext";
	struct app *app AUTO(close_app) = open_app();
	ID3D11Device5 *device = newest(app);
	ID3D11DeviceContext *context = app->context;
	ID3D11DeviceContext3 *third;

	CHECK_FAILS(app, ID3D11Device5_CreateDeferredContext(device, 0,
							     &context),
		    DXGI_ERROR_INVALID_CALL, name);
	CHECK(!context);
	CHECK_FAILS(app, ID3D11Device5_CreateDeferredContext(device, 1,
							     &context),
		    E_INVALIDARG, name);
	CHECK_FAILS(app, ID3D11Device5_CreateDeferredContext3(device, 0,
							      &third),
		    DXGI_ERROR_INVALID_CALL, name);
	CHECK(!third);
	CHECK_FAILS(app, ID3D11Device5_CreateDeferredContext3(device, 0, NULL),
		    DXGI_ERROR_INVALID_CALL, name);
}

/* ------------------------------------------------------ shared resources -- */

TEST(OpenSharedResource_refuses)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11Device5 *device = newest(app);
	const IID *iid = &IID_ID3D11Texture2D;
	void *out = app;

	CHECK_FAILS(app, ID3D11Device5_OpenSharedResource(device, NULL, iid,
							  &out),
		    E_INVALIDARG, "OpenSharedResource");
	CHECK(!out);
	out = app;
	CHECK_FAILS(app, ID3D11Device5_OpenSharedResource1(
			 device, cpgpu_d3d_event_handle(2), iid, &out),
		    E_INVALIDARG, "OpenSharedResource1");
	CHECK(!out);
	CHECK_FAILS(app, ID3D11Device5_OpenSharedResourceByName(
			 device, NULL, 0, iid, NULL),
		    E_INVALIDARG, "OpenSharedResourceByName");
}

TEST(methods_without_implementation_clear_their_results)
{
	struct app *app AUTO(close_app) = open_app();
	const D3D11_COUNTER_DESC desc = { 0 };
	ID3D11Counter *counter = (void *)app;
	D3D11_COUNTER_INFO info;

	CHECK_FAILS(app, ID3D11Device_CreateCounter(app->device, &desc,
						    &counter),
		    E_NOTIMPL, "ID3D11Device::CreateCounter");
	CHECK(!counter);
	CHECK_FAILS(app, ID3D11Device_CreateCounter(app->device, NULL, NULL),
		    E_NOTIMPL, "ID3D11Device::CreateCounter");
	POISON(info);
	ID3D11Device_CheckCounterInfo(app->device, &info);
	CHECK_EQ(info.NumSimultaneousCounters, 0);
	ID3D11Device_CheckCounterInfo(app->device, NULL);
}

/* --------------------------------------------------------------- removal -- */

/* cpgpu-test-d3d11_removal does remove the device. */
TEST(RegisterDeviceRemovedEvent_takes_eventfds)
{
	static const char name[] = "ID3D11Device4::RegisterDeviceRemovedEvent";
	struct app *app AUTO(close_app) = open_app();
	ID3D11Device5 *device = newest(app);
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	HANDLE event = cpgpu_d3d_event_handle(fd);
	DWORD cookie, second;
	uint64_t count;

#define REGISTER(event, cookie) \
	ID3D11Device5_RegisterDeviceRemovedEvent(device, event, cookie)
	OK(REGISTER(event, &cookie));
	OK(REGISTER(event, &second));
	CHECK(cookie && second && cookie != second);
	ID3D11Device5_UnregisterDeviceRemoved(device, cookie);
	ID3D11Device5_UnregisterDeviceRemoved(device, cookie);
	ID3D11Device5_UnregisterDeviceRemoved(device, 0);
	CHECK_EQ(read(fd, &count, sizeof(count)), -1);
	CHECK_FAILS(app, REGISTER(NULL, &cookie), E_INVALIDARG, name);
	CHECK_FAILS(app, REGISTER(event, NULL), E_INVALIDARG, name);
	CHECK_FAILS(app, REGISTER(cpgpu_d3d_event_handle(null), &cookie),
		    E_INVALIDARG, name);
}

/* ------------------------------------------------------- decoders, none -- */

TEST(ID3D11VideoDevice_has_no_decoders)
{
	struct app *app AUTO(close_app) = open_app();
	const D3D11_VIDEO_DECODER_DESC desc = {
		.SampleWidth = 64, .SampleHeight = 64,
		.OutputFormat = DXGI_FORMAT_NV12,
	};
	const D3D11_VIDEO_SAMPLE_DESC output = { .Width = 64, .Height = 64 };
	const DXGI_RATIONAL rate = { 25, 1 };
	WINBOOL supported = 77, real_time = 77;
	D3D11_VIDEO_DECODER_CONFIG config = { 0 };
	ID3D11VideoDecoder *decoder = (void *)app;
	GUID profile;
	UINT count = 77;

	CHECK_EQ(ID3D11VideoDevice2_GetVideoDecoderProfileCount(app->video), 0);
	CHECK_FAILS(app, ID3D11VideoDevice2_GetVideoDecoderProfile(
			 app->video, 0, &profile),
		    E_INVALIDARG, "GetVideoDecoderProfile");
	OK(ID3D11VideoDevice2_GetVideoDecoderConfigCount(app->video, &desc,
							 &count));
	CHECK_EQ(count, 0);
	CHECK_FAILS(app, ID3D11VideoDevice2_GetVideoDecoderConfigCount(
			 app->video, NULL, &count),
		    E_INVALIDARG, "GetVideoDecoderConfigCount");
	CHECK_FAILS(app, ID3D11VideoDevice2_GetVideoDecoderConfigCount(
			 app->video, &desc, NULL),
		    E_INVALIDARG, "GetVideoDecoderConfigCount");
	CHECK_FAILS(app, ID3D11VideoDevice2_GetVideoDecoderConfig(
			 app->video, &desc, 0, &config),
		    E_INVALIDARG, "GetVideoDecoderConfig");
	OK(ID3D11VideoDevice2_CheckVideoDecoderDownsampling(
		app->video, &desc, (DXGI_COLOR_SPACE_TYPE)0, &config, &rate,
		&output, &supported, &real_time));
	CHECK(!supported && !real_time);
	CHECK_FAILS(app, ID3D11VideoDevice2_CheckVideoDecoderDownsampling(
			 app->video, &desc, (DXGI_COLOR_SPACE_TYPE)0, &config,
			 &rate, &output, NULL, &real_time),
		    E_INVALIDARG, "CheckVideoDecoderDownsampling");
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoDecoder(
			 app->video, &desc, &config, &decoder),
		    DXGI_ERROR_UNSUPPORTED, "CreateVideoDecoder");
	CHECK(!decoder);
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoDecoder(
			 app->video, &desc, NULL, &decoder),
		    E_INVALIDARG, "CreateVideoDecoder");
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoDecoder(
			 app->video, &desc, &config, NULL),
		    E_INVALIDARG, "CreateVideoDecoder");
}

TEST(ID3D11VideoDevice_has_no_video_processor)
{
	struct app *app AUTO(close_app) = open_app();
	const D3D11_VIDEO_PROCESSOR_CONTENT_DESC desc = {
		.InputWidth = 64, .InputHeight = 64,
		.OutputWidth = 64, .OutputHeight = 64,
	};
	ID3D11VideoProcessorEnumerator *all = (void *)app;
	ID3D11VideoProcessor *processor = (void *)app;

	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoProcessorEnumerator(
			 app->video, &desc, &all),
		    DXGI_ERROR_UNSUPPORTED, "CreateVideoProcessorEnumerator");
	CHECK(!all);
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoProcessorEnumerator(
			 app->video, NULL, &all),
		    E_INVALIDARG, "CreateVideoProcessorEnumerator");
	CHECK_FAILS(app, ID3D11VideoDevice2_CreateVideoProcessor(
			 app->video, NULL, 0, &processor),
		    DXGI_ERROR_UNSUPPORTED, "CreateVideoProcessor");
	CHECK(!processor);
}
