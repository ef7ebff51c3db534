// SPDX-License-Identifier: MIT
// Call each method of each interface of each object with bad arguments.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

#include <sanitizer/common_interface_defs.h>

#include "misuse.h"

namespace {

// ------------------------------------------------------------ arguments --

enum Source { NOTHING, OWN, OTHER_DEVICE, OTHER_KIND, FOREIGN, SOURCES };

constexpr unsigned int ALL = ~0u;	// no argument is NULL in particular
constexpr size_t ROOM = 65536;
constexpr size_t ARRAY = 8;
constexpr size_t ARGUMENTS_MAX = 16;

// Where the arguments of a call come from
struct Call {
	unsigned long long number;	// for all that are numbers
	Source source;			// for interfaces
	unsigned int null;		// which argument is NULL, or ALL
	bool pointers;			// else all are NULL
	IUnknown **own, **others;	// objects of both devices
};

// One block of memory per argument, so that the sanitizer sees its bounds
char *room[ARGUMENTS_MAX];
// Results that are interfaces, with their references
IUnknown **results[ARGUMENTS_MAX];
// The method has an IID for what a void ** receives.
bool has_iid;

bool is_null(const Call &call, unsigned int index)
{
	return !call.pointers || call.null == index;
}

// The interface @iid of one of @objects, without a reference
IUnknown *find(IUnknown **objects, REFIID iid, bool has)
{
	for (size_t i = 0; i < maker_count; i++) {
		void *out;
		bool found = objects[i]->QueryInterface(iid, &out) == S_OK;

		if (found)
			static_cast<IUnknown *>(out)->Release();
		if (found && has)
			return static_cast<IUnknown *>(out);
		if (!found && !has)
			return objects[i];
	}
	return nullptr;
}

IUnknown *object(const Call &call, REFIID iid)
{
	switch (call.source) {
	case OWN:
		return find(call.own, iid, true);
	case OTHER_DEVICE:
		return find(call.others, iid, true);
	case OTHER_KIND:
		return find(call.own, iid, false);
	case FOREIGN:
		return foreign_object();
	default:
		return nullptr;
	}
}

// T may be incomplete.
template <class T> constexpr bool is_interface =
	std::is_convertible<std::remove_cv_t<T> *, IUnknown *>::value;

// Numbers, enumerations, structures
template <class T> struct Argument {
	static T make(const Call &call, unsigned int)
	{
		T value;

		memset(&value, call.number > 1 ? 0xff : 0, sizeof(value));
		if (call.number == 1)
			*reinterpret_cast<char *>(&value) = 1;
		return value;
	}
};

template <class T> struct Argument<T &> {
	static T &make(const Call &call, unsigned int index)
	{
		void *null = nullptr;

		return *static_cast<std::remove_const_t<T> *>(
			is_null(call, index) ? null : room[index]);
	}
};

void *array_of(const Call &call, unsigned int index, REFIID iid, bool in)
{
	auto array = reinterpret_cast<IUnknown **>(room[index]);

	if (is_null(call, index))
		return nullptr;
	for (size_t i = 0; i < ARRAY; i++)
		array[i] = in ? object(call, iid) : nullptr;
	if (!in)
		results[index] = array;
	return array;
}

// An interface, a place or places for interfaces, or something else
template <class T, bool com = is_interface<T>> struct Pointee {
	static void *make(const Call &call, unsigned int index)
	{
		return is_null(call, index) ? nullptr : room[index];
	}
};

template <class T> struct Pointee<T, true> {
	static void *make(const Call &call, unsigned int index)
	{
		return is_null(call, index) ? nullptr :
			object(call, __uuidof(std::remove_cv_t<T>));
	}
};

template <class T> struct Pointee<T *, false> {
	static void *make(const Call &call, unsigned int index)
	{
		return Place<T, is_interface<T>>::make(call, index, false);
	}
	template <class U, bool com> struct Place {
		static void *make(const Call &call, unsigned int index, bool)
		{
			// void **, char **: all that comes from here is 0
			return is_null(call, index) ? nullptr : room[index];
		}
	};
	template <class U> struct Place<U, true> {
		static void *make(const Call &call, unsigned int index, bool in)
		{
			return array_of(call, index,
					__uuidof(std::remove_cv_t<U>), in);
		}
	};
};

template <> struct Pointee<void *, false> {
	static void *make(const Call &call, unsigned int index)
	{
		if (has_iid)
			return array_of(call, index, IID_IUnknown, false);
		return is_null(call, index) ? nullptr : room[index];
	}
};

template <class T> struct Pointee<T *const, false> {
	static void *make(const Call &call, unsigned int index)
	{
		return Pointee<T *, false>::template
			Place<T, is_interface<T>>::make(call, index, true);
	}
};

template <class T> struct Argument<T *> {
	static T *make(const Call &call, unsigned int index)
	{
		return reinterpret_cast<T *>(Pointee<T>::make(call, index));
	}
};

// -------------------------------------------------------------- methods --

// What a method returned, as far as it can be an HRESULT
HRESULT result(HRESULT hr) { return hr; }
template <class T> HRESULT result(const T &) { return S_OK; }

template <class Interface, class Return, class... Arguments, size_t... Index>
std::enable_if_t<!std::is_void<Return>::value, HRESULT>
invoke(IUnknown *object, Return (STDMETHODCALLTYPE Interface::*method)(Arguments...),
       const Call &call, std::index_sequence<Index...>)
{
	(void)call;
	return result((static_cast<Interface *>(object)->*method)(
		Argument<Arguments>::make(call, Index)...));
}

template <class Interface, class Return, class... Arguments, size_t... Index>
std::enable_if_t<std::is_void<Return>::value, HRESULT>
invoke(IUnknown *object, Return (STDMETHODCALLTYPE Interface::*method)(Arguments...),
       const Call &call, std::index_sequence<Index...>)
{
	(void)call;
	(static_cast<Interface *>(object)->*method)(
		Argument<Arguments>::make(call, Index)...);
	return S_OK;
}

template <class Interface, class Return, class... Arguments>
HRESULT run(IUnknown *object, Return (STDMETHODCALLTYPE Interface::*method)(Arguments...),
	   const Call &call)
{
	const bool guids[] = { std::is_same<Arguments, REFIID>::value...,
			       false };

	has_iid = false;
	for (auto guid : guids)
		has_iid |= guid;
	return invoke(object, method, call,
		      std::index_sequence_for<Arguments...>());
}

template <class Interface, class Return, class... Arguments>
constexpr unsigned int arity(Return (STDMETHODCALLTYPE Interface::*)(Arguments...))
{
	return sizeof...(Arguments);
}

// Does it take an interface?
template <class T> constexpr bool is_taken = false;
template <class T> constexpr bool is_taken<T *> = is_interface<T>;

template <class Interface, class Return, class... Arguments>
bool takes_interface(Return (STDMETHODCALLTYPE Interface::*)(Arguments...))
{
	const bool each[] = { is_taken<Arguments>..., false };

	for (auto one : each)
		if (one)
			return true;
	return false;
}

struct Method {
	const IID *iid;
	const char *iface, *name, *documented;
	bool works, hresult, takes_interface;
	unsigned int arguments;
	HRESULT (*run)(IUnknown *object, const Call &call);
};

#define METHOD(interface, method, base, works, hresult) \
	{ &IID_##interface, #interface, #method, #base "::" #method, works, hresult, \
	  takes_interface(&interface::method), \
	  arity(&interface::method), \
	  [](IUnknown *object, const Call &call) { \
		return run(object, &interface::method, call); } },
const Method methods[] = {
#include "vtables.inc"
};
unsigned long called[sizeof(methods) / sizeof(methods[0])];

// ---------------------------------------------------------------- calls --

struct Told {
	unsigned int count;
	char function[128];
};

void CALLBACK hear(void *context, HRESULT, const char *function, const char *)
{
	auto told = static_cast<Told *>(context);

	told->count++;
	snprintf(told->function, sizeof(told->function), "%s", function);
}

// Methods that believe what a caller says of its memory, or wait for a number,
// and how much they can be told
const struct {
	const char *name;
	unsigned long long most;
} spared[] = {
	{ "SetPrivateData", 1 },
	{ "ClearView", 1 },
	{ "SetEventOnCompletion", 0 },
	{ "Wait", 0 },
};

bool is_spared(const Method &method, const Call &call)
{
	for (auto &entry : spared)
		if (!strcmp(entry.name, method.name))
			return call.number > entry.most;
	return false;
}

void release_results()
{
	for (auto &array : results) {
		for (size_t i = 0; array && i < ARRAY; i++)
			if (array[i])
				array[i]->Release();
		array = nullptr;
	}
}

// Are all interfaces objects that no method should accept?
bool is_strange(const Call &call)
{
	return call.pointers && call.null == ALL && call.source > OWN &&
	       (call.source != OTHER_DEVICE || call.others != call.own);
}

// Methods that are not for objects of one device only
const struct {
	const char *name;
	Source last;	// the strangest that they take
} generous[] = {
	{ "SetPrivateDataInterface", FOREIGN },
	{ "ResetDevice", OTHER_DEVICE },	// of a device manager
};

bool takes(const Method &method, Source source)
{
	for (auto &entry : generous)
		if (!strcmp(entry.name, method.name))
			return source <= entry.last;
	return false;
}

unsigned long calls, unsupported;
bool has_report;
char last_call[256];

void print_last_call()
{
	fprintf(stderr, "the last call was %s\n", last_call);
}

void check(const Method &method, IUnknown *object, const Call &call,
	   const char *name, Told *told)
{
	const char *problem = nullptr;

	if (is_spared(method, call))
		return;
	snprintf(last_call, sizeof(last_call), "%s: %s::%s %llu, %d, %u", name,
		 method.iface, method.name, call.number, call.source,
		 call.null);
	*told = {};
	for (unsigned int i = 0; i < method.arguments; i++)
		memset(room[i], 0, 256);
	HRESULT hr = method.run(object, call);
	calls++;
	called[&method - methods]++;
	if (!method.works) {
		unsupported++;
		if (method.hresult && SUCCEEDED(hr))
			problem = "is not supported, and succeeds";
		else if (told->count > 1)
			problem = "is not supported, and reports it twice";
		else if (told->count && strcmp(told->function,
					       method.documented))
			problem = told->function;
	}
	if (method.works && method.takes_interface && is_strange(call) &&
	    !takes(method, call.source) &&
	    (method.hresult ? SUCCEEDED(hr) : has_report && !told->count))
		problem = "accepts an object that it should not";
	if (problem)
		wrong("%s: %s::%s: %s (0x%08x; %llu, %d, %u)", name,
		      method.iface, method.name, problem,
		      static_cast<unsigned int>(hr), call.number, call.source,
		      call.null);
	release_results();
}

void check_variants(const Method &method, IUnknown *object, Call call,
		    const char *name, Told *told, bool full)
{
	const unsigned long long numbers[] = { 0, 1, ALL };

	call.pointers = false;
	for (auto number : numbers) {
		call.number = number;
		check(method, object, call, name, told);
	}
	call.pointers = true;
	for (auto number : numbers) {
		call.number = number;
		for (int source = 0; source < SOURCES; source++) {
			call.source = static_cast<Source>(source);
			call.null = ALL;
			check(method, object, call, name, told);
			if (!method.works || !full)
				continue;
			for (call.null = 0; call.null < method.arguments;
			     call.null++)
				check(method, object, call, name, told);
		}
	}
}

// All methods of one object; says how many interfaces it has.
unsigned int check_object(const struct maker &maker, struct world *world,
			  IUnknown *object, const Call &call, bool full)
{
	IUnknown *reporter = maker.reporter(world);
	unsigned int interfaces = 0;
	const IID *last = nullptr;
	Told told = {};

	has_report = reporter;
	if (reporter && cpgpu_d3d_set_debug_callback(reporter, hear, &told))
		wrong("%s has no side channel", maker.name);
	for (auto &method : methods) {
		void *out;

		if (object->QueryInterface(*method.iid, &out) != S_OK)
			continue;
		auto iface = static_cast<IUnknown *>(out);

		interfaces += last != method.iid;
		last = method.iid;
		check_variants(method, iface, call, maker.name, &told, full);
		if (reporter && !method.works && !told.count)
			wrong("%s: %s::%s says nothing", maker.name,
			      method.iface, method.name);
		iface->Release();
	}
	if (reporter)
		cpgpu_d3d_set_debug_callback(reporter, nullptr, nullptr);
	return interfaces;
}

} // namespace

