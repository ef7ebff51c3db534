// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: devices, contexts, and objects in general
 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "d3d11.h"

/* -------------------------------------------------------------- creation -- */

static HRESULT create(D3D_DRIVER_TYPE type, const D3D_FEATURE_LEVEL *levels,
		      UINT count, ID3D11Device **device,
		      D3D_FEATURE_LEVEL *level, ID3D11DeviceContext **context)
{
	return D3D11CreateDevice(NULL, type, NULL,
				 D3D11_CREATE_DEVICE_VIDEO_SUPPORT, levels,
				 count, D3D11_SDK_VERSION, device, level,
				 context);
}

TEST(D3D11CreateDevice_makes_a_device)
{
	static const D3D_FEATURE_LEVEL levels[] = {
		D3D_FEATURE_LEVEL_12_1, D3D_FEATURE_LEVEL_11_1,
		D3D_FEATURE_LEVEL_10_0,
	};
	ID3D11DeviceContext *context, *other;
	D3D_FEATURE_LEVEL level;
	ID3D11Device *device;

	OK(create(D3D_DRIVER_TYPE_HARDWARE, levels, ARRAY_SIZE(levels),
		  &device, &level, &context));
	CHECK_EQ(level, D3D_FEATURE_LEVEL_11_1);
	CHECK_EQ(ID3D11Device_GetFeatureLevel(device), level);
	CHECK_EQ(ID3D11Device_GetCreationFlags(device),
		 D3D11_CREATE_DEVICE_VIDEO_SUPPORT);
	CHECK_EQ(ID3D11Device_GetDeviceRemovedReason(device), S_OK);
	OK(ID3D11Device_SetExceptionMode(device, 1));
	CHECK_EQ(ID3D11Device_GetExceptionMode(device), 1);
	ID3D11Device_GetImmediateContext(device, &other);
	CHECK(other == context);
	CHECK_EQ(ID3D11DeviceContext_GetType(context),
		 D3D11_DEVICE_CONTEXT_IMMEDIATE);
	CHECK_EQ(ID3D11DeviceContext_GetContextFlags(context), 0);
	CHECK_EQ(ID3D11DeviceContext_Release(other), 1);
	RELEASE(context);
	RELEASE(device);
	/* without levels: 11_0; without outputs: just a look */
	OK(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, &device, &level, NULL));
	CHECK_EQ(level, D3D_FEATURE_LEVEL_11_0);
	RELEASE(device);
	CHECK_HR(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, NULL, NULL, NULL),
		 S_FALSE);
	/* the context keeps its device alive */
	OK(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, NULL, NULL, &context));
	ID3D11DeviceContext_GetDevice(context, &device);
	CHECK_EQ(ID3D11Device_Release(device), 1);
	RELEASE(context);
}

