// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: queries, of which there are events, and other calls that say when
 * the device has finished
 */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "d3d11.h"

static ID3D11Query *new_event(struct app *app)
{
	const D3D11_QUERY_DESC desc = { D3D11_QUERY_EVENT, 0 };
	ID3D11Query *query;

	OK(ID3D11Device_CreateQuery(app->device, &desc, &query));
	return query;
}

static HRESULT get_data(struct app *app, void *query, void *data, UINT size,
			UINT flags)
{
	HRESULT hr = ID3D11DeviceContext_GetData(app->context, query, data,
						 size, flags);

	CHECK_HR(reported(app, "ID3D11DeviceContext::GetData"), hr);
	return hr;
}

static HRESULT end(struct app *app, void *query)
{
	ID3D11DeviceContext_End(app->context, query);
	return reported(app, "ID3D11DeviceContext::End");
}

TEST(events_happen_when_they_end)
{
	D3D11_QUERY_DESC desc;
	BOOL happened = 77;
	struct app *app AUTO(close_app) = open_app();
	ID3D11Query *query AUTO(release) = new_event(app);

	ID3D11Query_GetDesc(query, &desc);
	CHECK_EQ(desc.Query, D3D11_QUERY_EVENT);
	CHECK_EQ(desc.MiscFlags, 0);
	CHECK_EQ(ID3D11Query_GetDataSize(query), sizeof(happened));
	CHECK_HR(get_data(app, query, &happened, sizeof(happened), 0),
		 DXGI_ERROR_INVALID_CALL);
	CHECK_EQ(happened, 77);
	ID3D11DeviceContext_Begin(app->context, (ID3D11Asynchronous *)query);
	CHECK_HR(reported(app, "::Begin"), E_INVALIDARG);
	OK(end(app, query));
	OK(get_data(app, query, NULL, 0, D3D11_ASYNC_GETDATA_DONOTFLUSH));
	OK(get_data(app, query, &happened, sizeof(happened), 0));
	CHECK_EQ(happened, TRUE);
	/* again */
	OK(end(app, query));
	OK(get_data(app, query, &happened, sizeof(happened), 0));
}

TEST(queries_refuse_bad_arguments)
{
	uint8_t data[8];
	struct app *app AUTO(close_app) = open_app();
	struct app *stranger AUTO(close_app) = open_app();
	ID3D11Query *query AUTO(release) = new_event(app);
	ID3D11Query *foreign AUTO(release) = new_event(stranger);
	ID3D11Texture2D *texture AUTO(release) = new_staging(app, 8, 8);
	const struct {
		void *query, *data;
		UINT size, flags;
	} bad[] = {
		{ NULL, data, 4, 0 },
		{ foreign, data, 4, 0 },
		{ texture, data, 4, 0 },
		{ query, NULL, 4, 0 },
		{ query, data, 0, 0 },
		{ query, data, 3, 0 },
		{ query, data, 5, 0 },
		{ query, data, UINT32_MAX, 0 },
		{ query, data, 4, 2 },
	};
	size_t i;

	OK(end(app, query));
	POISON(data);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(get_data(app, bad[i].query, bad[i].data, bad[i].size,
				  bad[i].flags), E_INVALIDARG);
	CHECK_UNTOUCHED(data);
	CHECK_HR(end(app, NULL), E_INVALIDARG);
	CHECK_HR(end(app, foreign), E_INVALIDARG);
	CHECK_HR(end(app, texture), E_INVALIDARG);
}

