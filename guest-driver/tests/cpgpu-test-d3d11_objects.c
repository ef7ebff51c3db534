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

/* ---------------------------------------------------------------- making -- */

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

	GOOD(create(D3D_DRIVER_TYPE_HARDWARE, levels, ARRAY_SIZE(levels),
		    &device, &level, &context));
	CHECK_EQ(level, D3D_FEATURE_LEVEL_11_1);
	CHECK_EQ(ID3D11Device_GetFeatureLevel(device), level);
	CHECK_EQ(ID3D11Device_GetCreationFlags(device),
		 D3D11_CREATE_DEVICE_VIDEO_SUPPORT);
	CHECK_EQ(ID3D11Device_GetDeviceRemovedReason(device), S_OK);
	GOOD(ID3D11Device_SetExceptionMode(device, 1));
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
	GOOD(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, &device, &level, NULL));
	CHECK_EQ(level, D3D_FEATURE_LEVEL_11_0);
	RELEASE(device);
	CHECK_EQ(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, NULL, NULL, NULL),
		 S_FALSE);
	/* the context alone keeps its device */
	GOOD(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, NULL, NULL, &context));
	ID3D11DeviceContext_GetDevice(context, &device);
	CHECK_EQ(ID3D11Device_Release(device), 1);
	RELEASE(context);
}

TEST(D3D11CreateDevice_refuses_what_there_is_not)
{
	static const D3D_FEATURE_LEVEL level_12[] = { D3D_FEATURE_LEVEL_12_0 };
	ID3D11DeviceContext *context;
	ID3D11Device *device;
	char nobody;

	CHECK_EQ(create(D3D_DRIVER_TYPE_WARP, NULL, 0, &device, NULL, &context),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK(!device && !context);
	CHECK_EQ(create(D3D_DRIVER_TYPE_UNKNOWN, NULL, 0, &device, NULL, NULL),
		 E_INVALIDARG);
	CHECK_EQ(create((D3D_DRIVER_TYPE)6, NULL, 0, &device, NULL, NULL),
		 E_INVALIDARG);
	CHECK_EQ(create(D3D_DRIVER_TYPE_HARDWARE, level_12, 1, &device, NULL,
			NULL), DXGI_ERROR_UNSUPPORTED);
	CHECK_EQ(create(D3D_DRIVER_TYPE_HARDWARE, level_12, 0, &device, NULL,
			NULL), E_INVALIDARG);
	CHECK_EQ(D3D11CreateDevice((IDXGIAdapter *)&nobody,
				   D3D_DRIVER_TYPE_UNKNOWN, NULL, 0, NULL, 0,
				   D3D11_SDK_VERSION, &device, NULL, NULL),
		 E_INVALIDARG);
	CHECK_EQ(D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, &nobody, 0,
				   NULL, 0, D3D11_SDK_VERSION, &device, NULL,
				   NULL), E_INVALIDARG);
	CHECK_EQ(D3D11CreateDevice(NULL, D3D_DRIVER_TYPE_HARDWARE, NULL, 0,
				   NULL, 0, 6, &device, NULL, NULL),
		 E_INVALIDARG);
	CHECK(!device);
	setenv("CPGPU_DEVICE", "/dev/no-such-node", 1);
	CHECK_EQ(create(D3D_DRIVER_TYPE_HARDWARE, NULL, 0, &device, NULL, NULL),
		 DXGI_ERROR_UNSUPPORTED);
	CHECK(!device);
}

TEST(device_node_is_chosen_by_path)
{
	struct cpgpu_device *dev = open_device();
	ID3D11DeviceContext *context;
	ID3D11Device *device;

	GOOD(cpgpu_d3d_create_d3d11(cpgpu_path(dev), 0, &device, &context));
	RELEASE(context);
	RELEASE(device);
	CHECK_EQ(cpgpu_d3d_create_d3d11("/dev/no-such-node", 0, &device,
					&context), DXGI_ERROR_NOT_FOUND);
	CHECK(!device && !context);
	CHECK_EQ(cpgpu_d3d_create_d3d11("/dev/null", 0, &device, NULL),
		 E_INVALIDARG);
	setenv("CPGPU_DEVICE", cpgpu_path(dev), 1);
	GOOD(cpgpu_d3d_create_d3d11(NULL, 0, &device, NULL));
	RELEASE(device);
	cpgpu_close(dev);
}

/* -------------------------------------------------------------- IUnknown -- */