TEST(D3D11CreateDevice_refuses_what_there_is_not)
{
	static const D3D_FEATURE_LEVEL level_12[] = { D3D_FEATURE_LEVEL_12_0 };
	static char nobody;
	static const struct {
		void *adapter;
		D3D_DRIVER_TYPE type;
		void *software;
		const D3D_FEATURE_LEVEL *levels;
		UINT count, version;
		HRESULT error;
	} bad[] = {
		{ NULL, D3D_DRIVER_TYPE_UNKNOWN, NULL, NULL, 0,
		  D3D11_SDK_VERSION, E_INVALIDARG },
		{ NULL, (D3D_DRIVER_TYPE)6, NULL, NULL, 0,
		  D3D11_SDK_VERSION, E_INVALIDARG },
		{ NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, level_12, 1,
		  D3D11_SDK_VERSION, DXGI_ERROR_UNSUPPORTED },
		{ NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, level_12, 0,
		  D3D11_SDK_VERSION, E_INVALIDARG },
		{ &nobody, D3D_DRIVER_TYPE_UNKNOWN, NULL, NULL, 0,
		  D3D11_SDK_VERSION, E_INVALIDARG },
		{ NULL, D3D_DRIVER_TYPE_HARDWARE, &nobody, NULL, 0,
		  D3D11_SDK_VERSION, E_INVALIDARG },
		{ NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, NULL, 0, 6,
		  E_INVALIDARG },
	};
	ID3D11DeviceContext *context;
	ID3D11Device *device;
	size_t i;

	CHECK_HR(create(D3D_DRIVER_TYPE_WARP, NULL, 0, &device, NULL, &context),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK(!device && !context);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(D3D11CreateDevice(bad[i].adapter, bad[i].type,
					   bad[i].software, 0, bad[i].levels,
					   bad[i].count, bad[i].version,
					   &device, NULL, NULL), bad[i].error);
	CHECK(!device);
	setenv("CPGPU_DEVICE", "/dev/no-such-node", 1);
	CHECK_HR(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, &device, NULL, NULL),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK(!device);
}

TEST(device_node_is_chosen_by_path)
{
	struct cpgpu_device *dev = open_device();
	ID3D11DeviceContext *context;
	ID3D11Device *device;

	OK(cpgpu_d3d_create_d3d11(cpgpu_path(dev), 0, &device, &context));
	RELEASE(context);
	RELEASE(device);
	CHECK_EQ(cpgpu_d3d_create_d3d11("/dev/no-such-node", 0, &device,
					&context), DXGI_ERROR_NOT_FOUND);
	CHECK(!device && !context);
	CHECK_EQ(cpgpu_d3d_create_d3d11("/dev/null", 0, &device, NULL),
		 E_INVALIDARG);
	setenv("CPGPU_DEVICE", cpgpu_path(dev), 1);
	OK(cpgpu_d3d_create_d3d11(NULL, 0, &device, NULL));
	RELEASE(device);
	cpgpu_close(dev);
}

/* -------------------------------------------------------------- IUnknown -- */

/* A device with an object of each kind. */
struct objects {
	struct app *app;
	ID3D11Texture2D *texture;
	ID3D11Buffer *buffer;
	ID3D11CryptoSession *session;
	ID3D11AuthenticatedChannel *channel;
};

static void open_objects(struct objects *o)
{
	const D3D11_BUFFER_DESC desc = { .ByteWidth = 64 };

	o->app = open_app();
	o->texture = new_staging(o->app, 8, 8);
	OK(create_buffer(o->app, &desc, NULL, &o->buffer));
	o->session = new_session(o->app);
	OK(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		o->app->video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &o->channel));
}

static void close_objects(struct objects *o)
{
	RELEASE(o->texture);
	RELEASE(o->buffer);
	RELEASE(o->session);
	RELEASE(o->channel);
	close_app(&o->app);
}

/* @object has all of @iids, the same identity by each, and nothing else. */
static void check_interfaces(void *object, const IID *const *iids)
{
	IUnknown *unknown, *again, *other;

	OK(IUnknown_QueryInterface((IUnknown *)object, &IID_IUnknown,
				   (void **)&unknown));
	for (; *iids; iids++) {
		OK(IUnknown_QueryInterface((IUnknown *)object, *iids,
					   (void **)&other));
		OK(IUnknown_QueryInterface(other, &IID_IUnknown,
					   (void **)&again));
		CHECK(again == unknown);
		IUnknown_Release(again);
		IUnknown_Release(other);
	}
	CHECK_HR(IUnknown_QueryInterface(unknown, &GUID_NULL, (void **)&other),
		 E_NOINTERFACE);
	CHECK(!other);
	CHECK_HR(IUnknown_QueryInterface(unknown, &IID_IUnknown, NULL),
		 E_POINTER);
	IUnknown_Release(unknown);
}

#define INTERFACES(object, ...) \
	check_interfaces(object, (const IID *const []) { __VA_ARGS__, NULL })

