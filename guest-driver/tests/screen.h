/* SPDX-License-Identifier: MIT */
/* The display for tests; everything here fails the test when it fails. */
#ifndef SCREEN_H
#define SCREEN_H

#include <xf86drmMode.h>

#include "fixture.h"

#define SLOW_WIDTH	64
#define SLOW_HEIGHT	64
#define SLOW_HZ		2

struct screen {
	struct session session;
	int fd;
	uint32_t connector;
	uint32_t crtc;
	uint32_t plane;
	drmModeModeInfo mode;		/* the preferred one */
};

/* As the event describes it. */
struct flip {
	bool done;
	uint32_t sequence;
	double seconds;
};

/* The first connector, CRTC and primary plane, and a session with a key. */
struct screen open_screen(void);

/* Id of a property of an object, and (value: unless NULL) what it is now. */
uint32_t property(int fd, uint32_t object, uint32_t type, const char *name,
		  uint64_t *value);

/* A mode of any size and whole rate. */
drmModeModeInfo custom_mode(unsigned int width, unsigned int height,
			    unsigned int hz);

/* Bytes from row to row. */
uint32_t pitch_of(unsigned int width);

/* Make a framebuffer of an object: 0 or -errno. */
int add_fb(int fd, uint32_t handle, unsigned int width, unsigned int height,
	   uint32_t pitch, uint32_t format, uint32_t *id);

/* A framebuffer on a new protected object; *object: its handle. */
uint32_t protected_fb(struct screen *screen, const drmModeModeInfo *mode,
		      uint32_t *object);

/* Set a mode: 0 or -errno. */
int set_crtc(struct screen *screen, uint32_t fb, drmModeModeInfo *mode);

/* Flip, and wait until it was done; or only wait. */
struct flip flip_to(struct screen *screen, uint32_t fb);
void wait_flip(struct screen *screen, struct flip *flip);

/* Put a property, or all of the primary plane (fb 0: off), into a commit. */
void add_property(drmModeAtomicReq *req, int fd, uint32_t object, uint32_t type,
		  const char *name, uint64_t value);
void add_plane(drmModeAtomicReq *req, struct screen *screen, uint32_t fb,
	       const drmModeModeInfo *mode);

/* A sync file that is signalled in about 1/SLOW_HZ s, by a flip. */
int slow_fence(struct screen *screen);

#endif /* SCREEN_H */
