/* SPDX-License-Identifier: MIT */
/*
 * The monitor: one connector, one mode of exactly the clip's size, flips.
 * What goes wrong here ends the program with a line that says what.
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
	AVRational refresh;		/* vblanks a second, exactly */
};

/*
 * Find a connected connector (called @name unless NULL) and a mode for
 * @width x @height pixels whose refresh rate is a multiple of @rate.
 */
void display_open(struct display *display, int fd, const char *name,
		  unsigned int width, unsigned int height, AVRational rate);

/* Make a framebuffer of an object; returns its id. */
uint32_t display_add_framebuffer(struct display *display, uint32_t handle,
				 uint32_t pitch);

/* Set the mode and show @framebuffer. */
void display_start(struct display *display, uint32_t framebuffer);

/*
 * Show @framebuffer from the next vblank on and wait until it is shown.
 * Returns the number of that vblank.
 */
uint32_t display_flip(struct display *display, uint32_t framebuffer);

/* Wait until vblank @sequence has been. */
void display_wait_vblank(struct display *display, uint32_t sequence);

#endif /* DISPLAY_H */
