/* SPDX-License-Identifier: MIT */
/*
 * What all COM objects of the API layers share: the methods of IUnknown, and
 * private data.
 */
#ifndef COM_H
#define COM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "report.h"

/* The object that @member, one of its interfaces or its struct com, is in. */
#define com_container(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

struct com;

#define COM_INTERFACES_MAX 20

/* What all objects of one kind have in common. */
struct com_class {
	/* frees the object; NULL: it is a part of its parent */
	void (*destroy)(struct com *com);
	/* what QueryInterface finds; the first one is IUnknown */
	struct com_interface {
		const IID *iid;
		/* of the interface, counted from the object's struct com */
		ptrdiff_t offset;
	} interfaces[COM_INTERFACES_MAX + 1];
};

#define COM_INTERFACE(iid, type, interface, com) \
	{ &(iid), (ptrdiff_t)offsetof(type, interface) - \
		  (ptrdiff_t)offsetof(type, com) }

struct com {
	atomic_uint refs;
	const struct com_class *class;
	/* kept alive while this one has references, or NULL */
	struct com *parent;
	/* answered by QueryInterface, too: see report.h; or NULL */
	struct report *report;
};

/*
 * An object has one reference, the caller's, and keeps one to @parent.  A part
 * of its parent starts without references.
 */
void com_init(struct com *com, const struct com_class *class,
	      struct com *parent);

HRESULT com_query(struct com *com, REFIID riid, void **out);

/* Both return the new count. */
ULONG com_add_ref(struct com *com);
ULONG com_release(struct com *com);

/*
 * The methods of IUnknown for @interface; @com is the object's struct com as an
 * expression of This.
 */
#define COM_METHODS(prefix, interface, com) \
static HRESULT STDMETHODCALLTYPE prefix##_QueryInterface( \
	interface *This, REFIID riid, void **out) \
{ \
	return com_query(&(com), riid, out); \
} \
static ULONG STDMETHODCALLTYPE prefix##_AddRef(interface *This) \
{ \
	return com_add_ref(&(com)); \
} \
static ULONG STDMETHODCALLTYPE prefix##_Release(interface *This) \
{ \
	return com_release(&(com)); \
}

/* No method of Direct3D returns more interfaces at once. */
#define COM_ARRAY_MAX 128

/*
 * A vtable, prefix_vtbl or @name, made of the file's functions prefix_Method.  A
 * method that the file lacks becomes a function that reports the failure by
 *	HRESULT prefix_unsupported(interface *This, const char *method)
 * gen-vtables writes it all to NAME.vtables.h, which NAME.c includes last.
 */
#ifndef GEN_VTABLES
#define VTABLE(interface, prefix) static const interface##Vtbl prefix##_vtbl;
#define EXTERN_VTABLE(interface, prefix, name)
#endif

/* ---------------------------------------------------------- private data -- */

struct private_data_entry;

struct private_data {
	pthread_mutex_t lock;
	struct private_data_entry *first;
};

void private_data_init(struct private_data *data);
void private_data_free(struct private_data *data);

/*
 * GetPrivateData, SetPrivateData and SetPrivateDataInterface of Direct3D 11.
 * Setting NULL removes the entry.  An entry that is an interface holds a
 * reference to it, and getting it returns another reference.
 */
HRESULT private_data_get(struct private_data *data, REFGUID guid, UINT *size,
			 void *out);
HRESULT private_data_set(struct private_data *data, REFGUID guid, UINT size,
			 const void *in);
HRESULT private_data_set_interface(struct private_data *data, REFGUID guid,
				   const IUnknown *object);

/* These methods for an interface; @data is an expression of This. */
#define PRIVATE_DATA_METHODS(prefix, interface, data) \
static HRESULT STDMETHODCALLTYPE prefix##_GetPrivateData( \
	interface *This, REFGUID guid, UINT *size, void *out) \
{ \
	return private_data_get(&data, guid, size, out); \
} \
SET_PRIVATE_DATA_METHODS(prefix, interface, data)

#define SET_PRIVATE_DATA_METHODS(prefix, interface, data) \
static HRESULT STDMETHODCALLTYPE prefix##_SetPrivateData( \
	interface *This, REFGUID guid, UINT size, const void *in) \
{ \
	return private_data_set(&data, guid, size, in); \
} \
static HRESULT STDMETHODCALLTYPE prefix##_SetPrivateDataInterface( \
	interface *This, REFGUID guid, const IUnknown *object) \
{ \
	return private_data_set_interface(&data, guid, object); \
}

#endif /* COM_H */