TEST(CreateQuery_makes_events_only)
{
	static const struct {
		D3D11_QUERY_DESC1 desc;
		HRESULT result;
	} cases[] = {
		{ { D3D11_QUERY_EVENT, 0, D3D11_CONTEXT_TYPE_ALL }, S_OK },
		{ { D3D11_QUERY_EVENT, 0, D3D11_CONTEXT_TYPE_VIDEO }, S_OK },
		{ { D3D11_QUERY_EVENT, 1, D3D11_CONTEXT_TYPE_ALL },
		  E_INVALIDARG },
		{ { D3D11_QUERY_EVENT, 0, (D3D11_CONTEXT_TYPE)5 },
		  E_INVALIDARG },
		{ { D3D11_QUERY_OCCLUSION, 0, D3D11_CONTEXT_TYPE_ALL },
		  E_NOTIMPL },
		{ { D3D11_QUERY_TIMESTAMP, 0, D3D11_CONTEXT_TYPE_ALL },
		  E_NOTIMPL },
		{ { (D3D11_QUERY)16, 0, D3D11_CONTEXT_TYPE_ALL },
		  E_INVALIDARG },
		{ { (D3D11_QUERY)-1, 0, D3D11_CONTEXT_TYPE_ALL },
		  E_INVALIDARG },
	};
	struct app *app AUTO(close_app) = open_app();
	D3D11_QUERY_DESC1 told;
	ID3D11Device3 *device;
	ID3D11Query1 *query;
	ID3D11Query *older;
	size_t i;

	OK(ID3D11Device_QueryInterface(app->device, &IID_ID3D11Device3,
				       (void **)&device));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		query = (ID3D11Query1 *)app;
		CHECK_HR(ID3D11Device3_CreateQuery1(device, &cases[i].desc,
						    &query), cases[i].result);
		CHECK_HR(reported(app, "ID3D11Device3::CreateQuery1"),
			 cases[i].result);
		if (cases[i].result) {
			CHECK(!query);
			continue;
		}
		ID3D11Query1_GetDesc1(query, &told);
		CHECK_MEM(&told, &cases[i].desc, sizeof(told));
		RELEASE(query);
	}
	CHECK_EQ(ID3D11Device3_CreateQuery1(device, &cases[0].desc, NULL),
		 S_FALSE);
	ID3D11Device3_Release(device);
	CHECK_FAILS(app, ID3D11Device_CreateQuery(app->device, NULL, &older),
		    E_INVALIDARG, "ID3D11Device::CreateQuery");
	CHECK(!older);
}

/* ------------------------------------------------------ other methods -- */

static ID3D11DeviceContext3 *context3(struct app *app)
{
	ID3D11DeviceContext3 *context;

	OK(ID3D11DeviceContext_QueryInterface(app->context,
					      &IID_ID3D11DeviceContext3,
					      (void **)&context));
	ID3D11DeviceContext3_Release(context);
	return context;
}

TEST(Flush1_signals_an_event)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11DeviceContext3 *context = context3(app);
	int fd = eventfd(0, EFD_CLOEXEC);
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	CHECK(fd > 0);
	ID3D11DeviceContext_Flush(app->context);
	ID3D11DeviceContext3_Flush1(context, D3D11_CONTEXT_TYPE_COPY, NULL);
	OK(reported(app, "::Flush1"));
	CHECK_EQ(poll(&wait, 1, 0), 0);
	ID3D11DeviceContext3_Flush1(context, D3D11_CONTEXT_TYPE_ALL,
				    (HANDLE)(intptr_t)fd);
	OK(reported(app, "::Flush1"));
	CHECK_EQ(poll(&wait, 1, 0), 1);
	ID3D11DeviceContext3_Flush1(context, (D3D11_CONTEXT_TYPE)5, NULL);
	CHECK_HR(reported(app, "ID3D11DeviceContext3::Flush1"), E_INVALIDARG);
	close(fd);
	ID3D11DeviceContext3_Flush1(context, D3D11_CONTEXT_TYPE_ALL,
				    (HANDLE)(intptr_t)fd);
	CHECK_HR(reported(app, "ID3D11DeviceContext3::Flush1"), E_INVALIDARG);
}

/* What is protected is so in both states. */
TEST(hardware_protection_state_is_kept)
{
	struct picture *p AUTO(close_picture) = open_picture();
	ID3D11DeviceContext3 *context = context3(p->app);
	BOOL enabled = 7;

	ID3D11DeviceContext3_GetHardwareProtectionState(context, &enabled);
	CHECK_EQ(enabled, FALSE);
	CHECK_HR(copy(p->app, p->staging, p->target), E_ACCESSDENIED);
	ID3D11DeviceContext3_SetHardwareProtectionState(context, TRUE);
	ID3D11DeviceContext3_GetHardwareProtectionState(context, &enabled);
	CHECK_EQ(enabled, TRUE);
	CHECK_HR(copy(p->app, p->staging, p->target), E_ACCESSDENIED);
	ID3D11DeviceContext3_SetHardwareProtectionState(context, FALSE);
	ID3D11DeviceContext3_GetHardwareProtectionState(context, &enabled);
	CHECK_EQ(enabled, FALSE);
	ID3D11DeviceContext3_GetHardwareProtectionState(context, NULL);
	CHECK_HR(reported(p->app, "3::GetHardwareProtectionState"),
		 E_INVALIDARG);
	check_picture(p);
}