TEST(QueryInterface_finds_all_interfaces)
{
	static const IID *const device[] = {
		&IID_ID3D11Device, &IID_ID3D11VideoDevice,
		&IID_ID3D11VideoDevice1, &IID_ID3D11VideoDevice2, NULL,
	};
	static const IID *const context[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11DeviceContext,
		&IID_ID3D11VideoContext, &IID_ID3D11VideoContext1, NULL,
	};
	struct objects o;

	open_objects(&o);
	check_interfaces(o.app->device, device);
	check_interfaces(o.app->video, device);
	check_interfaces(o.app->context, context);
	check_interfaces(o.app->vc, context);
	INTERFACES(o.texture, &IID_ID3D11DeviceChild, &IID_ID3D11Resource,
		   &IID_ID3D11Texture2D);
	INTERFACES(o.buffer, &IID_ID3D11DeviceChild, &IID_ID3D11Resource,
		   &IID_ID3D11Buffer);
	INTERFACES(o.session, &IID_ID3D11DeviceChild,
		   &IID_ID3D11CryptoSession);
	INTERFACES(o.channel, &IID_ID3D11DeviceChild,
		   &IID_ID3D11AuthenticatedChannel);
	close_objects(&o);
}

/* How many files of this process are device nodes. */
static int open_nodes(void)
{
	struct dirent *entry;
	char path[300], name[64];
	ssize_t length;
	int count = 0;
	DIR *dir = opendir("/proc/self/fd");

	CHECK(dir);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/self/fd/%s", entry->d_name);
		length = readlink(path, name, sizeof(name) - 1);
		name[length > 0 ? length : 0] = 0;
		count += !strncmp(name, "/dev/dri/", 9);
	}
	closedir(dir);
	return count;
}

TEST(objects_keep_their_device)
{
	ID3D11AuthenticatedChannel *channel;
	ID3D11CryptoSession *session;
	ID3D11Texture2D *texture;
	uint8_t key[KEY_SIZE];
	ID3D11Device *device;
	int before = open_nodes();
	struct app *app = open_app();

	CHECK(open_nodes() > before);
	session = new_keyed_session(app, key);
	texture = new_staging(app, 8, 8);
	OK(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app->video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &channel));
	/* all references of ours to the device itself and its context */
	ID3D11VideoDevice2_Release(app->video);
	ID3D11Device_Release(app->device);
	CHECK_EQ(ID3D11VideoContext1_Release(app->vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release(app->context), 0);
	CHECK(open_nodes() > before);

	ID3D11CryptoSession_GetDevice(session, &device);
	CHECK(device == app->device);
	/* with its context, which begins anew */
	ID3D11Device_GetImmediateContext(device, &app->context);
	CHECK_EQ(ID3D11Device_Release(device), 4);
	CHECK_EQ(mapped_size(app, texture), 64 * 8);
	RELEASE(app->context);
	RELEASE(session);
	RELEASE(channel);
	CHECK(open_nodes() > before);
	RELEASE(texture);
	CHECK_EQ(open_nodes(), before);
}

#define THREADS	4
#define ROUNDS	2000

static void run_threads(void *(*run)(void *), void *arg)
{
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, run, arg));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
}

static void *count_references(void *arg)
{
	struct app *app = arg;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice *video;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		OK(ID3D11Device_QueryInterface(app->device,
					       &IID_ID3D11VideoDevice,
					       (void **)&video));
		ID3D11Device_GetImmediateContext(app->device, &context);
		ID3D11DeviceContext_Release(context);
		ID3D11VideoDevice_Release(video);
	}
	return NULL;
}

TEST(AddRef_and_Release_count_in_threads)
{
	struct app *app = open_app();

	/* each round creates and frees the context */
	ID3D11VideoContext1_Release(app->vc);
	RELEASE(app->context);
	run_threads(count_references, app);
	CHECK_EQ(ID3D11Device_AddRef(app->device), 3);
	CHECK_EQ(ID3D11Device_Release(app->device), 2);
	CHECK_EQ(ID3D11VideoDevice2_Release(app->video), 1);
	RELEASE(app->device);
}

