/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set-up, commands and assertions that most test programs of the cpgpu need
 *
 * Assertions on one value are macros, so that a failure names the test's line.
 */
#ifndef CPGPU_FIXTURE_H
#define CPGPU_FIXTURE_H

#include "qapi/qmp/qdict.h"
#include "cpgpu-chan.h"

/* A test: one of @run, @alone and @with */
typedef struct FixtureTest {
    const char *name;           /* below /cpgpu/PROGRAM/ */

    /* Gets a device that was started with @opts, and that is stopped for it */
    void (*run)(QCpgpu *g);
    const char *opts;
    uint64_t sealed;            /* by util_start_sealed(), with so many bytes */
    bool rings;                 /* by util_start_rings() */
    bool bare;                  /* with 4 MiB, and no ring that is on */
    void (*prepare)(QCpgpu *g); /* called before @run */

    /* Starts what it needs itself */
    void (*alone)(void);
    void (*with)(gconstpointer data);
    gconstpointer data;
} FixtureTest;

void fixture_register(const FixtureTest *test);
/* Add all that were registered; those of a unit test start no QEMU. */
void fixture_add(const char *program);
void fixture_add_unit(const char *program);

/* Register a test: an identifier of its own, and what a FixtureTest says */
#define FIXTURE_ENTRY(id, ...)                                              \
    static void __attribute__((constructor)) id##_register(void)            \
    {                                                                       \
        static const FixtureTest test = { __VA_ARGS__ };                    \
                                                                            \
        fixture_register(&test);                                            \
    }

/*
 * The head of a test function, which registers it as @path_: one that gets a
 * device, which the other arguments describe, and one that starts its own.
 */
