/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IOMMU entries that change while the device uses them.  The test maps the
 * guest's memory and writes to it concurrently with QEMU, as the other CPUs of
 * a guest do.
 */
#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "qemu/thread.h"
#include "qemu/units.h"
#include "cpgpu-fixture.h"
#include "cpgpu-place.h"
#include "cpgpu-vtd.h"

#define PAGE            CPGPU_PAGE_SIZE
/* Time to flip between RAM and registers, or memory, for each command */
#define REGISTERS_US    (2 * G_USEC_PER_SEC)
#define MEMORY_US       (G_USEC_PER_SEC / 2)
#define DATA            (VTD_WINDOW_PAGES * PAGE)

typedef struct Remap {
    Iommu m;
    Others o;
    char *path;
    uint8_t *ram;               /* the guest's memory */
    uint64_t *entry;            /* what the thread writes to */
    uint64_t values[2], *fence;
    bool stop;                  /* atomic */
} Remap;

static void remap_start(Remap *r, const char *device_opts, const char *args)
{
    g_autofree char *backend = NULL;
    int fd = g_file_open_tmp("cpgpu-XXXXXX.ram", &r->path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, CPGPU_RAM), ==, 0);
    r->ram = mmap(NULL, CPGPU_RAM, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    g_assert(r->ram != MAP_FAILED);
    close(fd);
    backend = g_strdup_printf("-object memory-backend-file,id=ram,share=on,"
                              "size=%u,mem-path=%s %s", (unsigned)CPGPU_RAM,
                              r->path, args);
    iommu_start(&r->m, ",memory-backend=ram", device_opts, backend);
    r->stop = false;
}

static void remap_stop(Remap *r)
{
    cpgpu_stop(r->m.g);
    munmap(r->ram, CPGPU_RAM);
    unlink(r->path);
    g_free(r->path);
}

static void *flip(void *opaque)
{
    Remap *r = opaque;

    for (unsigned i = 0; !qatomic_read(&r->stop); i++) {
        qatomic_set(r->entry, cpu_to_le64(r->values[i % 2]));
    }
    return NULL;
}

typedef struct Flip {
    const char *name;
    struct cpgpu_cmd cmd;
} Flip;

/*
 * More pages than the IOMMU's cache holds, so that it reads the last entry
 * again each time that the device needs it.
 */
static const Flip flips[] = {
    { "read", { .opcode = CPGPU_OP_DECRYPT_BLT, .length = DATA,
                .data = VTD_WINDOW } },
    { "write", { .opcode = CPGPU_OP_ENCRYPT_BLT, .length = DATA,
                 .data = VTD_WINDOW } },
    { "fill", { .opcode = CPGPU_OP_RNG_FILL, .length = MiB,
                .data = VTD_WINDOW + DATA - MiB } },
};

/* Returns how many were done; the others found something that is not RAM. */
static unsigned run_some(Remap *r, const struct cpgpu_cmd *template,
                         unsigned count)
{
    QCpgpu *g = r->m.g;
    unsigned done = 0;

    for (unsigned i = 0; i < count; i++) {
        struct cpgpu_cmd cmd = *template;
        uint32_t status;

        /* RNG_FILL is limited to 256 pages: look at all others in between */
        if (cmd.opcode == CPGPU_OP_RNG_FILL) {
            cpgpu_run_ok(g, cpgpu_cmd_encrypt(0, 0, VTD_WINDOW, DATA - MiB));
        } else if (cmd.opcode == CPGPU_OP_DECRYPT_BLT) {
            cpgpu_next_iv(cmd.iv);
        }
        status = cpgpu_run(g, cmd);
        if (status == CPGPU_ST_OK) {
            done++;
        } else {
            cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, g->rings[0].tail - 1);
            cpgpu_ring_recover(g);
        }
    }
    return done;
}

