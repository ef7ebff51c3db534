/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks that several test files of the cpgpu share */
#ifndef CPGPU_UTIL_H
#define CPGPU_UTIL_H

#include "cpgpu-qos.h"
#include "cpgpu-ref.h"

static const uint8_t key_a[CPGPU_KEY_SIZE] = "session key AAAA";
static const uint8_t key_b[CPGPU_KEY_SIZE] = "session key bbbb";
/* A key serves one purpose: this one serves channels */
static const uint8_t key_c[CPGPU_KEY_SIZE] = "channel key cccc";

typedef struct UtilTest {
    const char *name;
    void (*run)(void);
} UtilTest;

int util_main(int argc, char **argv, const char *group, const UtilTest *tests,
              unsigned count);

/* The program runs these tests, whose names begin with "/cpgpu/@group/" */
#define UTIL_MAIN(group, ...) \
    int main(int argc, char **argv) \
    { \
        static const UtilTest tests[] = { __VA_ARGS__ }; \
        \
        return util_main(argc, argv, group, tests, ARRAY_SIZE(tests)); \
    }

/* Bytes that differ from those of any other @id, and never repeat */
void util_pattern(void *buf, size_t len, uint32_t id);
bool util_is_zero(const void *buf, size_t len);

/* QEMU's process, the only one that the test has started */
pid_t util_pid(void);

void util_salt(QCpgpu *g, uint8_t salt[16]);
/* The key of the pages that session @slot has sealed under @key */
void util_surface_key(QCpgpu *g, unsigned slot, const uint8_t *key,
                      uint8_t out[REF_KEY]);
uint64_t util_nonce(QCpgpu *g);

/* cpgpu_start() with key_a in session 0, which owns the pages [0, @len) */
QCpgpu *util_start_sealed(const char *device_opts, uint64_t len);

/* Put @plain into guest memory, encrypted as DECRYPT_BLT expects it */
void util_put_cipher(QCpgpu *g, uint64_t addr, const uint8_t *key,
                     const uint8_t iv[CPGPU_IV_SIZE], const void *plain,
                     size_t len);
/* Sealed pages read back as @plain */
void util_assert_plain(QCpgpu *g, unsigned session, const uint8_t *key,
                       uint64_t vram, const void *plain, size_t len);
/* What is put into a sealed page can be read back */
void util_assert_works(QCpgpu *g, unsigned session, const uint8_t *key,
                       uint64_t vram);

/* Whether CPGPU_STATUS says that the device has work, and wait until not */
bool util_is_busy(QCpgpu *g);
void util_wait_idle(QCpgpu *g);

/* Key exchange data for a session, or for a channel */
void util_wrap(QCpgpu *g, bool channel, const uint8_t *key,
               uint8_t blob[CPGPU_BLOB_SIZE]);

/* The VRAM BAR shows page @page as @plain, sealed by @slot with @nonce */
void util_assert_page(QCpgpu *g, unsigned slot, const uint8_t *key,
                      uint64_t nonce, unsigned page, const void *plain);
void util_assert_vram_zero(QCpgpu *g, uint64_t offset, size_t len);
/* A register refuses this value with @status, and keeps its own */
void util_assert_refuses(QCpgpu *g, uint32_t offset, uint32_t value,
                         uint32_t status);
/* No 16 aligned bytes of @plain are anywhere in the VRAM BAR */
void util_assert_not_in_vram(QCpgpu *g, const void *plain, size_t len);

/* The command stops the ring with @status; the ring is recovered */
void util_assert_stops(QCpgpu *g, struct cpgpu_cmd cmd, uint32_t status);
/* Only the command fails: status in its record, an error, the ring stays on */
void util_assert_fails(QCpgpu *g, struct cpgpu_cmd cmd, uint32_t status);

/* A value that is wrong for a field of a command, and the status for it */
typedef struct UtilWrong {
    size_t offset, size;
    uint64_t value;
    uint32_t status;
} UtilWrong;

