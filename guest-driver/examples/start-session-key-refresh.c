// SPDX-License-Identifier: MIT
/*
 * ID3D11VideoContext::StartSessionKeyRefresh
 *
 * Gets a random number R from the device, of the size of the session key K.
 * The application computes K xor R; the device continues to use K until
 * FinishSessionKeyRefresh.  The method returns nothing; its result is available
 * from cpgpu_d3d_get_last_error().
 */
#include "video11.h"

static const char about[] =
	"Start the refresh of a session key by ID3D11VideoContext, and prove that\n"
	"the old key K stays in use until it is finished, and K xor R follows.";

/* Is the picture in protected memory readable under @key? */
static bool reads_under(struct video11 *video, const uint8_t key[KEY_SIZE])
{
	uint8_t iv[KEY_SIZE], data[PICTURE_SIZE];

	read_picture(video, iv, data);
	return shows_picture(key, iv, data);
}

int main(int argc, char **argv)
{
	uint8_t key[KEY_SIZE], random[KEY_SIZE], refreshed[KEY_SIZE];
	struct video11 video;

	begin(argc, argv, about);
	open_video11(&video);
	new_key(key);
	exchange_key(&video, key);
	write_picture(&video, key);

	ID3D11VideoContext_StartSessionKeyRefresh(video.video_context,
						  video.session, KEY_SIZE,
						  random);
	must(last_error(&video), "start the refresh");
	show("StartSessionKeyRefresh gave R", random);
	refresh_key(key, random, refreshed);
	prove(reads_under(&video, key), "the device still uses K");
	prove(!reads_under(&video, refreshed), "it does not use K xor R yet");

	ID3D11VideoContext_FinishSessionKeyRefresh(video.video_context,
						   video.session);
	must(last_error(&video), "finish the refresh");
	prove(reads_under(&video, refreshed),
	      "after FinishSessionKeyRefresh it uses K xor R");

	/* a wrong size: nothing is returned, but the error is reported */
	ID3D11VideoContext_StartSessionKeyRefresh(video.video_context,
						  video.session, KEY_SIZE - 1,
						  random);
	prove(last_error(&video) == E_INVALIDARG,
	      "15 bytes are refused with E_INVALIDARG");
	close_video11(&video);
	forget(key);
	forget(refreshed);
	return end();
}