unsigned long call_all(struct world *world, IUnknown **objects,
		       IUnknown **others, bool full)
{
	Call call = {};

	call.own = objects;
	call.others = others;
	__sanitizer_set_death_callback(print_last_call);
	for (auto &block : room)
		block = static_cast<char *>(calloc(1, ROOM));
	calls = 0;
	for (size_t i = 0; i < maker_count; i++) {
		if (!check_object(makers[i], world, objects[i], call, full))
			wrong("%s has no interface with methods",
			      makers[i].name);
	}
	for (auto block : room)
		free(block);
	return calls;
}

void run_slots(void)
{
	struct world *world = make_world(), *other = make_world();
	auto objects = static_cast<IUnknown **>(
		calloc(maker_count, sizeof(IUnknown *)));
	auto others = static_cast<IUnknown **>(
		calloc(maker_count, sizeof(IUnknown *)));

	make_objects(world, objects);
	make_objects(other, others);
	call_all(world, objects, others, true);
	for (size_t i = 0; i < sizeof(called) / sizeof(called[0]); i++)
		if (!called[i])
			wrong("no object of objects.c has %s::%s",
			      methods[i].iface, methods[i].name);
	printf("%zu methods of %zu kinds of objects: %lu calls, %lu of them not supported\n",
	       sizeof(methods) / sizeof(methods[0]), maker_count, calls,
	       unsupported);
	release_objects(objects);
	release_objects(others);
	free_world(world);
	free_world(other);
	free(objects);
	free(others);
	if (foreign_references())
		wrong("%u references to another library's object are left",
		      foreign_references());
}