/* @object has all of @iids, the same identity by each, and nothing else. */
static void check_interfaces(void *object, const IID *const *iids, size_t count)
{
	IUnknown *unknown, *again, *other;
	size_t i;

	GOOD(IUnknown_QueryInterface((IUnknown *)object, &IID_IUnknown,
				     (void **)&unknown));
	for (i = 0; i < count; i++) {
		GOOD(IUnknown_QueryInterface((IUnknown *)object, iids[i],
					     (void **)&other));
		GOOD(IUnknown_QueryInterface(other, &IID_IUnknown,
					     (void **)&again));
		CHECK(again == unknown);
		IUnknown_Release(again);
		IUnknown_Release(other);
	}
	CHECK_EQ(IUnknown_QueryInterface(unknown, &GUID_NULL,
					 (void **)&other), E_NOINTERFACE);
	CHECK(!other);
	CHECK_EQ(IUnknown_QueryInterface(unknown, &IID_IUnknown, NULL),
		 E_POINTER);
	IUnknown_Release(unknown);
}

TEST(QueryInterface_finds_all_interfaces)
{
	static const IID *const device[] = {
		&IID_ID3D11Device, &IID_ID3D11VideoDevice,
		&IID_ID3D11VideoDevice1, &IID_ID3D11VideoDevice2,
	};
	static const IID *const context[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11DeviceContext,
		&IID_ID3D11VideoContext, &IID_ID3D11VideoContext1,
	};
	static const IID *const texture[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11Resource,
		&IID_ID3D11Texture2D,
	};
	static const IID *const buffer[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11Resource, &IID_ID3D11Buffer,
	};
	static const IID *const session[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11CryptoSession,
	};
	static const IID *const channel[] = {
		&IID_ID3D11DeviceChild, &IID_ID3D11AuthenticatedChannel,
	};
	const D3D11_BUFFER_DESC desc = { .ByteWidth = 64 };
	ID3D11AuthenticatedChannel *c;
	ID3D11CryptoSession *s;
	ID3D11Texture2D *t;
	ID3D11Buffer *b;
	struct app app;

	open_app(&app);
	t = new_staging(&app, 8, 8);
	s = new_session(&app);
	GOOD(ID3D11Device_CreateBuffer(app.device, &desc, NULL, &b));
	GOOD(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app.video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &c));
	check_interfaces(app.device, device, ARRAY_SIZE(device));
	check_interfaces(app.video, device, ARRAY_SIZE(device));
	check_interfaces(app.context, context, ARRAY_SIZE(context));
	check_interfaces(app.vc, context, ARRAY_SIZE(context));
	check_interfaces(t, texture, ARRAY_SIZE(texture));
	check_interfaces(b, buffer, ARRAY_SIZE(buffer));
	check_interfaces(s, session, ARRAY_SIZE(session));
	check_interfaces(c, channel, ARRAY_SIZE(channel));
	RELEASE(t);
	RELEASE(b);
	RELEASE(s);
	RELEASE(c);
	close_app(&app);
}

/* How many of our files are device nodes. */
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
	struct app app;

	open_app(&app);
	CHECK(open_nodes() > before);
	session = new_keyed_session(&app, key);
	texture = new_staging(&app, 8, 8);
	GOOD(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app.video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &channel));
	/* all references of ours to the device itself and its context */
	ID3D11VideoDevice2_Release(app.video);
	ID3D11Device_Release(app.device);
	CHECK_EQ(ID3D11VideoContext1_Release(app.vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release(app.context), 0);
	CHECK(open_nodes() > before);

	ID3D11CryptoSession_GetDevice(session, &device);
	CHECK(device == app.device);
	/* with its context, which begins anew */
	ID3D11Device_GetImmediateContext(device, &app.context);
	CHECK_EQ(ID3D11Device_Release(device), 4);
	CHECK_EQ(mapped_size(&app, texture), 64 * 8);
	RELEASE(app.context);
	RELEASE(session);
	RELEASE(channel);
	CHECK(open_nodes() > before);
	RELEASE(texture);
	CHECK_EQ(open_nodes(), before);
}

#define THREADS	4
#define ROUNDS	2000

static void *count_references(void *arg)
{
	struct app *app = arg;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice *video;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		GOOD(ID3D11Device_QueryInterface(app->device,
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
	pthread_t threads[THREADS];
	struct app app;
	int i;

	open_app(&app);
	/* the context comes and goes with each round */
	ID3D11VideoContext1_Release(app.vc);
	RELEASE(app.context);
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, count_references,
				      &app));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	CHECK_EQ(ID3D11Device_AddRef(app.device), 3);
	CHECK_EQ(ID3D11Device_Release(app.device), 2);
	CHECK_EQ(ID3D11VideoDevice2_Release(app.video), 1);
	RELEASE(app.device);
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
		GOOD(ID3D11VideoDevice2_NegotiateCryptoSessionKeyExchangeMT(
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
	pthread_t threads[THREADS];
	struct app app;
	int i;

	open_app(&app);
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, make_sessions, &app));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	close_app(&app);
}

