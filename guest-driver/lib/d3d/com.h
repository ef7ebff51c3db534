/* SPDX-License-Identifier: MIT */
/*
 * What all COM objects of the API layers share: a reference count, the object
 * that they keep alive, and private data.
 */
#ifndef COM_H
#define COM_H

#include <pthread.h>
#include <stdatomic.h>

#include "d3dcommon_types.h"

/* The object that @member, one of its interfaces or its struct com, is in. */
#define com_container(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

struct com {
	atomic_uint refs;
	/* what it keeps alive while it has references, or NULL */
	struct com *parent;
	/* frees the object; NULL: it lives in its parent */
	void (*destroy)(struct com *com);
};

/* One reference, the caller's; takes one to @parent. */
void com_init(struct com *com, struct com *parent,
	      void (*destroy)(struct com *com));

/* One without references yet, inside of @parent. */
void com_init_inside(struct com *com, struct com *parent);

/* Both return the new count. */
ULONG com_add_ref(struct com *com);
ULONG com_release(struct com *com);

/* ---------------------------------------------------------- private data -- */

struct private_data_entry;

struct private_data {
	pthread_mutex_t lock;
	struct private_data_entry *first;
};

void private_data_init(struct private_data *data);
void private_data_free(struct private_data *data);

/*
 * As GetPrivateData, SetPrivateData and SetPrivateDataInterface of Direct3D 11:
 * data NULL takes the entry away; an interface is kept by a reference, and the
 * one who gets it gets another.
 */
HRESULT private_data_get(struct private_data *data, REFGUID guid, UINT *size,
			 void *out);
HRESULT private_data_set(struct private_data *data, REFGUID guid, UINT size,
			 const void *in);
HRESULT private_data_set_interface(struct private_data *data, REFGUID guid,
				   const IUnknown *object);

#endif /* COM_H */
