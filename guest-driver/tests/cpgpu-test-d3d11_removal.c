// SPDX-License-Identifier: MIT
/* Direct3D 11 and DXGI: the device is removed while it is in use */
#include <dxgi1_6.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11.h"
#include "pci.h"

static bool signalled(int fd, int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	return poll(&pollfd, 1, timeout_ms) == 1;
}

/* What is in use, and a name to bring the device back. */
struct used {
	struct app *app;
	ID3D11Device5 *device;
	ID3D11DeviceContext4 *context;
	ID3D11CryptoSession *session;
	ID3D11Texture2D *texture;
	ID3D11Fence *fence;
	IDXGIFactory1 *factory;
	char name[PCI_NAME_SIZE];
};

static void open_used(struct used *u)
{
	struct cpgpu_device *dev = open_device();
	uint8_t key[KEY_SIZE];

	pci_name(dev, u->name);
	cpgpu_close(dev);
	OK(CreateDXGIFactory1(&IID_IDXGIFactory1, (void **)&u->factory));
	u->app = open_app();
	OK(ID3D11Device_QueryInterface(u->app->device, &IID_ID3D11Device5,
				       (void **)&u->device));
	OK(ID3D11DeviceContext_QueryInterface(u->app->context,
					      &IID_ID3D11DeviceContext4,
					      (void **)&u->context));
	u->session = new_keyed_session(u->app, key);
	u->texture = new_staging(u->app, 8, 8);
	OK(ID3D11Device5_CreateFence(u->device, 0, D3D11_FENCE_FLAG_NONE,
				     &IID_ID3D11Fence, (void **)&u->fence));
}

static int new_event(HANDLE *event)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	CHECK(fd > 0);
	*event = cpgpu_d3d_event_handle(fd);
	return fd;
}

static void *remove_device(void *name)
{
	usleep(200000);
	pci_unbind(name);
	return NULL;
}

/* Everything ends, and everything can be released. */
static void check_removed(struct used *u)
{
	uint8_t random[KEY_SIZE];
	ID3D11Buffer *buffer;
	const D3D11_BUFFER_DESC desc = { .ByteWidth = 64 };

	CHECK_EQ(ID3D11Device5_GetDeviceRemovedReason(u->device),
		 DXGI_ERROR_DEVICE_REMOVED);
	POISON(random);
	CHECK_HR(start(u->app, u->session, sizeof(random), random),
		 D3DERR_DEVICEREMOVED);
	CHECK_UNTOUCHED(random);
	CHECK_HR(finish(u->app, u->session), D3DERR_DEVICEREMOVED);
	CHECK_HR(create_buffer(u->app, &desc, NULL, &buffer),
		 D3DERR_DEVICEREMOVED);
	CHECK(ID3D11Fence_GetCompletedValue(u->fence) == UINT64_MAX);
	CHECK(!IDXGIFactory1_IsCurrent(u->factory));
}

static void close_used(struct used *u)
{
	struct cpgpu_device *dev;

	RELEASE(u->fence);
	RELEASE(u->texture);
	RELEASE(u->session);
	ID3D11DeviceContext4_Release(u->context);
	ID3D11Device5_Release(u->device);
	close_app(&u->app);
	pci_bind(u->name);
	dev = wait_device();
	cpgpu_close(dev);
	RELEASE(u->factory);
}

TEST(removal_of_the_device_is_told)
{
	HANDLE events[2];
	int fds[2] = { new_event(&events[0]), new_event(&events[1]) };
	struct used u;
	DWORD cookie;

	open_used(&u);
	OK(ID3D11Device5_RegisterDeviceRemovedEvent(u.device, events[0],
						    &cookie));
	OK(ID3D11Fence_SetEventOnCompletion(u.fence, 1, events[1]));
	CHECK(!signalled(fds[0], 200));
	pci_unbind(u.name);
	CHECK(signalled(fds[0], 10000));
	CHECK(signalled(fds[1], 10000));
	check_removed(&u);
	close_used(&u);
}

TEST(removal_ends_a_wait)
{
	pthread_t thread;
	struct used u;

	open_used(&u);
	OK(ID3D11DeviceContext4_Wait(u.context, u.fence, 1));
	CHECK(!pthread_create(&thread, NULL, remove_device, u.name));
	CHECK_HR(finish(u.app, u.session), D3DERR_DEVICEREMOVED);
	CHECK(!pthread_join(thread, NULL));
	check_removed(&u);
	close_used(&u);
}