/* One release too many of a context that lives in its device is harmless. */
TEST(Release_of_the_context_once_too_often)
{
	struct app app;

	open_app(&app);
	CHECK_EQ(ID3D11VideoContext1_Release(app.vc), 1);
	CHECK_EQ(ID3D11DeviceContext_Release(app.context), 0);
	CHECK_EQ(ID3D11DeviceContext_Release(app.context), 0);
	CHECK_EQ(ID3D11VideoDevice2_Release(app.video), 1);
	RELEASE(app.device);
}

/* ---------------------------------------------------------- private data -- */

static void check_private_data(void *object)
{
	static const GUID name = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
	/* all of ours that have these methods have them in one place */
	ID3D11DeviceChild *child = object;
	ID3D11DeviceChild *friend;
	char data[8] = "";
	UINT size = sizeof(data);
	struct app app;

	CHECK_EQ(ID3D11DeviceChild_GetPrivateData(child, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
	CHECK_EQ(size, 0);
	GOOD(ID3D11DeviceChild_SetPrivateData(child, &name, 6, "hello"));
	GOOD(ID3D11DeviceChild_GetPrivateData(child, &name, &size, NULL));
	CHECK_EQ(size, 6);
	size = 5;
	CHECK_EQ(ID3D11DeviceChild_GetPrivateData(child, &name, &size, data),
		 DXGI_ERROR_MORE_DATA);
	CHECK_EQ(size, 6);
	GOOD(ID3D11DeviceChild_GetPrivateData(child, &name, &size, data));
	CHECK_MEM(data, "hello", 6);
	CHECK_EQ(ID3D11DeviceChild_SetPrivateData(child, NULL, 1, ""),
		 E_INVALIDARG);
	CHECK_EQ(ID3D11DeviceChild_SetPrivateData(child, &name, 1, NULL),
		 E_INVALIDARG);
	CHECK_EQ(ID3D11DeviceChild_GetPrivateData(child, &name, NULL, data),
		 E_INVALIDARG);

	/* an interface is kept, and given out with a reference */
	open_app(&app);
	GOOD(ID3D11DeviceChild_SetPrivateDataInterface(
		child, &name, (IUnknown *)app.vc));
	size = sizeof(friend);
	GOOD(ID3D11DeviceChild_GetPrivateData(child, &name, &size, &friend));
	CHECK((void *)friend == app.vc);
	CHECK_EQ(ID3D11DeviceChild_Release(friend), 3);
	GOOD(ID3D11DeviceChild_SetPrivateData(child, &name, 0, NULL));
	CHECK_EQ(ID3D11DeviceChild_GetPrivateData(child, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
	close_app(&app);
	/* this one goes with its object */
	GOOD(ID3D11DeviceChild_SetPrivateData(child, &name, 4, "bye"));
}

TEST(SetPrivateData_and_GetPrivateData_keep_data)
{
	const D3D11_BUFFER_DESC desc = { .ByteWidth = 64 };
	ID3D11AuthenticatedChannel *channel;
	ID3D11CryptoSession *session;
	ID3D11Texture2D *texture;
	ID3D11Buffer *buffer;
	struct app app;

	open_app(&app);
	session = new_session(&app);
	texture = new_staging(&app, 8, 8);
	GOOD(ID3D11Device_CreateBuffer(app.device, &desc, NULL, &buffer));
	GOOD(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app.video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &channel));
	check_private_data(session);
	check_private_data(texture);
	check_private_data(buffer);
	check_private_data(channel);
	check_private_data(app.context);
	RELEASE(session);
	RELEASE(texture);
	RELEASE(buffer);
	RELEASE(channel);
	close_app(&app);
}

TEST(ID3D11Device_keeps_private_data)
{
	static const GUID name = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };
	ID3D11DeviceContext *context;
	UINT size = 4;
	struct app app;
	char data[4];

	open_app(&app);
	GOOD(ID3D11VideoDevice2_SetPrivateData(app.video, &name, 4, "abc"));
	GOOD(ID3D11Device_GetPrivateData(app.device, &name, &size, data));
	CHECK_MEM(data, "abc", 4);
	GOOD(ID3D11Device_SetPrivateData(app.device, &name, 0, NULL));
	CHECK_EQ(ID3D11Device_GetPrivateData(app.device, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
	GOOD(ID3D11Device_SetPrivateDataInterface(app.device, &name,
						  (IUnknown *)app.context));
	size = sizeof(context);
	GOOD(ID3D11Device_GetPrivateData(app.device, &name, &size, &context));
	CHECK(context == app.context);
	ID3D11DeviceContext_Release(context);
	GOOD(ID3D11VideoDevice2_SetPrivateDataInterface(app.video, &name,
							NULL));
	CHECK_EQ(ID3D11Device_GetPrivateData(app.device, &name, &size, data),
		 DXGI_ERROR_NOT_FOUND);
	close_app(&app);
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
	struct app app;
	int count = 0;
	size_t i;

	open_app(&app);
	IUnknown *const objects[] = {
		(IUnknown *)app.device, (IUnknown *)app.video,
		(IUnknown *)app.context, (IUnknown *)app.vc,
	};
	ID3D11Texture2D *texture = new_staging(&app, 8, 8);

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		GOOD(cpgpu_d3d_set_debug_callback(objects[i], count_errors,
						  &count));
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), S_OK);
		ID3D11VideoContext1_StartSessionKeyRefresh(app.vc, NULL, 16,
							   NULL);
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), E_INVALIDARG);
		/* once told, forgotten */
		CHECK_EQ(cpgpu_d3d_get_last_error(objects[i]), S_OK);
	}
	CHECK_EQ(count, ARRAY_SIZE(objects));
	/* none any more */
	GOOD(cpgpu_d3d_set_debug_callback(objects[0], NULL, NULL));
	ID3D11VideoContext1_StartSessionKeyRefresh(app.vc, NULL, 16, NULL);
	CHECK_EQ(count, ARRAY_SIZE(objects));
	/* what is no device has none */
	CHECK_EQ(cpgpu_d3d_get_last_error((IUnknown *)texture), E_INVALIDARG);
	CHECK_EQ(cpgpu_d3d_set_debug_callback((IUnknown *)texture,
					      count_errors, NULL),
		 E_INVALIDARG);
	CHECK_EQ(cpgpu_d3d_get_last_error(NULL), E_INVALIDARG);
	RELEASE(texture);
	close_app(&app);
}

