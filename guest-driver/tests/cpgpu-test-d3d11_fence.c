// SPDX-License-Identifier: MIT
/* Direct3D 11: fences, and a context's Signal and Wait */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11.h"

/* A device with the interfaces that this is about. */
struct side {
	struct app *app;
	ID3D11Device5 *device;
	ID3D11DeviceContext4 *context;
};

static struct side open_side(void)
{
	struct side side = { .app = open_app() };

	OK(ID3D11Device_QueryInterface(side.app->device, &IID_ID3D11Device5,
				       (void **)&side.device));
	OK(ID3D11DeviceContext_QueryInterface(side.app->context,
					      &IID_ID3D11DeviceContext4,
					      (void **)&side.context));
	return side;
}

static void close_side(struct side *side)
{
	ID3D11Device5_Release(side->device);
	ID3D11DeviceContext4_Release(side->context);
	close_app(&side->app);
}

static ID3D11Fence *new_fence(struct side *side, UINT64 value)
{
	ID3D11Fence *fence;

	OK(ID3D11Device5_CreateFence(side->device, value,
				     D3D11_FENCE_FLAG_SHARED, &IID_ID3D11Fence,
				     (void **)&fence));
	return fence;
}

/* The same fence for another device, which may be another process's. */
static ID3D11Fence *share(struct side *side, ID3D11Fence *fence)
{
	ID3D11Fence *other;
	HANDLE handle;

	OK(ID3D11Fence_CreateSharedHandle(fence, NULL, 0, NULL, &handle));
	OK(ID3D11Device5_OpenSharedFence(side->device, handle,
					 &IID_ID3D11Fence, (void **)&other));
	close((intptr_t)handle);
	return other;
}

static bool signalled(int fd, int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	return poll(&pollfd, 1, timeout_ms) == 1;
}

/* An eventfd for @value. */
static int event_at(ID3D11Fence *fence, UINT64 value)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	CHECK(fd > 0);
	OK(ID3D11Fence_SetEventOnCompletion(fence, value,
					    cpgpu_d3d_event_handle(fd)));
	return fd;
}

TEST(CreateFence_begins_at_a_value)
{
	static const UINT64 values[] = { 0, 1, 1ull << 40, UINT64_MAX - 1 };
	struct side side AUTO(close_side) = open_side();
	ID3D11Device *device;
	IUnknown *a, *b;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		ID3D11Fence *fence = new_fence(&side, values[i]);

		CHECK_EQ(ID3D11Fence_GetCompletedValue(fence), values[i]);
		RELEASE(fence);
	}
	OK(ID3D11Device5_CreateFence(side.device, 0, D3D11_FENCE_FLAG_NONE,
				     &IID_ID3D11DeviceChild, (void **)&a));
	ID3D11DeviceChild_GetDevice((ID3D11DeviceChild *)a, &device);
	CHECK(device == side.app->device);
	ID3D11Device_Release(device);
	OK(IUnknown_QueryInterface(a, &IID_ID3D11Fence, (void **)&b));
	CHECK(b == a);
	IUnknown_Release(b);
	RELEASE(a);
}

TEST(CreateFence_refuses_what_it_must)
{
	struct side side AUTO(close_side) = open_side();
	static const char create[] = "ID3D11Device5::CreateFence";
	static const char open[] = "ID3D11Device5::OpenSharedFence";
	static const char get[] = "ID3D11Fence::CreateSharedHandle";
	int null = eventfd(0, EFD_CLOEXEC);
	ID3D11Fence *fence = (void *)1, *shared = new_fence(&side, 0);
	HANDLE handle;

#define CREATE(flags, iid, out) \
	ID3D11Device5_CreateFence(side.device, 0, (D3D11_FENCE_FLAG)(flags), \
				  iid, (void **)out)
#define OPEN(handle, out) \
	ID3D11Device5_OpenSharedFence(side.device, handle, &IID_ID3D11Fence, \
				      (void **)out)
	CHECK_FAILS(side.app, CREATE(0x10, &IID_ID3D11Fence, &fence),
		    E_INVALIDARG, create);
	CHECK(!fence);
	CHECK_FAILS(side.app, CREATE(0, &IID_ID3D11Fence, NULL), E_INVALIDARG,
		    create);
	CHECK_FAILS(side.app, CREATE(0, &IID_ID3D11Texture2D, &fence),
		    E_NOINTERFACE, create);
	CHECK_FAILS(side.app, OPEN(NULL, &fence), E_INVALIDARG, open);
	CHECK_FAILS(side.app, OPEN(cpgpu_d3d_event_handle(1000), &fence),
		    E_INVALIDARG, open);
	CHECK_FAILS(side.app, OPEN(cpgpu_d3d_event_handle(null), &fence),
		    E_INVALIDARG, open);
	CHECK_FAILS(side.app, OPEN(cpgpu_d3d_event_handle(null), NULL),
		    E_INVALIDARG, open);

	OK(CREATE(D3D11_FENCE_FLAG_NONE, &IID_ID3D11Fence, &fence));
	CHECK_FAILS(side.app, ID3D11Fence_CreateSharedHandle(
			 fence, NULL, 0, NULL, &handle), E_INVALIDARG, get);
	CHECK(!handle);
	CHECK_FAILS(side.app, ID3D11Fence_CreateSharedHandle(
			 shared, NULL, 0, (const WCHAR *)"n\0\0\0\0\0\0\0",
			 &handle), E_INVALIDARG, get);
	CHECK_FAILS(side.app, ID3D11Fence_CreateSharedHandle(
			 shared, NULL, 0, NULL, NULL), E_INVALIDARG, get);
	CHECK_FAILS(side.app, ID3D11Fence_SetEventOnCompletion(
			 fence, 1, cpgpu_d3d_event_handle(1000)),
		    E_INVALIDARG, "ID3D11Fence::SetEventOnCompletion");
	RELEASE(fence);
	RELEASE(shared);
	close(null);
}

