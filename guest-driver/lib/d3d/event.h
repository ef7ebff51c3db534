/* SPDX-License-Identifier: MIT */
/*
 * Events of the API: the HANDLE of one is the file descriptor of an eventfd, see
 * cpgpu_d3d_event_handle()
 */
#ifndef EVENT_H
#define EVENT_H

#include <windows.h>

/*
 * A file descriptor of one's own for @event, so that the application may close
 * its one.  -1: @event is not an eventfd.
 */
int event_open(HANDLE event);

/* Signal an eventfd. */
void event_signal(int fd);

/* Signal @event; false: it is not an eventfd. */
BOOL event_set(HANDLE event);

#endif /* EVENT_H */