#define FIXTURE_TEST(function, path_, ...)                                  \
    static void function(QCpgpu *g);                                        \
    FIXTURE_ENTRY(function, path_, function, ##__VA_ARGS__)                 \
    static void function(QCpgpu *g)
#define FIXTURE_TEST_ALONE(function, path_)                                 \
    static void function(void);                                             \
    FIXTURE_ENTRY(function, path_, .alone = function)                       \
    static void function(void)

/* The main() of a program that has nothing else to do */
#define FIXTURE_MAIN(add, program)                                          \
    int main(int argc, char **argv)                                         \
    {                                                                       \
        g_test_init(&argc, &argv, NULL);                                    \
        add(program);                                                       \
        return g_test_run();                                                \
    }

/* QEMU with 4 MiB of video memory and ring 0, whose log goes to a file */
QCpgpu *fixture_start_logged(const char *args, char **path);
/* Stop QEMU, remove the file and return what it held */
char *fixture_stop_logged(QCpgpu *g, const char *path);
void fixture_assert_logged(const char *log, const char *const *lines,
                           size_t count);

/* Show the surface at @vram from the next vblank on, which is waited for */
void fixture_show(QCpgpu *g, unsigned width, unsigned height, uint64_t vram,
                  uint32_t pitch);
/* The monitor shows the XRGB8888 surface @bytes */
void fixture_assert_shown(QCpgpu *g, unsigned width, unsigned height,
                          const uint8_t *bytes, uint32_t pitch);

/* Poll until @condition is true */
#define fixture_wait_until(condition)                                       \
    do {                                                                    \
        int64_t end_ = g_get_monotonic_time() + CPGPU_TIMEOUT_US;           \
                                                                            \
        while (!(condition)) {                                              \
            g_assert_cmpint(g_get_monotonic_time(), <, end_);               \
        }                                                                   \
    } while (0)

/*
 * RSAES-OAEP by OpenSSL, with any parameters; without @md, the padding of
 * PKCS #1 1.5
 */
void fixture_rsa_wrap(EVP_PKEY *key, const char *md, const char *mgf,
                      const char *label, const void *msg, size_t len,
                      uint8_t blob[CPGPU_BLOB_SIZE]);

/*
 * Calls @check for each group of a file of Wycheproof's, in the folder that
 * CPGPU_WYCHEPROOF names; it counts invalid and valid vectors in @count.
 * Without that variable, the test is skipped, and this returns false.
 */
bool fixture_wycheproof(const char *file,
                        void (*check)(const QDict *group, unsigned count[2]),
                        unsigned count[2]);

/*
 * Create session or channel @n anew, and do a key exchange.  Asserts that one
 * that is refused leaves it without a key and is reported in CPGPU_ERROR;
 * returns the status.
 */
uint32_t fixture_exchange(QCpgpu *g, unsigned n, bool channel,
                          const uint8_t *blob);

/* Write SESS_CMD without waiting for the command to be done */
void cpgpu_sess_begin(QCpgpu *g, unsigned n, uint32_t cmd);
/* REFRESH_START by register, with the right size; returns its status */
uint32_t cpgpu_sess_refresh_start(QCpgpu *g, unsigned n);
/* Key exchange data with @key into the session's blob registers */
void cpgpu_sess_wrap(QCpgpu *g, unsigned n, const uint8_t *key);

#define cpgpu_cmd_rng_fill(data_, len) \
    CPGPU_CMD(RNG_FILL, .data = data_, .length = len)
/* The data is a list of @count pieces */
struct cpgpu_cmd cpgpu_cmd_list(struct cpgpu_cmd cmd, uint32_t count);
struct cpgpu_cmd cpgpu_cmd_fence(struct cpgpu_cmd cmd, uint64_t value);
/* Entry @i of an array of records takes the result */
struct cpgpu_cmd cpgpu_cmd_record(struct cpgpu_cmd cmd, uint64_t records,
                                  unsigned i);

/* Ring the doorbells of the rings [@first, @end), or wait until all are idle */
void cpgpu_kick_rings(QCpgpu *g, unsigned first, unsigned end);
void cpgpu_wait_rings(QCpgpu *g, unsigned first, unsigned end);
/* Entry @i of an array of records */
struct cpgpu_result cpgpu_record(QCpgpu *g, uint64_t records, unsigned i);

/* Put @plain where @cmd reads its data, encrypted under @key with @cmd's IV */
#define cpgpu_write_cipher(g, cmd, key, plain) \
    util_put_cipher(g, (cmd)->data, key, (cmd)->iv, plain, (cmd)->length)

/* The status is CPGPU_ST_##name */
#define cpgpu_run_stops(g, cmd, name) \
    util_assert_stops(g, cmd, CPGPU_ST_##name)
#define cpgpu_run_fails(g, cmd, name) \
    util_assert_fails(g, cmd, CPGPU_ST_##name)

#define cpgpu_assert_reg(g, reg, value) \
    g_assert_cmphex(cpgpu_readl(g, reg), ==, value)
#define cpgpu_assert_ring_reg(g, n, reg, value) \
    g_assert_cmphex(cpgpu_ring_reg(g, n, reg), ==, value)
#define cpgpu_assert_sess_reg(g, n, reg, value) \
    g_assert_cmphex(cpgpu_sess_reg(g, n, reg), ==, value)
#define cpgpu_assert_sess_state(g, n, state) \
    g_assert_cmphex(cpgpu_sess_state(g, n), ==, state)
#define cpgpu_assert_chan_reg(g, n, reg, value) \
    g_assert_cmphex(chan_reg(g, n, reg), ==, value)
/* The last fence value of the ring */
#define cpgpu_assert_fence(g, n, value) \
    g_assert_cmphex(cpgpu_ring_done(g, n), ==, value)

/* The VRAM BAR, or guest memory, shows exactly these bytes */
void cpgpu_assert_vram(QCpgpu *g, uint64_t offset, const void *bytes,
                       size_t len);
void cpgpu_assert_ram(QCpgpu *g, uint64_t addr, const void *bytes, size_t len);
void cpgpu_assert_salt(QCpgpu *g, const uint8_t want[16]);
/* Guest memory holds @plain, encrypted under @key with @iv */
void cpgpu_assert_cipher(QCpgpu *g, uint64_t addr, const uint8_t *key,
                         const uint8_t *iv, const void *plain, size_t len);

#endif /* CPGPU_FIXTURE_H */