TEST(Signal_sets_the_value)
{
	struct side side AUTO(close_side) = open_side();
	struct side other AUTO(close_side) = open_side();
	static const char signal[] = "ID3D11DeviceContext4::Signal";
	static const char wait[] = "ID3D11DeviceContext4::Wait";
	ID3D11Fence *fence = new_fence(&side, 3);
	ID3D11Fence *const bad[] = {
		NULL, new_fence(&other, 0), (ID3D11Fence *)side.device,
	};
	size_t i;

	OK(ID3D11DeviceContext4_Signal(side.context, fence, 5));
	CHECK_EQ(ID3D11Fence_GetCompletedValue(fence), 5);
	OK(ID3D11DeviceContext4_Signal(side.context, fence, 5));
	CHECK_FAILS(side.app, ID3D11DeviceContext4_Signal(side.context, fence,
							  4),
		    E_INVALIDARG, signal);
	CHECK_EQ(ID3D11Fence_GetCompletedValue(fence), 5);
	OK(ID3D11DeviceContext4_Wait(side.context, fence, 5));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_FAILS(side.app, ID3D11DeviceContext4_Signal(
				 side.context, bad[i], 9),
			    E_INVALIDARG, signal);
		CHECK_FAILS(side.app, ID3D11DeviceContext4_Wait(
				 side.context, bad[i], 9),
			    E_INVALIDARG, wait);
	}
	RELEASE(bad[1]);
	RELEASE(fence);
}

TEST(SetEventOnCompletion_signals_in_order_of_values)
{
	struct side side AUTO(close_side) = open_side();
	ID3D11Fence *fence = new_fence(&side, 1);
	int past = event_at(fence, 1), third = event_at(fence, 3);
	int second = event_at(fence, 2), again = event_at(fence, 2);
	int never = event_at(fence, 100);

	CHECK(signalled(past, 0));
	CHECK(!signalled(second, 200));
	OK(ID3D11DeviceContext4_Signal(side.context, fence, 2));
	CHECK(signalled(second, 10000) && signalled(again, 10000));
	CHECK(!signalled(third, 200));
	/* values may be skipped */
	OK(ID3D11DeviceContext4_Signal(side.context, fence, 7));
	CHECK(signalled(third, 10000));
	/* without an event it waits itself, here for nothing */
	OK(ID3D11Fence_SetEventOnCompletion(fence, 7, NULL));
	RELEASE(fence);
	CHECK(!signalled(never, 0));
}

TEST(fences_are_shared_between_devices)
{
	struct side side AUTO(close_side) = open_side();
	struct side other AUTO(close_side) = open_side();
	ID3D11Fence *fence = new_fence(&side, 1);
	ID3D11Fence *same = share(&other, fence), *copy;
	int fd = event_at(fence, 9);

	CHECK_EQ(ID3D11Fence_GetCompletedValue(same), 1);
	OK(ID3D11DeviceContext4_Signal(other.context, same, 9));
	CHECK_EQ(ID3D11Fence_GetCompletedValue(fence), 9);
	CHECK(signalled(fd, 10000));
	/* an opened one can be shared again */
	copy = share(&side, same);
	RELEASE(same);
	RELEASE(fence);
	CHECK_EQ(ID3D11Fence_GetCompletedValue(copy), 9);
	RELEASE(copy);
}

/* ------------------------------------------------------------------ Wait -- */

struct call {
	struct side *side;
	ID3D11CryptoSession *session;
	atomic_bool returned;
};

static void *call_device(void *arg)
{
	struct call *call = arg;

	CHECK_HR(finish(call->side->app, call->session), E_INVALIDARG);
	call->returned = true;
	return NULL;
}

TEST(Wait_holds_up_the_next_call)
{
	struct side side AUTO(close_side) = open_side();
	struct side other AUTO(close_side) = open_side();
	ID3D11Fence *fence = new_fence(&side, 0), *same = share(&other, fence);
	struct call call = { .side = &side, .session = new_session(side.app) };
	pthread_t thread;

	OK(ID3D11DeviceContext4_Wait(side.context, fence, 1));
	OK(ID3D11DeviceContext4_Wait(side.context, fence, 2));
	/* the context keeps what it waits for */
	RELEASE(fence);
	CHECK(!pthread_create(&thread, NULL, call_device, &call));
	OK(ID3D11DeviceContext4_Signal(other.context, same, 1));
	usleep(200000);
	CHECK(!call.returned);
	OK(ID3D11DeviceContext4_Signal(other.context, same, 2));
	CHECK(!pthread_join(thread, NULL));
	CHECK(call.returned);
	RELEASE(same);
	RELEASE(call.session);
}

/* A wait for what never comes ends with the device. */
TEST(Wait_does_not_keep_the_device)
{
	struct side side AUTO(close_side) = open_side();
	ID3D11Fence *fence = new_fence(&side, 0);

	OK(ID3D11DeviceContext4_Wait(side.context, fence, 1));
	RELEASE(fence);
}
