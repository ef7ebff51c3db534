// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: lost keys and lost content, and how an application is notified.
 * Needs run-vm.
 */
#include <dxgi1_6.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11_talk.h"
#include "host.h"

static void expect_status(struct picture *p,
			  D3D11_CRYPTO_SESSION_STATUS expected)
{
	D3D11_CRYPTO_SESSION_STATUS status = (D3D11_CRYPTO_SESSION_STATUS)77;

	OK(check_status(p->app, p->session, &status));
	CHECK_EQ(status, expected);
}

/* All calls on the session fail; then a new session takes over the texture. */
static void check_lost(struct picture *p)
{
	uint8_t bytes[KEY_SIZE];

	POISON(bytes);
	CHECK_HR(start(p->app, p->session, KEY_SIZE, bytes), E_INVALIDARG);
	CHECK_HR(finish(p->app, p->session), E_INVALIDARG);
	CHECK_HR(store_picture(p, p->session, bytes), E_INVALIDARG);
	CHECK_UNTOUCHED(bytes);
	RELEASE(p->session);
	p->session = new_keyed_session(p->app, p->key);
	expect_status(p, D3D11_CRYPTO_SESSION_STATUS_OK);
	put_picture(p, p->key, NULL);
	check_picture(p);
}

TEST(CheckCryptoSessionStatus_tells_KEY_LOST)
{
	struct picture *p AUTO(close_picture) = open_picture();

	host_lose_all_keys();
	expect_status(p, D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);
	check_lost(p);
}

TEST(CheckCryptoSessionStatus_tells_KEY_AND_CONTENT_LOST)
{
	struct picture *p AUTO(close_picture) = open_picture();

	host_lose_all_content();
	expect_status(p, D3D11_CRYPTO_SESSION_STATUS_KEY_AND_CONTENT_LOST);
	check_lost(p);
}

TEST(random_number_is_lost_with_the_key)
{
	struct picture *p AUTO(close_picture) = open_picture();
	uint8_t random[KEY_SIZE];

	OK(start(p->app, p->session, KEY_SIZE, random));
	host_lose_all_keys();
	CHECK_HR(finish(p->app, p->session), E_INVALIDARG);
	expect_status(p, D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);
}

TEST(channel_loses_its_key_too)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT in;
	struct talk talk AUTO(close_talk) = open_talk();

	CHECK_EQ(protection(&talk), 0);
	host_lose_all_keys();
	in = protection_question(&talk);
	CHECK_HR(raw_query(&talk, sizeof(in), &in, sizeof(out), &out),
		 E_INVALIDARG);
}

static bool signalled(int fd, int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	uint64_t count;

	if (poll(&pollfd, 1, timeout_ms) <= 0)
		return false;
	CHECK_EQ(read(fd, &count, sizeof(count)), sizeof(count));
	return true;
}

static int new_event(struct app *app, DWORD *cookie)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	CHECK(fd > 0);
	OK(cpgpu_d3d_register_teardown_event(
		app->device, cpgpu_d3d_event_handle(fd), cookie));
	return fd;
}

TEST(teardown_event_tells_all_who_registered)
{
	struct picture *p AUTO(close_picture) = open_picture();
	DWORD cookies[3];
	int fds[3], i;

	for (i = 0; i < 3; i++)
		fds[i] = new_event(p->app, &cookies[i]);
	CHECK(cookies[0] != cookies[1] && cookies[1] != cookies[2]);
	cpgpu_d3d_unregister_teardown_event(p->app->device, cookies[1]);
	/* an unknown one */
	cpgpu_d3d_unregister_teardown_event(p->app->device, cookies[1]);
	host_lose_all_keys();
	CHECK(signalled(fds[0], 10000));
	CHECK(signalled(fds[2], 10000));
	CHECK(!signalled(fds[1], 200));
	expect_status(p, D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);

	/* and again, while the counter of one eventfd is at its maximum */
	RELEASE(p->session);
	p->session = new_keyed_session(p->app, p->key);
	CHECK_EQ(write(fds[2], &(uint64_t) { UINT64_MAX - 1 }, 8), 8);
	host_lose_all_keys();
	CHECK(signalled(fds[0], 10000));
	for (i = 0; i < 3; i++)
		close(fds[i]);
}

static int adapter_event(IDXGIAdapter3 *adapter, DWORD *cookie)
{
	int fd = eventfd(0, EFD_CLOEXEC);

	CHECK(fd > 0);
	OK(IDXGIAdapter3_RegisterHardwareContentProtectionTeardownStatusEvent(
		adapter, cpgpu_d3d_event_handle(fd), cookie));
	return fd;
}

/* One that is enumerated, before there is a device; and the device's own. */
TEST(adapter_events_tell_of_all_its_devices)
{
	IDXGIAdapter3 *enumerated, *own;
	IDXGIFactory4 *factory;
	struct picture *p;
	IDXGIDevice *dxgi;
	DWORD cookies[3];
	int fds[3], i;

	OK(CreateDXGIFactory1(&IID_IDXGIFactory4, (void **)&factory));
	OK(IDXGIFactory4_EnumAdapters(factory, 0, (IDXGIAdapter **)&enumerated));
	fds[0] = adapter_event(enumerated, &cookies[0]);
	p = open_picture();
	OK(ID3D11Device_QueryInterface(p->app->device, &IID_IDXGIDevice,
				       (void **)&dxgi));
	OK(IDXGIDevice_GetParent(dxgi, &IID_IDXGIAdapter3, (void **)&own));
	IDXGIDevice_Release(dxgi);
	fds[1] = adapter_event(own, &cookies[1]);
	fds[2] = adapter_event(own, &cookies[2]);
	/* neither by another adapter, nor by a device */
	IDXGIAdapter3_UnregisterHardwareContentProtectionTeardownStatus(
		enumerated, cookies[1]);
	cpgpu_d3d_unregister_teardown_event(p->app->device, cookies[1]);
	IDXGIAdapter3_UnregisterHardwareContentProtectionTeardownStatus(
		own, cookies[2]);
	host_lose_all_keys();
	CHECK(signalled(fds[0], 10000));
	CHECK(signalled(fds[1], 10000));
	CHECK(!signalled(fds[2], 200));
	for (i = 0; i < 3; i++)
		close(fds[i]);
	IDXGIAdapter3_Release(own);
	close_picture(&p);
	RELEASE(enumerated);
	RELEASE(factory);
}

TEST(teardown_event_refuses_what_is_none)
{
	DWORD cookie = 77;
	struct app *app AUTO(close_app) = open_app();
	int pipes[2], fd;

	CHECK(!pipe(pipes));
	const struct {
		HANDLE event;
		DWORD *cookie;
	} bad[] = {
		{ cpgpu_d3d_event_handle(pipes[1]), &cookie },
		{ cpgpu_d3d_event_handle(1000), &cookie },
		{ NULL, &cookie },
		{ cpgpu_d3d_event_handle(pipes[1]), NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_FAILS(
			app,
			cpgpu_d3d_register_teardown_event(
				app->device, bad[i].event, bad[i].cookie),
			E_INVALIDARG,
			"RegisterHardwareContentProtectionTeardownStatusEvent");
	CHECK_EQ(cpgpu_d3d_register_teardown_event(NULL, NULL, &cookie),
		 E_INVALIDARG);
	cpgpu_d3d_unregister_teardown_event(app->device, 1);
	CHECK_EQ(cookie, 77);
	/* one that is registered goes with the device */
	fd = new_event(app, &cookie);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}
