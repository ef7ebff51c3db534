/* SPDX-License-Identifier: MIT */
#ifndef UTIL_H
#define UTIL_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define UNUSED __attribute__((unused))

#endif /* UTIL_H */
