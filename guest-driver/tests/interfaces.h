/* SPDX-License-Identifier: MIT */
/* Calling the methods of Direct3D's interfaces from C++ */
#ifndef INTERFACES_H
#define INTERFACES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In the order of interfaces.inc */
struct cxx_method {
	const char *name;
	/* Calls it on @object with zeros for arguments. */
	void (*call)(void *object);
};

extern const struct cxx_method cxx_methods[];
extern const size_t cxx_method_count;

#ifdef __cplusplus
}
#endif

#endif /* INTERFACES_H */
