// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: ID3D10Multithread and ID3D11Multithread, and many threads on one
 * context
 */
#include <d3d10.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "d3d11.h"

#define THREADS	32
#define ROUNDS	8
#define SIZE	16

static ID3D11Multithread *multithread(void *object)
{
	ID3D11Multithread *found;

	OK(IUnknown_QueryInterface((IUnknown *)object, &IID_ID3D11Multithread,
				   (void **)&found));
	return found;
}

TEST(ID3D11Multithread_of_device_and_context)
{
	struct app *app AUTO(close_app) = open_app();
	void *const objects[] = { app->device, app->video, app->context,
				  app->vc };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		IUnknown *object = objects[i], *identity, *same;
		ID3D11Multithread *m = multithread(object), *old;

		/* an older name of the same interface */
		OK(ID3D11Multithread_QueryInterface(m, &IID_ID3D10Multithread,
						    (void **)&old));
		CHECK(old == m);
		ID3D11Multithread_Release(old);
		OK(IUnknown_QueryInterface(object, &IID_IUnknown,
					   (void **)&identity));
		OK(ID3D11Multithread_QueryInterface(m, &IID_IUnknown,
						    (void **)&same));
		CHECK(same == identity);
		IUnknown_Release(same);
		IUnknown_Release(identity);

		/* both objects have one setting, which is returned before */
		CHECK_EQ(ID3D11Multithread_GetMultithreadProtected(m), FALSE);
		CHECK_EQ(ID3D11Multithread_SetMultithreadProtected(m, 2),
			 FALSE);
		CHECK_EQ(ID3D11Multithread_GetMultithreadProtected(m), TRUE);
		CHECK_EQ(ID3D11Multithread_SetMultithreadProtected(m, FALSE),
			 TRUE);
		ID3D11Multithread_Release(m);
	}
}

/* --------------------------------------------------------- many threads -- */

struct work {
	struct app *app;
	ID3D11Multithread *lock;
	atomic_int inside;	/* between Enter and Leave */
	atomic_int done;
};

/* Between Enter and Leave, another thread must not get in, nor call. */
static void *refresh_and_decrypt(void *arg)
{
	struct work *work = arg;
	struct app *app = work->app;
	ID3D11Texture2D *staging = new_staging(app, SIZE, SIZE);
	ID3D11Texture2D *target = new_protected(app, SIZE, SIZE);
	uint8_t key[KEY_SIZE], random[KEY_SIZE], data[64 * SIZE];
	uint8_t read[sizeof(data)];
	ID3D11CryptoSession *session;
	int i, j;

	/* the helpers' checks of the side channel are for one thread */
	ID3D11Multithread_Enter(work->lock);
	session = new_keyed_session(app, key);
	ID3D11Multithread_Leave(work->lock);
	for (i = 0; i < ROUNDS; i++) {
		ID3D11Multithread_Enter(work->lock);
		ID3D11Multithread_Enter(work->lock);
		CHECK_EQ(atomic_fetch_add(&work->inside, 1), 0);
		OK(start(app, session, sizeof(random), random));
		OK(finish(app, session));
		for (j = 0; j < KEY_SIZE; j++)
			key[j] ^= random[j];
		fill_pattern(data, sizeof(data), i);
		write_texture(app, session, staging, target, data,
			      sizeof(data), key, NULL);
		read_texture(app, session, target, staging, read, sizeof(read),
			     key);
		CHECK_MEM(read, data, sizeof(data));
		CHECK_EQ(atomic_fetch_sub(&work->inside, 1), 1);
		ID3D11Multithread_Leave(work->lock);
		ID3D11Multithread_Leave(work->lock);
	}
	RELEASE(session);
	RELEASE(staging);
	RELEASE(target);
	work->done++;
	return NULL;
}

static void run(void *(*function)(void *), struct work *work)
{
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, function, work));
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	CHECK_EQ(work->done, THREADS);
}

TEST(threads_share_a_protected_context)
{
	struct app *app AUTO(close_app) = open_app();
	struct work work = { .app = app, .lock = multithread(app->context) };

	ID3D11Multithread_SetMultithreadProtected(work.lock, TRUE);
	run(refresh_and_decrypt, &work);
	ID3D11Multithread_Release(work.lock);
}

static void *fail_calls(void *arg)
{
	struct work *work = arg;
	struct app *app = work->app;
	ID3D11CryptoSession *session = new_session(app);
	ID3D11Texture2D *texture = new_staging(app, SIZE, SIZE);
	D3D11_MAPPED_SUBRESOURCE mapped;
	uint8_t random[KEY_SIZE];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ID3D11VideoContext1_StartSessionKeyRefresh(
			app->vc, session, sizeof(random), random);
		ID3D11VideoContext1_FinishSessionKeyRefresh(app->vc, session);
		OK(ID3D11DeviceContext_Map(app->context,
					   (ID3D11Resource *)texture, 0,
					   D3D11_MAP_READ, 0, &mapped));
		ID3D11DeviceContext_Unmap(app->context,
					  (ID3D11Resource *)texture, 0);
	}
	RELEASE(session);
	RELEASE(texture);
	work->done++;
	return NULL;
}

/* Without protection, and without the lock, calls of threads are safe, too. */
TEST(threads_share_a_context_without_a_lock)
{
	struct app *app AUTO(close_app) = open_app();
	struct work work = { .app = app };

	run(fail_calls, &work);
	CHECK_EQ(app->error, E_INVALIDARG);
}

/* --------------------------------------------------------- Enter and Leave -- */

struct call {
	struct app *app;
	ID3D11CryptoSession *session;
	atomic_bool returned;
};

static void *call_context(void *arg)
{
	struct call *call = arg;

	ID3D11VideoContext1_FinishSessionKeyRefresh(call->app->vc,
						    call->session);
	call->returned = true;
	return NULL;
}

/* Whether a call of another thread is held up until @leave calls of Leave. */
static void check_held(struct app *app, ID3D11Multithread *m, bool held,
		       int leave)
{
	struct call call = { .app = app, .session = new_session(app) };
	pthread_t thread;

	CHECK(!pthread_create(&thread, NULL, call_context, &call));
	if (held) {
		usleep(100000);
		CHECK(!call.returned);
		while (leave--)
			ID3D11Multithread_Leave(m);
	}
	CHECK(!pthread_join(thread, NULL));
	RELEASE(call.session);
}

TEST(Enter_and_Leave_hold_up_other_threads)
{
	struct app *app AUTO(close_app) = open_app();
	ID3D11Multithread *m = multithread(app->device);

	/* not protected: no effect */
	ID3D11Multithread_Enter(m);
	check_held(app, m, false, 0);
	ID3D11Multithread_Leave(m);
	/* protected: as often as it was entered */
	ID3D11Multithread_SetMultithreadProtected(m, TRUE);
	ID3D11Multithread_Enter(m);
	ID3D11Multithread_Enter(m);
	ID3D11Multithread_Leave(m);
	check_held(app, m, true, 1);
	/* Leave without Enter does not open it to others */
	ID3D11Multithread_Leave(m);
	ID3D11Multithread_Enter(m);
	check_held(app, m, true, 1);
	/* what was entered can be left after the protection has ended */
	ID3D11Multithread_Enter(m);
	ID3D11Multithread_SetMultithreadProtected(m, FALSE);
	check_held(app, m, true, 1);
	ID3D11Multithread_Release(m);
}
