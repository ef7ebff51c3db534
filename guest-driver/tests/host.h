/* SPDX-License-Identifier: MIT */
/*
 * Faults that the host injects.  They need run-vm; elsewhere these functions
 * skip the test.  When a function returns, the fault has happened.
 */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>

/* Set a property of the device; @value in JSON, for example "true". */
void host_set(const char *property, const char *value);

/* All sessions and channels lose their keys; or the content goes as well. */
void host_lose_all_keys(void);
void host_lose_all_content(void);

/* The same for the session in this slot of the device. */
void host_lose_key(unsigned int slot);
void host_lose_content(unsigned int slot);

#endif /* HOST_H */
