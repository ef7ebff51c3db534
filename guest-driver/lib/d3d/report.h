/* SPDX-License-Identifier: MIT */
/*
 * The side channel: how a device of the API layers tells of calls that failed.
 *
 * A device keeps one struct report and answers QueryInterface with
 * report_query() on each of its interfaces, so that the functions of
 * cpgpu_d3d.h reach it.
 */
#ifndef REPORT_H
#define REPORT_H

#include <pthread.h>
#include <stdbool.h>

#include "cpgpu_d3d.h"

struct report {
	pthread_mutex_t lock;
	cpgpu_d3d_debug_callback callback;
	void *context;
	HRESULT last;
};

void report_init(struct report *report);
void report_free(struct report *report);

/*
 * Remember @error, tell the callback, and return @error.  @function is as the
 * documents name it, "ID3D11VideoContext::EncryptionBlt"; @format gives one
 * line without a full stop that says what to do.
 */
HRESULT report_error(struct report *report, HRESULT error,
		     const char *function, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * For QueryInterface: true if @riid asks for the report, which is then in
 * @out; no reference is taken.
 */
bool report_query(struct report *report, REFIID riid, void **out);

#endif /* REPORT_H */