static void *make_sessions(void *arg)
{
	struct app *app = arg;
	int i;

	for (i = 0; i < 10; i++) {
		ID3D11Texture2D *texture = new_staging(app, 16, 16);
		uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
		ID3D11CryptoSession *session = new_session(app);

		CHECK_OK(cpgpu_keyx_random_key(key));
		wrap_key(session, key, blob);
		OK(ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
			app->video, session,
			D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_NONE,
			sizeof(blob), blob));
		RELEASE(session);
		RELEASE(texture);
	}
	return NULL;
}

TEST(devices_work_in_threads)
{
	struct app *app AUTO(close_app) = open_app();

	run_threads(make_sessions, app);
}

/* One release too many of a context that lives in its device is harmless. */
TEST(Release_of_the_context_once_too_often)
{
	struct app *app = open_app();

	CHECK_EQ(ID3D11VideoContext1_Release(app->vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release(app->context), 0);
	CHECK_EQ(ID3D11DeviceContext_Release(app->context), 0);
	CHECK_EQ(ID3D11VideoDevice2_Release(app->video), 1);
	RELEASE(app->device);
}

/* ---------------------------------------------------------- private data -- */

static const GUID name = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };

static void check_private_data(void *object)
{
	/* All interfaces with these methods have them in the same slots. */
	ID3D11DeviceChild *child = object, *friend;
	char data[8] = "";
	UINT size = sizeof(data);
	struct app *app AUTO(close_app) = open_app();

#define GET(name, size, data) \
	ID3D11DeviceChild_GetPrivateData(child, name, size, data)
#define SET(name, size, data) \
	ID3D11DeviceChild_SetPrivateData(child, name, size, data)
	CHECK_HR(GET(&name, &size, data), DXGI_ERROR_NOT_FOUND);
	CHECK_EQ(size, 0);
	OK(SET(&name, 6, "hello"));
	OK(GET(&name, &size, NULL));
	CHECK_EQ(size, 6);
	size = 5;
	CHECK_HR(GET(&name, &size, data), DXGI_ERROR_MORE_DATA);
	CHECK_EQ(size, 6);
	OK(GET(&name, &size, data));
	CHECK_MEM(data, "hello", 6);
	CHECK_HR(SET(NULL, 1, ""), E_INVALIDARG);
	CHECK_HR(SET(&name, 1, NULL), E_INVALIDARG);
	CHECK_HR(GET(&name, NULL, data), E_INVALIDARG);

	/* an interface is kept, and returned with a reference */
	OK(ID3D11DeviceChild_SetPrivateDataInterface(child, &name,
						     (IUnknown *)app->vc));
	size = sizeof(friend);
	OK(GET(&name, &size, &friend));
	CHECK((void *)friend == app->vc);
	CHECK_EQ(ID3D11DeviceChild_Release(friend), 3);
	OK(SET(&name, 0, NULL));
	CHECK_HR(GET(&name, &size, data), DXGI_ERROR_NOT_FOUND);
	/* this one goes with its object */
	OK(SET(&name, 4, "bye"));
}

TEST(SetPrivateData_and_GetPrivateData_keep_data)
{
	struct objects o;

	open_objects(&o);
	check_private_data(o.session);
	check_private_data(o.texture);
	check_private_data(o.buffer);
	check_private_data(o.channel);
	check_private_data(o.app->context);
	close_objects(&o);
}

