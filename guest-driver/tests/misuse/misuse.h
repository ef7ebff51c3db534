/* SPDX-License-Identifier: MIT */
/*
 * cpgpu-misuse-d3d: what applications do wrong, with the libraries' sources
 * built for the sanitizers.  What is not as documented ends the program.
 */
#ifndef MISUSE_H
#define MISUSE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "../headers.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Print a line and exit with status 3. */
void wrong(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* End the program unless @hr is S_OK; @what names the call. */
void must_succeed(HRESULT hr, const char *what);
#define MUST(call) must_succeed(call, #call)

/* --------------------------------------------------------------- objects -- */

/* What all other objects are made from */
struct world {
	ID3D11Device *device;
	ID3D11DeviceContext *context;
	ID3D11VideoDevice2 *video;
	IDirect3D9Ex *d3d9;
	IDirect3DDevice9Ex *device9;
	IDirect3DDevice9Video *video9;
};

struct world *make_world(void);
/* All objects of it must have been released before: its devices are freed. */
void free_world(struct world *world);
/* Keeps the objects that still exist usable. */
void release_world(struct world *world);

/* A kind of objects that the library hands out: see objects.c */
struct maker {
	const char *name;
	HRESULT (*make)(struct world *world, void **out);
	/* the device whose side channel hears of failures; NULL: none */
	IUnknown *(*reporter)(struct world *world);
};

extern const struct maker makers[];
extern const size_t maker_count;

/* Make one of each kind, or release them. */
void make_objects(struct world *world, IUnknown **objects);
void release_objects(IUnknown **objects);

/* How many references @object has */
ULONG references(IUnknown *object);

extern const GUID *const iids[];
extern const char *const iid_names[];
extern const size_t iid_count;

/* The object of another library: QueryInterface finds IUnknown only. */
IUnknown *foreign_object(void);
/* What all calls together left over */
ULONG foreign_references(void);

/* ----------------------------------------------------------------- words -- */

/* slots.cc: call each method of each interface with bad arguments */
void run_slots(void);
/* query.c: QueryInterface, with each IID, from each interface of each object */
void run_query(void);
/* life.c */
void run_release(void);
void run_outlive(void);
void run_threads(void);
void run_removal(void);

/*
 * Call all methods of @world's objects, with @others, too, as arguments; not
 * @full: with fewer combinations.  Returns the number of calls.
 */
unsigned long call_all(struct world *world, IUnknown **objects,
		       IUnknown **others, bool full);

#ifdef __cplusplus
}
#endif

#endif /* MISUSE_H */
