// SPDX-License-Identifier: MIT
/*
 * A process must not be able to delay the removal of the device.  Each ioctl
 * that reads or writes user memory gets a page that is not present until the
 * test provides it (userfaultfd), and meanwhile the driver is unbound.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "kernel_log.h"
#include "pci.h"

/* far more than an unbind takes, far less than a caller would wait for it */
#define UNBIND_MS	20000

/* ---------------------------------------------------------- slow memory -- */

/* A page whose first access waits for provide(). */
struct slow_page {
	int fd;
	uint8_t *page;
};

static struct slow_page slow_page(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct slow_page slow = {
		.fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK),
		.page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	};

	if (slow.fd < 0)
		test_skip("no userfaultfd: %s", strerror(errno));
	CHECK(slow.page != MAP_FAILED);
	CHECK_OK(ioctl(slow.fd, UFFDIO_API, &api));
	range.range.start = pointer(slow.page);
	range.range.len = PAGE;
	CHECK_OK(ioctl(slow.fd, UFFDIO_REGISTER, &range));
	return slow;
}

static void wait_for_access(struct slow_page *slow)
{
	struct pollfd poll_fd = { .fd = slow->fd, .events = POLLIN };
	struct uffd_msg message;

	CHECK_EQ(poll(&poll_fd, 1, WAIT_MS), 1);
	CHECK_EQ(read(slow->fd, &message, sizeof(message)),
		 (ssize_t)sizeof(message));
	CHECK_EQ(message.event, UFFD_EVENT_PAGEFAULT);
}

static void provide(struct slow_page *slow, const void *content)
{
	struct uffdio_copy copy = {
		.dst = pointer(slow->page),
		.src = pointer(content),
		.len = PAGE,
	};

	CHECK_OK(ioctl(slow->fd, UFFDIO_COPY, &copy));
	close(slow->fd);
}

/* ---------------------------------------------------------------- ground -- */

struct ground {
	struct session session;
	struct memory memory;
	uint32_t object;
	struct drm_cpgpu_op decrypt;
	struct channel channel;		/* without a key */
	char pci[PCI_NAME_SIZE];
	struct slow_page slow;
	_Alignas(8) uint8_t content[PAGE];	/* what the slow page will have */
};

static struct ground prepare(void)
{
	struct ground ground = { .session = keyed_session(wait_device()) };
	struct cpgpu_device *dev = ground.session.dev;
	uint8_t iv[KEY_SIZE];

	pci_name(dev, ground.pci);
	ground.memory = create_memory(dev, PAGE);
	ground.object = create_protected(&ground.session, PAGE);
	next_iv(iv);
	cpgpu_op_decrypt(&ground.decrypt, ground.session.handle,
			 ground.memory.handle, 0, ground.object, 0, PAGE, iv,
			 NULL);
	ground.slow = slow_page();
	return ground;
}

static void end(struct ground *ground)
{
	munmap(ground->memory.map, ground->memory.size);
	cpgpu_close(ground->session.dev);
}

/* --------------------------------------------------------------- callers -- */

static int call(struct ground *ground, unsigned long request, void *args)
{
	return device_ioctl(ground->session.dev, request, args);
}

static int call_query(struct ground *ground)
{
	struct drm_cpgpu_dev_query args = {
		.type = DRM_CPGPU_QUERY_CERTIFICATE,
		.size = PAGE,
		.pointer = pointer(ground->slow.page),
	};

	return call(ground, DRM_IOCTL_CPGPU_DEV_QUERY, &args);
}

static int call_submit(struct ground *ground)
{
	struct drm_cpgpu_submit args = {
		.op_count = 1,
		.op_stride = sizeof(ground->decrypt),
		.ops = pointer(ground->slow.page),
	};

	memcpy(ground->content, &ground->decrypt, sizeof(ground->decrypt));
	return call(ground, DRM_IOCTL_CPGPU_SUBMIT, &args);
}

