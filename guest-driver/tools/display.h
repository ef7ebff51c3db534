/* SPDX-License-Identifier: MIT */
/*
 * The monitor: a connector, a mode of exactly the clip's size, and page flips.
 * Errors end the program with an error message.
 */
#ifndef DISPLAY_H
#define DISPLAY_H

#include <stdint.h>

#include <libavutil/rational.h>
#include <xf86drmMode.h>

struct display {
	int fd;
	uint32_t connector;
	uint32_t crtc;
	unsigned int pipe;		/* index of the CRTC */
	char name[32];			/* of the connector */
	drmModeModeInfo mode;
	AVRational refresh;		/* vblanks per second, exactly */
};

/*
 * Find a connected connector (called @name unless NULL) and a mode for
 * @width x @height pixels whose refresh rate is a multiple of @rate.
 */
void display_open(struct display *display, int fd, const char *name,
		  unsigned int width, unsigned int height, AVRational rate);

/* Create a framebuffer from an object; returns its id. */
uint32_t display_add_framebuffer(struct display *display, uint32_t handle,
				 uint32_t pitch);

/* Set the mode and show @framebuffer. */
void display_start(struct display *display, uint32_t framebuffer);

/*
 * Show @framebuffer from the next vblank on, and wait for that.  Returns the
 * number of the vblank.
 */
uint32_t display_flip(struct display *display, uint32_t framebuffer);

/* Wait for vblank @sequence. */
void display_wait_vblank(struct display *display, uint32_t sequence);

#endif /* DISPLAY_H */
