/* SPDX-License-Identifier: MIT */
/* Memory for a picture, for the two examples of the driver interfaces */
#ifndef RESOURCE_H
#define RESOURCE_H

#include <cpgpu_ddi.h>

#include "common.h"

/* In restricted memory or in system memory, which can be mapped. */
HANDLE create_resource(HANDLE device, BOOL restricted);
void *map_resource(HANDLE device, HANDLE resource);
void unmap_resource(HANDLE device, HANDLE resource);

#endif /* RESOURCE_H */