static int call_submit_map(struct ground *ground)
{
	struct drm_cpgpu_submit args = {
		.op_count = 1,
		.op_stride = sizeof(ground->decrypt),
		.ops = pointer(&ground->decrypt),
	};
	struct drm_cpgpu_subsample run = { .encrypted = PAGE };

	memcpy(ground->content, &run, sizeof(run));
	ground->decrypt.flags |= DRM_CPGPU_OP_SUBSAMPLES;
	ground->decrypt.map = pointer(ground->slow.page);
	ground->decrypt.map_count = 1;
	return call(ground, DRM_IOCTL_CPGPU_SUBMIT, &args);
}

/* A sync object to signal */
static void put_sync(struct ground *ground)
{
	struct drm_cpgpu_sync sync =
		signal_sync(create_sync(ground->session.dev));

	memcpy(ground->content, &sync, sizeof(sync));
}

static int call_submit_syncs(struct ground *ground)
{
	struct drm_cpgpu_submit args = {
		.op_count = 1,
		.op_stride = sizeof(ground->decrypt),
		.ops = pointer(&ground->decrypt),
		.sync_count = 1,
		.syncs = pointer(ground->slow.page),
	};

	put_sync(ground);
	return call(ground, DRM_IOCTL_CPGPU_SUBMIT, &args);
}

static int call_key_exchange(struct ground *ground)
{
	struct drm_cpgpu_session_key_exchange args = {
		.handle = ground->session.handle,
		.size = DRM_CPGPU_BLOB_SIZE,
		.data = pointer(ground->slow.page),
	};

	return call(ground, DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE, &args);
}

static int call_start(struct ground *ground)
{
	struct drm_cpgpu_session_refresh_start args = {
		.handle = ground->session.handle,
		.size = KEY_SIZE,
		.data = pointer(ground->slow.page),
	};

	return call(ground, DRM_IOCTL_CPGPU_SESSION_REFRESH_START, &args);
}

static int call_finish(struct ground *ground)
{
	struct drm_cpgpu_session_refresh_finish args = {
		.handle = ground->session.handle,
		.sync_count = 1,
		.syncs = pointer(ground->slow.page),
	};
	uint8_t random[KEY_SIZE];

	put_sync(ground);
	CHECK_OK(cpgpu_session_refresh_start(ground->session.dev,
					     ground->session.handle, random));
	return call(ground, DRM_IOCTL_CPGPU_SESSION_REFRESH_FINISH, &args);
}

static int call_read_back_key(struct ground *ground)
{
	struct drm_cpgpu_session_read_back_key args = {
		.handle = ground->session.handle,
		.size = KEY_SIZE,
		.data = pointer(ground->slow.page),
	};

	return call(ground, DRM_IOCTL_CPGPU_SESSION_READ_BACK_KEY, &args);
}

static int call_channel_key(struct ground *ground)
{
	struct channel channel = create_channel(ground->session.dev);
	struct drm_cpgpu_channel_key_exchange args = {
		.handle = channel.handle,
		.size = DRM_CPGPU_BLOB_SIZE,
		.data = pointer(ground->slow.page),
	};

	return call(ground, DRM_IOCTL_CPGPU_CHANNEL_KEY_EXCHANGE, &args);
}

static int call_channel(struct ground *ground, uint64_t in, uint64_t out)
{
	struct channel channel = create_channel(ground->session.dev);
	struct drm_cpgpu_channel_message args = {
		.handle = channel.handle,
		.in_size = sizeof(struct cpgpu_query),
		.out_size = MESSAGE_MAX,
		.in = in,
		.out = out,
	};

	return call(ground, DRM_IOCTL_CPGPU_CHANNEL_QUERY, &args);
}

static int call_channel_in(struct ground *ground)
{
	uint8_t out[MESSAGE_MAX];

	return call_channel(ground, pointer(ground->slow.page), pointer(out));
}

