// SPDX-License-Identifier: MIT
/*
 * ID3D11VideoContext::FinishSessionKeyRefresh
 *
 * Switches the session to the key K xor R, where R was returned by
 * StartSessionKeyRefresh.  All protected surfaces are re-encrypted under the new
 * key, and keep their content.  Without an earlier start, the key does not
 * change, and cpgpu_d3d_get_last_error() returns an error.
 */
#include <string.h>

#include "video11.h"

static const char about[] =
	"Refresh a session key three times by ID3D11VideoContext, and prove that a\n"
	"picture in protected memory survives and follows to each new key.";

#define REFRESHES 3

/* Change the device's key and @key from K to K xor R. */
static void refresh(struct video11 *video, uint8_t key[KEY_SIZE])
{
	uint8_t random[KEY_SIZE];

	ID3D11VideoContext_StartSessionKeyRefresh(video->video_context,
						  video->session, KEY_SIZE,
						  random);
	must(last_error(video), "start a refresh");
	ID3D11VideoContext_FinishSessionKeyRefresh(video->video_context,
						   video->session);
	must(last_error(video), "finish a refresh");
	show("FinishSessionKeyRefresh made it K xor R; R", random);
	refresh_key(key, random, key);
}

int main(int argc, char **argv)
{
	uint8_t key[KEY_SIZE], old[KEY_SIZE], iv[KEY_SIZE];
	uint8_t data[PICTURE_SIZE];
	struct video11 video;
	int i;

	begin(argc, argv, about);
	open_video11(&video);
	new_key(key);
	exchange_key(&video, key);
	write_picture(&video, key);

	for (i = 0; i < REFRESHES; i++) {
		memcpy(old, key, KEY_SIZE);
		refresh(&video, key);
		read_picture(&video, iv, data);
		prove(shows_picture(key, iv, data),
		      "the picture is there, under the new key");
		prove(!shows_picture(old, iv, data),
		      "and not under the old one");
	}
	write_picture(&video, key);
	read_picture(&video, iv, data);
	prove(shows_picture(key, iv, data),
	      "what is written now is encrypted with the new key");

	/* R is used up */
	ID3D11VideoContext_FinishSessionKeyRefresh(video.video_context,
						   video.session);
	prove(FAILED(last_error(&video)), "finishing without a start fails");
	read_picture(&video, iv, data);
	prove(shows_picture(key, iv, data), "and leaves the key as it is");
	close_video11(&video);
	forget(key);
	forget(old);
	return end();
}
