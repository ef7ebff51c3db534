// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: notifying applications of lost keys and of removed devices
 *
 * The driver signals one eventfd of each device.  While applications are
 * registered for that device, or for its adapter, a thread forwards that to the
 * eventfd of each.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11_objects.h"
#include "dxgi_objects.h"
#include "event.h"

struct listener {
	struct listener *next;
	DWORD cookie;
	int fd;		/* ours */
	/* a device or an adapter */
	const void *owner;
	/* all devices with this LUID; NULL: only the owner */
	const LUID *luid;
	/* only when the device is removed */
	bool removal;
};

/* protects everything here, and struct d3d11_teardown */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct listener *listeners;
static DWORD last_cookie;
/* all devices of this process */
static struct d3d11_teardown *devices;

static struct d3d11_device *device_of(struct d3d11_teardown *teardown)
{
	return com_container(teardown, struct d3d11_device, teardown);
}

static bool concerns(const struct listener *listener,
		     const struct d3d11_device *device)
{
	if (listener->luid)
		return dxgi_same_luid(listener->luid,
				      &device->description.Luid);
	return listener->owner == device;
}

static void signal_all(struct d3d11_device *device)
{
	bool removed = d3d11_device_is_removed(device);
	const struct listener *listener;

	pthread_mutex_lock(&lock);
	for (listener = listeners; listener; listener = listener->next)
		if (concerns(listener, device) &&
		    (removed || !listener->removal))
			event_signal(listener->fd);
	pthread_mutex_unlock(&lock);
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
			signal_all(device_of(teardown));
	}
}

/* ---------------------------------------------------- starting, stopping -- */

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

static void close_events(struct d3d11_teardown *teardown)
{
	if (teardown->event >= 0)
		close(teardown->event);
	if (teardown->quit >= 0)
		close(teardown->quit);
}

static HRESULT start(struct d3d11_teardown *teardown)
{
	HANDLE ddi = device_of(teardown)->ddi.pDrvPrivate;
	HRESULT hr = E_OUTOFMEMORY;

	if (teardown->running)
		return S_OK;
	teardown->event = new_eventfd();
	teardown->quit = new_eventfd();
	if (teardown->event >= 0 && teardown->quit >= 0)
		hr = cpgpu_ddi_set_teardown_event(
			ddi, (HANDLE)(intptr_t)teardown->event);
	if (SUCCEEDED(hr) && pthread_create(&teardown->thread, NULL,
					    forward_events, teardown)) {
		cpgpu_ddi_set_teardown_event(ddi, NULL);
		hr = E_OUTOFMEMORY;
	}
	if (FAILED(hr))
		close_events(teardown);
	teardown->running = SUCCEEDED(hr);
	return hr;
}

/* Start all devices that @listener concerns. */
static HRESULT start_for(const struct listener *listener)
{
	struct d3d11_teardown *teardown;
	HRESULT hr = S_OK;

	for (teardown = devices; teardown && SUCCEEDED(hr);
	     teardown = teardown->next)
		if (concerns(listener, device_of(teardown)))
			hr = start(teardown);
	return hr;
}

HRESULT d3d11_teardown_init(struct d3d11_device *device)
{
	struct d3d11_teardown *teardown = &device->teardown;
	const struct listener *listener;
	HRESULT hr = S_OK;

	pthread_mutex_lock(&lock);
	teardown->next = devices;
	devices = teardown;
	for (listener = listeners; listener && SUCCEEDED(hr);
	     listener = listener->next)
		if (concerns(listener, device))
			hr = start(teardown);
	pthread_mutex_unlock(&lock);
	return hr;
}

void d3d11_teardown_free(struct d3d11_device *device)
{
	struct d3d11_teardown *teardown = &device->teardown, **place;

	pthread_mutex_lock(&lock);
	for (place = &devices; *place && *place != teardown;)
		place = &(*place)->next;
	if (*place)
		*place = teardown->next;
	pthread_mutex_unlock(&lock);
	d3d11_teardown_unregister(device, 0);
	if (!teardown->running)
		return;
	cpgpu_ddi_set_teardown_event(device->ddi.pDrvPrivate, NULL);
	event_signal(teardown->quit);
	pthread_join(teardown->thread, NULL);
	close_events(teardown);
}

/* ----------------------------------------------------------- registering -- */

/* @listener is copied; its fd and cookie are set here. */
static HRESULT add(const struct listener *made, HANDLE event, DWORD *cookie)
{
	struct listener *listener = malloc(sizeof(*listener));
	HRESULT hr;

	if (!listener)
		return E_OUTOFMEMORY;
	*listener = *made;
	listener->fd = event_open(event);
	if (listener->fd < 0) {
		free(listener);
		return E_INVALIDARG;
	}
	pthread_mutex_lock(&lock);
	hr = start_for(listener);
	if (SUCCEEDED(hr)) {
		listener->cookie = ++last_cookie;
		*cookie = listener->cookie;
		listener->next = listeners;
		listeners = listener;
	}
	pthread_mutex_unlock(&lock);
	if (FAILED(hr)) {
		close(listener->fd);
		free(listener);
	}
	return hr;
}

HRESULT d3d11_teardown_register(struct d3d11_device *device, HANDLE event,
				bool removal, DWORD *cookie, const char *name)
{
	const struct listener listener = {
		.owner = device,
		.removal = removal,
	};
	HRESULT hr;

	if (!event || !cookie)
		return d3d11_fail(device, E_INVALIDARG, name,
				  "the event or the address for the cookie is NULL");
	hr = add(&listener, event, cookie);
	if (hr == E_INVALIDARG)
		return d3d11_fail(device, hr, name,
				  "the event is not an eventfd");
	return d3d11_result(device, hr, name);
}

HRESULT d3d11_teardown_register_adapter(const struct dxgi_adapter *adapter,
					HANDLE event, DWORD *cookie)
{
	const struct listener listener = {
		.owner = adapter,
		.luid = &adapter->desc.Luid,
	};

	return add(&listener, event, cookie);
}

void d3d11_teardown_unregister(const void *owner, DWORD cookie)
{
	struct listener **place = &listeners, *listener;

	pthread_mutex_lock(&lock);
	while ((listener = *place)) {
		if (listener->owner != owner ||
		    (cookie && listener->cookie != cookie)) {
			place = &listener->next;
			continue;
		}
		*place = listener->next;
		close(listener->fd);
		free(listener);
	}
	pthread_mutex_unlock(&lock);
}