static int call_channel_out(struct ground *ground)
{
	struct cpgpu_query in = { };

	return call_channel(ground, pointer(&in), pointer(ground->slow.page));
}

static const struct {
	const char *name;
	int (*call)(struct ground *ground);
	int expected;		/* after the device has been unbound */
} callers[] = {
	{ "query", call_query, 0 },
	{ "submit", call_submit, -ENODEV },
	{ "submit, sub-samples", call_submit_map, -ENODEV },
	{ "submit, sync objects", call_submit_syncs, -ENODEV },
	{ "key exchange", call_key_exchange, -ENODEV },
	{ "refresh, start", call_start, -ENODEV },
	{ "refresh, finish", call_finish, -ENODEV },
	{ "read-back key", call_read_back_key, -ENODEV },
	{ "channel, key exchange", call_channel_key, -ENODEV },
	{ "channel, question", call_channel_in, -ENODEV },
	{ "channel, answer", call_channel_out, -ENODEV },
};

/* ---------------------------------------------------------------- unbind -- */

struct caller {
	struct ground *ground;
	int (*call)(struct ground *ground);
	pthread_t thread;
};

static void *run_caller(void *arg)
{
	struct caller *caller = arg;

	return (void *)(long)caller->call(caller->ground);
}

static void start(struct caller *caller)
{
	CHECK(!pthread_create(&caller->thread, NULL, run_caller, caller));
}

static int finish(struct caller *caller)
{
	void *ret;

	CHECK(!pthread_join(caller->thread, &ret));
	return (long)ret;
}

static int unbind(struct ground *ground)
{
	pci_unbind(ground->pci);
	return 0;
}

static bool ends_in_time(struct caller *caller)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += UNBIND_MS / 1000;
	return !pthread_timedjoin_np(caller->thread, NULL, &until);
}

/*
 * Unbind while a caller waits for the slow page.  The page is provided in any
 * case, or the test would never end.
 */
static void unbind_meanwhile(struct ground *ground)
{
	struct caller unbinder = { .ground = ground, .call = unbind };
	bool in_time;

	start(&unbinder);
	in_time = ends_in_time(&unbinder);
	provide(&ground->slow, ground->content);
	if (!in_time)
		finish(&unbinder);
	pci_bind(ground->pci);
	if (!in_time)
		test_fail(__FILE__, __LINE__, "unbind took more than %d ms",
			  UNBIND_MS);
}

SLOW_TEST(slow_memory_does_not_delay_it, 180)
{
	struct kernel_log log = kernel_log_start();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(callers); i++) {
		struct ground ground = prepare();
		struct caller caller = {
			.ground = &ground,
			.call = callers[i].call,
		};

		test_note("%s", callers[i].name);
		start(&caller);
		wait_for_access(&ground.slow);
		unbind_meanwhile(&ground);
		CHECK_RET(finish(&caller), callers[i].expected);
		end(&ground);
	}
	kernel_log_check(&log);
}

static int call_create(struct ground *ground)
{
	uint32_t handle;

	return cpgpu_object_create_protected(ground->session.dev,
					     ground->session.handle, PAGE,
					     &handle);
}

/* One thread waits for memory, and others of its session do not wait for it. */
TEST(slow_memory_does_not_delay_the_session)
{
	struct kernel_log log = kernel_log_start();
	struct ground ground = prepare();
	struct caller slow = { .ground = &ground, .call = call_finish };

	start(&slow);
	wait_for_access(&ground.slow);
	CHECK_OK(call_create(&ground));
	unbind_meanwhile(&ground);
	CHECK_RET(finish(&slow), -ENODEV);
	CHECK_RET(call_create(&ground), -ENODEV);
	end(&ground);
	kernel_log_check(&log);
}

TEST(all_works_afterwards)
{
	struct session session = keyed_session(wait_device());
	uint32_t object = create_protected(&session, PAGE);

	write_pattern(&session, object, 64, 1);
	CHECK(holds_pattern(&session, object, 64, 1, session.key));
}