/* Every method that is there by name only says so. */
#define SLOT_CALL_void(object, name)	(object)->lpVtbl->name(object)
#define SLOT_CALL_HRESULT(object, name) \
	CHECK_EQ((object)->lpVtbl->name(object), E_NOTIMPL)
#define SLOT_CALL_FLOAT(object, name) \
	CHECK_EQ((object)->lpVtbl->name(object), 0)
#define SLOT_CALL(object, type, name) \
	SLOT_CALL_##type(object, name); \
	CHECK_TOLD(&app, E_NOTIMPL, "::" #name); \
	count++;

#define DEVICE_SLOT(type, name)		SLOT_CALL(app.device, type, name)
#define CONTEXT_SLOT(type, name)	SLOT_CALL(app.context, type, name)
#define VIDEO_SLOT(type, name)		SLOT_CALL(app.video, type, name)
#define VC_SLOT(type, name)		SLOT_CALL(app.vc, type, name)

TEST(all_other_methods_say_E_NOTIMPL)
{
	struct app app;
	int count = 0;

	open_app(&app);
	D3D11_DEVICE_SLOTS_1(DEVICE_SLOT)
	D3D11_DEVICE_SLOTS_2(DEVICE_SLOT)
	D3D11_DEVICE_SLOTS_3(DEVICE_SLOT)
	D3D11_DEVICECONTEXT_SLOTS_1(CONTEXT_SLOT)
	D3D11_DEVICECONTEXT_SLOTS_2(CONTEXT_SLOT)
	D3D11_DEVICECONTEXT_SLOTS_3(CONTEXT_SLOT)
	D3D11_DEVICECONTEXT_SLOTS_4(CONTEXT_SLOT)
	D3D11_VIDEODEVICE_SLOTS_1(VIDEO_SLOT)
	D3D11_VIDEODEVICE_SLOTS_2(VIDEO_SLOT)
	D3D11_VIDEODEVICE_SLOTS_3(VIDEO_SLOT)
	D3D11_VIDEODEVICE1_SLOTS_1(VIDEO_SLOT)
	D3D11_VIDEODEVICE2_SLOTS_1(VIDEO_SLOT)
	D3D11_VIDEOCONTEXT_SLOTS_1(VC_SLOT)
	D3D11_VIDEOCONTEXT_SLOTS_2(VC_SLOT)
	D3D11_VIDEOCONTEXT_SLOTS_3(VC_SLOT)
	D3D11_VIDEOCONTEXT1_SLOTS_1(VC_SLOT)
	test_note("%d methods", count);
	CHECK_EQ(app.count, count);
	close_app(&app);
}
