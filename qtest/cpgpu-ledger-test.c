/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random programs against the ledger of AES blocks (hw/cpgpu/ledger.c): no
 * block serves two purposes under one key, whatever a guest does.  And when a
 * rule that keeps them apart is switched off, the ledger notices.
 *
 * For the QEMU that scripts/build-ledger makes.  In the environment:
 * CPGPU_LEDGER_SECONDS is how long programs run, CPGPU_LEDGER_SEED the number
 * of the first one.
 */
#include "qemu/osdep.h"
#include "qapi/qmp/qdict.h"
#include "cpgpu-program.h"

#define SECONDS         "30"
#define SECONDS_WITHOUT "300"   /* at most, each */
#define SEED            "1"
#define PROGRAMS        "/x86_64/cpgpu/ledger/programs"

static const char *self;

static uint64_t from_env(const char *name, const char *otherwise)
{
    return g_ascii_strtoull(g_getenv(name) ?: otherwise, NULL, 10);
}

static bool has_ledger(void)
{
    QCpgpu *g = cpgpu_start(NULL);
    QDict *rsp = qtest_qmp(g->qts, "{'execute': 'qom-get', 'arguments': "
                           "{'path': %s, 'property': 'ledger-operations'}}",
                           CPGPU_QOM_PATH);
    bool has = qdict_haskey(rsp, "return");

    qobject_unref(rsp);
    cpgpu_stop(g);
    if (!has) {
        g_test_skip("this QEMU keeps no ledger: see scripts/build-ledger");
    }
    return has;
}

static void test_programs(void)
{
    int64_t end = g_get_monotonic_time() +
                  from_env("CPGPU_LEDGER_SECONDS", SECONDS) * G_USEC_PER_SEC;
    uint32_t seed = from_env("CPGPU_LEDGER_SEED", SEED);
    ProgramStats stats = { 0 };

    if (!has_ledger()) {
        return;
    }
    do {
        g_test_message("program %u", seed);
        program_run(seed++, &stats);
    } while (g_get_monotonic_time() < end);
    g_test_message("%u programs, %" PRIu64 " ring commands done and %" PRIu64
                   " refused, %" PRIu64 " requests to sessions and channels, %"
                   PRIu64 " AES blocks", stats.programs, stats.commands,
                   stats.refused, stats.requests, stats.blocks);
}

/* Run the programs above on a device that lacks some rules. */
static int run_without(const char *rules, char **errors)
{
    const char *argv[] = { self, "-p", PROGRAMS, NULL };
    g_auto(GStrv) env = g_get_environ();
    g_autoptr(GError) err = NULL;
    int status;

    env = g_environ_setenv(env, "CPGPU_LEDGER_RULES_OFF", rules, true);
    env = g_environ_setenv(env, "CPGPU_LEDGER_SECONDS", SECONDS_WITHOUT, true);
    g_spawn_sync(NULL, (char **)argv, env, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                 NULL, NULL, errors, &status, &err);
    g_assert_no_error(err);
    return status;
}

/* QEMU is aborted before the end, and it is the ledger that does it. */
static void test_without(gconstpointer rules)
{
    int64_t begin = g_get_monotonic_time();
    g_autofree char *errors = NULL;
    char *found, *end;
    int status;

    if (!has_ledger()) {
        return;
    }
    status = run_without(rules, &errors);
    found = strstr(errors, "cpgpu-ledger: operation ");
    if (!found) {
        g_test_message("%s", errors);
    }
    g_assert_nonnull(found);
    g_assert_cmpint(status, !=, 0);
    end = strchr(found, '\n');
    g_test_message("found in %.1f s: %.*s",
                   (g_get_monotonic_time() - begin) / 1e6,
                   end ? (int)(end - found) : -1, found);
}

static void add_without(const char *name, const char *rules)
{
    g_autofree char *path = g_strdup_printf("/cpgpu/ledger/without-%s", name);

    qtest_add_data_func(path, rules, test_without);
}

int main(int argc, char **argv)
{
    self = argv[0];
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/cpgpu/ledger/programs", test_programs);
    add_without("iv-range", "iv-range");
    add_without("kdf", "kdf");
    /* each of these three rules is sufficient */
    add_without("blob", "blob,used-blob,new-key");
    add_without("wrap-form", "wrap-form");
    add_without("content-key", "content-key");
    return g_test_run();
}
