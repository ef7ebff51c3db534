// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: notifying applications of lost keys
 *
 * The driver signals one eventfd.  While applications are registered, a thread
 * forwards that to the eventfd of each.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11_objects.h"

struct listener {
	struct listener *next;
	DWORD cookie;
	int fd;		/* ours */
};

struct d3d11_teardown {
	pthread_t thread;
	int event;	/* from the driver */
	int quit;
	pthread_mutex_t lock;
	struct listener *listeners;
	DWORD last_cookie;
};

#define REGISTER "RegisterHardwareContentProtectionTeardownStatusEvent"

static void signal_fd(int fd)
{
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	const uint64_t one = 1;

	/* an eventfd at its maximum would block, and is signalled anyway */
	if (poll(&writable, 1, 0) != 1 || write(fd, &one, sizeof(one)) < 0)
		return;
}

static void signal_all(struct d3d11_teardown *teardown)
{
	const struct listener *listener;

	pthread_mutex_lock(&teardown->lock);
	for (listener = teardown->listeners; listener;
	     listener = listener->next)
		signal_fd(listener->fd);
	pthread_mutex_unlock(&teardown->lock);
}

static void *forward_events(void *arg)
{
	struct d3d11_teardown *teardown = arg;
	struct pollfd fds[] = {
		{ .fd = teardown->event, .events = POLLIN },
		{ .fd = teardown->quit, .events = POLLIN },
	};
	uint64_t count;

	for (;;) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
		if (fds[0].revents &&
		    read(teardown->event, &count, sizeof(count)) > 0)
			signal_all(teardown);
	}
}

/* ---------------------------------------------------- starting, stopping -- */

static void free_teardown(struct d3d11_teardown *teardown)
{
	while (teardown->listeners) {
		struct listener *listener = teardown->listeners;

		teardown->listeners = listener->next;
		close(listener->fd);
		free(listener);
	}
	if (teardown->event >= 0)
		close(teardown->event);
	if (teardown->quit >= 0)
		close(teardown->quit);
	pthread_mutex_destroy(&teardown->lock);
	free(teardown);
}

/* File descriptor 0 would be an invalid HANDLE. */
static int new_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), other;

	if (fd)
		return fd;
	other = fcntl(fd, F_DUPFD_CLOEXEC, 1);
	close(fd);
	return other;
}

static HRESULT start(struct d3d11_device *device)
{
	struct d3d11_teardown *teardown = calloc(1, sizeof(*teardown));
	HRESULT hr = E_OUTOFMEMORY;

	if (!teardown)
		return hr;
	pthread_mutex_init(&teardown->lock, NULL);
	teardown->event = new_eventfd();
	teardown->quit = new_eventfd();
	if (teardown->event >= 0 && teardown->quit >= 0)
		hr = cpgpu_ddi_set_teardown_event(
			device->ddi.pDrvPrivate,
			(HANDLE)(intptr_t)teardown->event);
	if (SUCCEEDED(hr) && pthread_create(&teardown->thread, NULL,
					    forward_events, teardown)) {
		cpgpu_ddi_set_teardown_event(device->ddi.pDrvPrivate, NULL);
		hr = E_OUTOFMEMORY;
	}
	if (FAILED(hr)) {
		free_teardown(teardown);
		return hr;
	}
	device->teardown = teardown;
	return S_OK;
}

void d3d11_teardown_free(struct d3d11_device *device)
{
	struct d3d11_teardown *teardown = device->teardown;

	if (!teardown)
		return;
	device->teardown = NULL;
	cpgpu_ddi_set_teardown_event(device->ddi.pDrvPrivate, NULL);
	signal_fd(teardown->quit);
	pthread_join(teardown->thread, NULL);
	free_teardown(teardown);
}

/* ----------------------------------------------------------- registering -- */

/* Signalling writes 8 bytes, which must not end up in any other file. */
static bool is_eventfd(int fd)
{
	static const char wanted[] = "anon_inode:[eventfd]";
	char path[32], name[sizeof(wanted)];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return readlink(path, name, sizeof(name)) == sizeof(wanted) - 1 &&
	       !memcmp(name, wanted, sizeof(wanted) - 1);
}

static HRESULT add_listener(struct d3d11_teardown *teardown, int fd,
			    DWORD *cookie)
{
	struct listener *listener;

	if (!is_eventfd(fd))
		return E_INVALIDARG;
	listener = malloc(sizeof(*listener));
	if (!listener)
		return E_OUTOFMEMORY;
	listener->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (listener->fd < 0) {
		free(listener);
		return E_INVALIDARG;
	}
	pthread_mutex_lock(&teardown->lock);
	listener->cookie = ++teardown->last_cookie;
	listener->next = teardown->listeners;
	teardown->listeners = listener;
	pthread_mutex_unlock(&teardown->lock);
	*cookie = listener->cookie;
	return S_OK;
}

static struct d3d11_device *device_from(ID3D11Device *iface)
{
	return com_container(iface, struct d3d11_device, iface);
}

HRESULT WINAPI cpgpu_d3d_register_teardown_event(ID3D11Device *iface, HANDLE event,
					  DWORD *cookie)
{
	struct d3d11_device *device;
	HRESULT hr = S_OK;

	if (!iface)
		return E_INVALIDARG;
	device = device_from(iface);
	if (!event || !cookie)
		return d3d11_fail(device, E_INVALIDARG, REGISTER,
				  "the event or the address for the cookie is NULL");
	pthread_mutex_lock(&device->teardown_lock);
	if (!device->teardown)
		hr = start(device);
	if (SUCCEEDED(hr))
		hr = add_listener(device->teardown, (intptr_t)event, cookie);
	pthread_mutex_unlock(&device->teardown_lock);
	return d3d11_result(device, hr, REGISTER);
}

void WINAPI cpgpu_d3d_unregister_teardown_event(ID3D11Device *iface, DWORD cookie)
{
	struct d3d11_device *device = iface ? device_from(iface) : NULL;
	struct listener **place, *gone = NULL;

	if (!device)
		return;
	pthread_mutex_lock(&device->teardown_lock);
	if (device->teardown) {
		pthread_mutex_lock(&device->teardown->lock);
		place = &device->teardown->listeners;
		while (*place && (*place)->cookie != cookie)
			place = &(*place)->next;
		gone = *place;
		if (gone)
			*place = gone->next;
		pthread_mutex_unlock(&device->teardown->lock);
	}
	pthread_mutex_unlock(&device->teardown_lock);
	if (gone) {
		close(gone->fd);
		free(gone);
	}
}
