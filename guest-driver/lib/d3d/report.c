// SPDX-License-Identifier: MIT
/* Error reports: see report.h */
#include <stdarg.h>
#include <stdio.h>

#include "report.h"

/* private to this library, so interfaces of others do not have it */
static const GUID report_iid = {
	0x2c3c9b5e, 0x7a51, 0x4f0e,
	{ 0x9d, 0x1b, 0x63, 0x70, 0x67, 0x70, 0x75, 0x01 }
};

void report_init(struct report *report)
{
	pthread_mutex_init(&report->lock, NULL);
	report->callback = NULL;
	report->context = NULL;
	report->last = S_OK;
}

void report_free(struct report *report)
{
	pthread_mutex_destroy(&report->lock);
}

HRESULT report_error(struct report *report, HRESULT error,
		     const char *function, const char *format, ...)
{
	cpgpu_d3d_debug_callback callback;
	void *context;
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	pthread_mutex_lock(&report->lock);
	report->last = error;
	callback = report->callback;
	context = report->context;
	pthread_mutex_unlock(&report->lock);
	if (callback)
		callback(context, error, function, text);
	return error;
}

bool report_query(struct report *report, REFIID riid, void **out)
{
	if (!IsEqualGUID(riid, &report_iid))
		return false;
	*out = report;
	return true;
}

static struct report *report_of(IUnknown *object)
{
	void *report;

	if (!object || FAILED(IUnknown_QueryInterface(object, &report_iid,
						      &report)))
		return NULL;
	return report;
}

HRESULT WINAPI cpgpu_d3d_set_debug_callback(IUnknown *object,
				     cpgpu_d3d_debug_callback callback,
				     void *context)
{
	struct report *report = report_of(object);

	if (!report)
		return E_INVALIDARG;
	pthread_mutex_lock(&report->lock);
	report->callback = callback;
	report->context = context;
	pthread_mutex_unlock(&report->lock);
	return S_OK;
}

HRESULT WINAPI cpgpu_d3d_get_last_error(IUnknown *object)
{
	struct report *report = report_of(object);
	HRESULT last;

	if (!report)
		return E_INVALIDARG;
	pthread_mutex_lock(&report->lock);
	last = report->last;
	report->last = S_OK;
	pthread_mutex_unlock(&report->lock);
	return last;
}
