// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: keys and content that get lost, and how an application learns
 * of it.  Needs run-vm.
 */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11_talk.h"
#include "host.h"

static D3D11_CRYPTO_SESSION_STATUS status(struct picture *p)
{
	D3D11_CRYPTO_SESSION_STATUS status =
		(D3D11_CRYPTO_SESSION_STATUS)77;

	GOOD(ID3D11VideoContext1_CheckCryptoSessionStatus(p->app.vc, p->session,
							  &status));
	return status;
}

/* Nothing works any more; then a new session takes the texture over. */
static void check_lost(struct picture *p)
{
	uint8_t bytes[KEY_SIZE], untouched[KEY_SIZE];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	ID3D11VideoContext1_StartSessionKeyRefresh(p->app.vc, p->session,
						   KEY_SIZE, bytes);
	CHECK_TOLD(&p->app, E_INVALIDARG, "::StartSessionKeyRefresh");
	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, E_INVALIDARG, "::FinishSessionKeyRefresh");
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, p->target,
					  p->staging, KEY_SIZE, bytes);
	CHECK_TOLD(&p->app, E_INVALIDARG, "::EncryptionBlt");
	CHECK_MEM(bytes, untouched, KEY_SIZE);
	RELEASE(p->session);
	p->session = new_keyed_session(&p->app, p->key);
	CHECK_EQ(status(p), D3D11_CRYPTO_SESSION_STATUS_OK);
	write_texture(&p->app, p->session, p->staging, p->target, p->data,
		      PICTURE_SIZE, p->key, NULL);
	check_picture(p);
}

TEST(CheckCryptoSessionStatus_tells_KEY_LOST)
{
	struct picture *p = open_picture();

	host_lose_all_keys();
	CHECK_EQ(status(p), D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);
	check_lost(p);
	close_picture(p);
}

TEST(CheckCryptoSessionStatus_tells_KEY_AND_CONTENT_LOST)
{
	struct picture *p = open_picture();

	host_lose_all_content();
	CHECK_EQ(status(p), D3D11_CRYPTO_SESSION_STATUS_KEY_AND_CONTENT_LOST);
	check_lost(p);
	close_picture(p);
}

TEST(random_number_is_lost_with_the_key)
{
	struct picture *p = open_picture();
	uint8_t random[KEY_SIZE];

	ID3D11VideoContext1_StartSessionKeyRefresh(p->app.vc, p->session,
						   KEY_SIZE, random);
	CHECK_NOTHING_TOLD(&p->app);
	host_lose_all_keys();
	ID3D11VideoContext1_FinishSessionKeyRefresh(p->app.vc, p->session);
	CHECK_TOLD(&p->app, E_INVALIDARG, "::FinishSessionKeyRefresh");
	CHECK_EQ(status(p), D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);
	close_picture(p);
}

TEST(channel_loses_its_key_too)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT in;
	struct talk talk;
	struct app app;

	open_app(&app);
	open_channel(&talk, &app, driver_type(&app));
	CHECK_EQ(protection(&talk), 0);
	host_lose_all_keys();
	in = (D3D11_AUTHENTICATED_QUERY_INPUT) {
		.QueryType = D3D11_AUTHENTICATED_QUERY_PROTECTION,
		.hChannel = talk.handle,
		.SequenceNumber = talk.query,
	};
	CHECK_HR(&app, ID3D11VideoContext1_QueryAuthenticatedChannel(
			app.vc, talk.channel, sizeof(in), &in, sizeof(out),
			&out), E_INVALIDARG, QUERY);
	RELEASE(talk.channel);
	close_app(&app);
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
	GOOD(cpgpu_d3d_register_teardown_event(
		app->device, cpgpu_d3d_event_handle(fd), cookie));
	return fd;
}

TEST(teardown_event_tells_all_who_registered)
{
	struct picture *p = open_picture();
	DWORD cookies[3];
	int fds[3], i;

	for (i = 0; i < 3; i++)
		fds[i] = new_event(&p->app, &cookies[i]);
	CHECK(cookies[0] != cookies[1] && cookies[1] != cookies[2]);
	cpgpu_d3d_unregister_teardown_event(p->app.device, cookies[1]);
	/* an unknown one */
	cpgpu_d3d_unregister_teardown_event(p->app.device, cookies[1]);
	host_lose_all_keys();
	CHECK(signalled(fds[0], 10000));
	CHECK(signalled(fds[2], 10000));
	CHECK(!signalled(fds[1], 200));
	CHECK_EQ(status(p), D3D11_CRYPTO_SESSION_STATUS_KEY_LOST);

	/* and again, one of them being full to the brim */
	RELEASE(p->session);
	p->session = new_keyed_session(&p->app, p->key);
	CHECK_EQ(write(fds[2], &(uint64_t) { UINT64_MAX - 1 }, 8), 8);
	host_lose_all_keys();
	CHECK(signalled(fds[0], 10000));
	for (i = 0; i < 3; i++)
		close(fds[i]);
	close_picture(p);
}

/* These need no host. */
TEST(teardown_event_refuses_what_is_none)
{
	static const char name[] =
		"RegisterHardwareContentProtectionTeardownStatusEvent";
	DWORD cookie = 77;
	struct app app;
	int pipes[2], fd;

	open_app(&app);
	CHECK(!pipe(pipes));
	CHECK_HR(&app, cpgpu_d3d_register_teardown_event(
			app.device, cpgpu_d3d_event_handle(pipes[1]), &cookie),
		 E_INVALIDARG, name);
	CHECK_HR(&app, cpgpu_d3d_register_teardown_event(
			app.device, cpgpu_d3d_event_handle(1000), &cookie),
		 E_INVALIDARG, name);
	CHECK_HR(&app, cpgpu_d3d_register_teardown_event(app.device, NULL,
							 &cookie),
		 E_INVALIDARG, name);
	CHECK_HR(&app, cpgpu_d3d_register_teardown_event(
			app.device, cpgpu_d3d_event_handle(pipes[1]), NULL),
		 E_INVALIDARG, name);
	CHECK_EQ(cpgpu_d3d_register_teardown_event(NULL, NULL, &cookie),
		 E_INVALIDARG);
	cpgpu_d3d_unregister_teardown_event(app.device, 1);
	CHECK_EQ(cookie, 77);
	/* one that is registered goes with the device */
	fd = new_event(&app, &cookie);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
	close_app(&app);
}
