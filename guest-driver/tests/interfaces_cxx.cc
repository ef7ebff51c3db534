// SPDX-License-Identifier: MIT
// The methods of all interfaces as a C++ program calls them
#include <type_traits>

#include "headers.h"
#include "interfaces.h"

namespace {

// Something for an argument of type T; references need an object.
template <class T> T argument()
{
	static std::remove_const_t<std::remove_reference_t<T>> zero{};

	return zero;
}

template <class Interface, class Result, class... Arguments>
void call(void *object, Result (Interface::*method)(Arguments...))
{
	(static_cast<Interface *>(object)->*method)(argument<Arguments>()...);
}

} // namespace

// a template of the same name makes its address ambiguous
#define QUERY_INTERFACE(interface) \
	{ #interface "::QueryInterface", \
	  [](void *object) { call<interface, HRESULT, REFIID, void **>( \
		object, &interface::QueryInterface); } },
#define METHOD(interface, method, base) \
	{ #interface "::" #method, \
	  [](void *object) { call(object, &interface::method); } },

const cxx_method cxx_methods[] = {
#include "interfaces.inc"
};

const size_t cxx_method_count = sizeof(cxx_methods) / sizeof(cxx_methods[0]);