/* One entry alternates between RAM and memory or registers of a device */
static void test_flip(const void *opaque)
{
    const Flip *f = opaque;
    int64_t late = g_get_monotonic_time() + CPGPU_TIMEOUT_US;
    unsigned done = 0, count = 0;
    Remap r;

    remap_start(&r, "vram=8M", OTHERS_ARGS);
    others_start(&r.o, r.m.g);
    cpgpu_ring_on(r.m.g, 6);
    cpgpu_sess_key(r.m.g, 0, key_a);
    cpgpu_seal(r.m.g, 0, 0, DATA);
    for (int bar = 0; bar < OTHERS_BARS; bar++) {
        int64_t end = g_get_monotonic_time() + (bar ? MEMORY_US : REGISTERS_US);
        QemuThread thread;

        r.entry = (uint64_t *)(r.ram + iommu_entry(&r.m, VTD_WINDOW_PAGES - 1));
        r.values[0] = (r.m.pages + DATA - PAGE) | VTD_RW;
        r.values[1] = r.o.bars[bar] | VTD_RW;
        qatomic_set(&r.stop, false);
        qemu_thread_create(&thread, "flip", flip, &r, QEMU_THREAD_JOINABLE);
        /* Both must have come up, however busy the host is. */
        while (g_get_monotonic_time() < end || !done || done == count) {
            g_assert_cmpint(g_get_monotonic_time(), <, late);
            done += run_some(&r, &f->cmd, 10);
            count += 10;
        }
        qatomic_set(&r.stop, true);
        qemu_thread_join(&thread);
        others_assert_untouched(&r.o);
    }
    g_test_message("%u of %u done", done, count);
    others_stop(&r.o);
    remap_stop(&r);
}

#define FENCE_PAGE      2000    /* of the window */

/* The fence's page is unmapped as soon as the first value has come. */
static void *unmap_fence(void *opaque)
{
    Remap *r = opaque;

    while (qatomic_read(r->fence) != cpu_to_le64(1)) {
        if (qatomic_read(&r->stop)) {
            return NULL;
        }
    }
    qatomic_set(r->entry, 0);
    return NULL;
}

/*
 * Ring 0: a fence that is written immediately; work that evicts the fence's
 * page from the IOMMU's cache; and a fence that is due at the end, but can no
 * longer be written.  That stops the ring.  The session command that waited
 * for the ring is executed then, and not only when the next doorbell is
 * written.
 */
static void test_fence(void)
{
    QemuThread thread;
    QCpgpu *g;
    Remap r;

    remap_start(&r, "vram=8M,workers=0", "");
    g = r.m.g;
    r.entry = (uint64_t *)(r.ram + iommu_entry(&r.m, FENCE_PAGE));
    r.fence = (uint64_t *)(r.ram + r.m.pages + FENCE_PAGE * PAGE);
    g->rings[0].fence = VTD_WINDOW + FENCE_PAGE * PAGE;
    g->rings[0].result = cpgpu_alloc(g, PAGE);
    cpgpu_ring_on(g, 6);
    cpgpu_ring_on_n(g, 1, 6);

    util_submit(g, 0, cpgpu_cmd_wait(1, 1));
    cpgpu_put(g, &(struct cpgpu_cmd) { .flags = CPGPU_CMD_FENCE, .fence = 1 });
    for (int i = 0; i < 6; i++) {
        cpgpu_put(g, &(struct cpgpu_cmd) {
            .opcode = CPGPU_OP_RNG_FILL, .length = MiB,
            .data = VTD_WINDOW + i * MiB,
        });
    }
    cpgpu_put(g, &(struct cpgpu_cmd) { .flags = CPGPU_CMD_FENCE, .fence = 2 });
    util_submit(g, 0, cpgpu_cmd_wait(1, 2));
    cpgpu_sess_begin(g, 3, CPGPU_SESS_CMD_CREATE);
    cpgpu_assert_sess_state(g, 3, CPGPU_SESS_STATE_BUSY);

    qemu_thread_create(&thread, "unmap", unmap_fence, &r, QEMU_THREAD_JOINABLE);
    util_submit(g, 1, util_fence(1));
    qatomic_set(&r.stop, true);
    qemu_thread_join(&thread);
    g_assert_cmphex(*r.fence, ==, cpu_to_le64(1));
    cpgpu_assert_fence(g, 0, 2);
    cpgpu_assert_stopped(g, CPGPU_ST_BAD_ADDRESS, 9);
    cpgpu_sess_wait(g, 3);
    cpgpu_assert_sess_state(g, 3, CPGPU_SESS_CREATED);
    remap_stop(&r);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < ARRAY_SIZE(flips); i++) {
        g_autofree char *name = g_strdup_printf("/cpgpu/remap/%s",
                                                flips[i].name);

        qtest_add_data_func(name, &flips[i], test_flip);
    }
    qtest_add_func("/cpgpu/remap/fence", test_fence);
    return g_test_run();
}