TEST(ID3D11Device_keeps_private_data)
{
	ID3D11DeviceContext *context;
	UINT size = 4;
	struct app *app AUTO(close_app) = open_app();
	char data[4];

	OK(ID3D11VideoDevice2_SetPrivateData(app->video, &name, 4, "abc"));
	OK(ID3D11Device_GetPrivateData(app->device, &name, &size, data));
	CHECK_MEM(data, "abc", 4);
	OK(ID3D11Device_SetPrivateData(app->device, &name, 0, NULL));
	CHECK_EQ(ID3D11Device_GetPrivateData(app->device, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
	OK(ID3D11Device_SetPrivateDataInterface(app->device, &name,
						(IUnknown *)app->context));
	size = sizeof(context);
	OK(ID3D11Device_GetPrivateData(app->device, &name, &size, &context));
	CHECK(context == app->context);
	ID3D11DeviceContext_Release(context);
	OK(ID3D11VideoDevice2_SetPrivateDataInterface(app->video, &name,
						      NULL));
	CHECK_EQ(ID3D11Device_GetPrivateData(app->device, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
}

/* ---------------------------------------------------------- side channel -- */

static void count_errors(void *context, HRESULT error, const char *function,
			 const char *text)
{
	int *count = context;

	CHECK_EQ(error, E_INVALIDARG);
	CHECK(!strcmp(function, "ID3D11VideoContext::StartSessionKeyRefresh"));
	CHECK(text[0] && text[strlen(text) - 1] != '.');
	(*count)++;
}

TEST(side_channel_is_reached_by_all_interfaces)
{
	struct app *app AUTO(close_app) = open_app();
	int count = 0;
	size_t i;

	IUnknown *const objects[] = {
		(IUnknown *)app->device, (IUnknown *)app->video,
		(IUnknown *)app->context, (IUnknown *)app->vc,
	};
	ID3D11Texture2D *texture AUTO(release) = new_staging(app, 8, 8);

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		OK(cpgpu_d3d_set_debug_callback(objects[i], count_errors,
						&count));
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), S_OK);
		ID3D11VideoContext1_StartSessionKeyRefresh(app->vc, NULL, 16,
							   NULL);
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), E_INVALIDARG);
		/* reading the error clears it */
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), S_OK);
	}
	CHECK_EQ(count, ARRAY_SIZE(objects));
	/* none any more */
	OK(cpgpu_d3d_set_debug_callback(objects[0], NULL, NULL));
	ID3D11VideoContext1_StartSessionKeyRefresh(app->vc, NULL, 16, NULL);
	CHECK_EQ(count, ARRAY_SIZE(objects));
	/* an object that is not a device has no error report */
	CHECK_EQ(cpgpu_d3d_get_last_error((IUnknown *)texture), E_INVALIDARG);
	CHECK_EQ(cpgpu_d3d_set_debug_callback((IUnknown *)texture,
					      count_errors, NULL),
		 E_INVALIDARG);
	CHECK_EQ(cpgpu_d3d_get_last_error(NULL), E_INVALIDARG);
}

/* A program that saves the state and restores it releases what it was given. */
TEST(getters_of_state_that_there_is_not_give_NULL)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11RenderTargetView *targets[2] = { (void *)1, (void *)1 };
	ID3D11DepthStencilView *depth = (void *)1;
	ID3D11RasterizerState *state = (void *)1;
	ID3D11PixelShader *shader = (void *)1;
	UINT count = 1;

	ID3D11DeviceContext_OMGetRenderTargets(app->context, 2, targets,
					       &depth);
	CHECK(!targets[0] && !targets[1] && !depth);
	ID3D11DeviceContext_RSGetState(app->context, &state);
	CHECK(!state);
	ID3D11DeviceContext_PSGetShader(app->context, &shader, NULL, &count);
	CHECK(!shader);
	CHECK_EQ(count, 0);
}

TEST(extensions_refuse_devices_of_others)
{
	const ID3D11DeviceVtbl vtbl = { 0 };
	ID3D11Device other = { .lpVtbl = (ID3D11DeviceVtbl *)&vtbl };
	DWORD cookie;

	CHECK_HR(cpgpu_d3d_register_teardown_event(&other, NULL, &cookie),
		 E_INVALIDARG);
	cpgpu_d3d_unregister_teardown_event(&other, 1);
}

TEST(feature_levels_between_the_known_ones_are_none)
{
	const D3D_FEATURE_LEVEL odd = (D3D_FEATURE_LEVEL)0x9150;

	CHECK_HR(D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, 0,
				   &odd, 1, D3D11_SDK_VERSION, NULL, NULL,
				   NULL), DXGI_ERROR_UNSUPPORTED);
}
