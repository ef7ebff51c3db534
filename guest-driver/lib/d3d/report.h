/* SPDX-License-Identifier: MIT */
/*
 * Error reports: the text and result of failed calls, for the application.
 *
 * Each device of the API layers has one struct report.  The functions of
 * cpgpu_d3d.h get it by QueryInterface from any interface of the device, which
 * calls report_query().
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
 * Store @error, pass it to the callback, and return it.  @function is a name as
 * documented, "ID3D11VideoContext::EncryptionBlt"; @format gives one line,
 * without a full stop, that says what is wrong and what to do.
 */
HRESULT report_error(struct report *report, HRESULT error,
		     const char *function, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * For QueryInterface: if @riid is the report's, put it into @out, without a
 * reference, and return true.
 */
bool report_query(struct report *report, REFIID riid, void **out);

#endif /* REPORT_H */