/* @status without its CPGPU_ST_ */
#define UTIL_WRONG(field, value, status) \
    { offsetof(struct cpgpu_cmd, field), \
      sizeof_field(struct cpgpu_cmd, field), value, CPGPU_ST_##status }

/*
 * The command is refused, as util_assert_stops() or util_assert_fails() checks,
 * if one field has a wrong value; wrong flags are added to its own.
 */
void util_assert_wrong(QCpgpu *g, struct cpgpu_cmd cmd, const UtilWrong *wrong,
                       unsigned count);
/*
 * COPY, FILL and CONVERT work in video memory only: the fields and flags of
 * guest memory, maps, patterns and content keys are BAD_FLAGS
 */
void util_assert_vram_only(QCpgpu *g, struct cpgpu_cmd cmd);
/* Started with @device_opts, a device lacks just @cap, and refuses these */
void util_check_without(const char *device_opts, uint32_t cap,
                        const struct cpgpu_cmd *cmds, unsigned count);

/*
 * Keep the engine busy for some tenths of a second: a run of large blts on the
 * pages [0, UTIL_WORK) of session 0, which must be sealed.  Asserts that they
 * still run on return.
 */
#define UTIL_WORK       (2 * CPGPU_MIB)
void util_start_long_work(QCpgpu *g);

/* -------------------------------------------------------------- resets -- */

enum { UTIL_RESET_SOFT, UTIL_RESET_SYSTEM, UTIL_RESET_FLR, UTIL_RESETS };

/*
 * By register, by the machine, function-level.  Afterwards BARs are enabled
 * again, and pages are scrubbed.
 */
typedef struct UtilReset {
    const char *name;
    void (*reset)(QCpgpu *g);
} UtilReset;

extern const UtilReset util_resets[UTIL_RESETS];

/* The registers read as after a reset. */
void util_assert_fresh(QCpgpu *g);

/* --------------------------------------------------------------- rings -- */

/* cpgpu_start() with all rings switched on, 64 commands each */
QCpgpu *util_start_rings(const char *device_opts);
/* A command that does nothing but complete this fence value */
struct cpgpu_cmd util_fence(uint64_t value);
/* cpgpu_put_n(), and ring the doorbell */
void util_submit(QCpgpu *g, unsigned ring, struct cpgpu_cmd cmd);
/* cpgpu_put_n() for commands that are not in a variable */
void util_put(QCpgpu *g, unsigned ring, struct cpgpu_cmd cmd);
uint32_t util_ring_status(QCpgpu *g, unsigned ring);
/* Poll until the ring has completed fence value @value */
void util_wait_fence(QCpgpu *g, unsigned ring, uint64_t value);

/* ---------------------------------------------------------------- MSI-X -- */

typedef struct Msix {
    QCpgpu *g;
    unsigned vectors;
    uint64_t mailbox;           /* messages are writes to guest memory */
} Msix;

Msix *util_msix_start(QCpgpu *g, unsigned vectors);
void util_msix_mask(Msix *m, unsigned vector, bool mask);
/* Have the vector's message sent elsewhere. */
void util_msix_aim(Msix *m, unsigned vector, uint64_t addr, uint32_t data);
/* Which vectors have sent a message since the last call, as a bit mask */
uint32_t util_msix_taken(Msix *m);

/* ------------------------------------------------------------- display -- */

typedef struct Picture {
    unsigned width, height;
    uint8_t *rgb;               /* 3 bytes a pixel */
} Picture;

void util_mode(QCpgpu *g, unsigned width, unsigned height, unsigned mhz);
void util_mode_on(QCpgpu *g, unsigned width, unsigned height, unsigned mhz);
/* Set the plane registers and COMMIT; takes effect at the next vblank */
void util_plane(QCpgpu *g, uint64_t offset, uint32_t pitch);
/* Step the clock to just behind the next vblank */
void util_vblank(QCpgpu *g);
/* util_plane(), which took effect */
void util_flip(QCpgpu *g, uint64_t offset, uint32_t pitch);

Picture *util_screendump(QCpgpu *g);
void util_picture_free(Picture *p);
void util_assert_black(const Picture *p);
/* A screendump is black */
void util_assert_shows_black(QCpgpu *g);
/* The picture is the XRGB8888 surface @bytes with @pitch */
void util_assert_picture(const Picture *p, unsigned width, unsigned height,
                         const uint8_t *bytes, uint32_t pitch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, util_picture_free)

#endif /* CPGPU_UTIL_H */
