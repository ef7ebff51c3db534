// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: copies of protected content, which stay in video memory and in
 * the hands of its crypto session
 */
#include "d3d11.h"

static void check_texture(struct picture *p, void *texture,
			  const uint8_t *expected)
{
	uint8_t back[PICTURE_SIZE];

	read_texture(p->app, p->session, texture, p->staging, back,
		     PICTURE_SIZE, p->key);
	CHECK_MEM(back, expected, PICTURE_SIZE);
}

static void *new_target(struct app *app)
{
	return new_protected(app, PICTURE_WIDTH, PICTURE_HEIGHT);
}

TEST(protected_textures_are_copied)
{
	/* 4 pixels are 16 bytes */
	const D3D11_BOX box = { 4, 3, 0, 12, 8, 1 };
	const UINT pitch = PICTURE_WIDTH * 4;
	struct picture *p AUTO(close_picture) = open_picture();
	void *whole AUTO(release) = new_target(p->app);
	void *part AUTO(release) = new_target(p->app);
	uint8_t expected[PICTURE_SIZE] = { 0 };
	UINT row;

	OK(copy(p->app, whole, p->target));
	check_texture(p, whole, p->data);
	/* what is not written is zero */
	OK(copy_box(p->app, part, 20, 10, p->target, &box));
	for (row = 0; row < 5; row++)
		memcpy(expected + (10 + row) * pitch + 20 * 4,
		       p->data + (3 + row) * pitch + 4 * 4, 8 * 4);
	check_texture(p, part, expected);
	check_picture(p);
}

TEST(protected_copies_need_whole_blocks)
{
	static const struct {
		D3D11_BOX box;
		UINT x;
		HRESULT result;
	} cases[] = {
		{ { 1, 0, 0, 5, 1, 1 }, 0, E_INVALIDARG },
		{ { 0, 0, 0, 3, 1, 1 }, 0, E_INVALIDARG },
		{ { 0, 0, 0, 4, 1, 1 }, 2, E_INVALIDARG },
		{ { 0, 0, 0, 4, 1, 1 }, 4, S_OK },
		{ { 0, 0, 0, 49, 1, 1 }, 0, E_INVALIDARG },
		{ { 0, 0, 0, 4, 21, 1 }, 0, E_INVALIDARG },
	};
	struct picture *p AUTO(close_picture) = open_picture();
	void *other AUTO(release) = new_target(p->app);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_HR(copy_box(p->app, other, cases[i].x, 0, p->target,
				  &cases[i].box), cases[i].result);
	check_picture(p);
}

TEST(a_copy_that_fails_does_not_bind_its_destination)
{
	const D3D11_BOX box = { 1, 0, 0, 5, 1, 1 };
	uint8_t key[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	void *session AUTO(release) = new_keyed_session(p->app, key);
	void *other AUTO(release) = new_target(p->app);

	CHECK_HR(copy_box(p->app, other, 0, 0, p->target, &box), E_INVALIDARG);
	write_texture(p->app, session, p->staging, other, p->data,
		      PICTURE_SIZE, key, NULL);
	CHECK_HR(copy(p->app, other, p->target), E_ACCESSDENIED);
}

/* A width that is not a multiple of 4: the last block ends in the padding. */
TEST(protected_rows_may_end_in_their_padding)
{
	enum { WIDTH = 17, HEIGHT = 5, SIZE = 128 * HEIGHT };
	struct app *app AUTO(close_app) = open_app();
	uint8_t key[KEY_SIZE], data[SIZE], back[SIZE];
	void *session AUTO(release) = new_keyed_session(app, key);
	void *staging AUTO(release) = new_staging(app, WIDTH, HEIGHT);
	void *a AUTO(release) = new_protected(app, WIDTH, HEIGHT);
	void *b AUTO(release) = new_protected(app, WIDTH, HEIGHT);
	int row;

	fill_pattern(data, sizeof(data), 7);
	write_texture(app, session, staging, a, data, SIZE, key, NULL);
	OK(copy(app, b, a));
	read_texture(app, session, b, staging, back, SIZE, key);
	for (row = 0; row < HEIGHT; row++)
		CHECK_MEM(back + 128 * row, data + 128 * row, WIDTH * 4);
}

TEST(protected_content_stays_with_its_session)
{
	uint8_t key[KEY_SIZE], data[PICTURE_SIZE], back[PICTURE_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	void *session AUTO(release) = new_keyed_session(p->app, key);
	void *theirs AUTO(release) = new_target(p->app);
	void *empty AUTO(release) = new_target(p->app);

	fill_pattern(data, sizeof(data), 44);
	write_texture(p->app, session, p->staging, theirs, data, PICTURE_SIZE,
		      key, NULL);
	CHECK_HR(copy(p->app, theirs, p->target), E_ACCESSDENIED);
	CHECK_HR(copy(p->app, p->target, theirs), E_ACCESSDENIED);
	CHECK_HR(copy(p->app, p->target, empty), E_INVALIDARG);
	read_texture(p->app, session, theirs, p->staging, back, PICTURE_SIZE,
		     key);
	CHECK_MEM(back, data, PICTURE_SIZE);
	check_picture(p);
	/* the copy was not bound by the failure: it can be anyone's */
	OK(copy(p->app, empty, theirs));
	CHECK_HR(copy(p->app, empty, p->target), E_ACCESSDENIED);
}

TEST(content_of_a_lost_key_is_not_copied)
{
	uint8_t key[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	void *other AUTO(release) = new_target(p->app);
	ID3D11CryptoSession *session = p->session;

	/* its content goes with the session */
	p->session = new_keyed_session(p->app, key);
	memcpy(p->key, key, KEY_SIZE);
	RELEASE(session);
	CHECK_HR(copy(p->app, other, p->target), E_INVALIDARG);
	put_picture(p, p->key, NULL);
	OK(copy(p->app, other, p->target));
	check_texture(p, other, p->data);
}
