/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A search in QEMU's memory, see cpgpu-search.h */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "cpgpu-search.h"
#include "cpgpu-util.h"
#include <nettle/aes.h>

#define NEEDLE          16      /* bytes in a row that are looked for */
#define CHUNK           (CPGPU_MIB + NEEDLE - 1)

typedef struct Needle {
    uint8_t bytes[NEEDLE];
    unsigned secret;
    int next;                   /* with the same first two bytes, or -1 */
} Needle;

struct Search {
    const char *name[SEARCH_MAX];
    uint32_t found;             /* bit n: secret n */
    char *where[SEARCH_MAX];    /* the mapping in which, if so */
    GArray *needles;
    int first[65536];           /* by the first two bytes, or -1 */
};

Search *search_new(void)
{
    Search *s = g_new0(Search, 1);

    s->needles = g_array_new(false, false, sizeof(Needle));
    memset(s->first, 0xff, sizeof(s->first));
    return s;
}

void search_free(Search *s)
{
    for (unsigned i = 0; i < SEARCH_MAX; i++) {
        g_free(s->where[i]);
    }
    g_array_unref(s->needles);
    g_free(s);
}

void search_bytes(Search *s, unsigned secret, const char *name,
                  const void *bytes, size_t len)
{
    g_assert_cmpuint(secret, <, SEARCH_MAX);
    g_assert_cmpuint(len, >=, NEEDLE);
    s->name[secret] = name;
    for (size_t at = 0; at < len; at += NEEDLE) {
        const uint8_t *p = (const uint8_t *)bytes + MIN(at, len - NEEDLE);
        Needle n = { .secret = secret, .next = s->first[lduw_le_p(p)] };

        memcpy(n.bytes, p, NEEDLE);
        s->first[lduw_le_p(p)] = s->needles->len;
        g_array_append_val(s->needles, n);
    }
}

void search_key(Search *s, unsigned secret, const char *name,
                const uint8_t key[16])
{
    struct aes128_ctx aes;

    aes128_set_encrypt_key(&aes, key);
    search_bytes(s, secret, name, aes.keys, sizeof(aes.keys));
    aes128_set_decrypt_key(&aes, key);
    search_bytes(s, secret, name, aes.keys, sizeof(aes.keys));
}

static void look_at(Search *s, const uint8_t *mem, size_t len,
                    const char *where)
{
    for (size_t at = 0; at + NEEDLE <= len; at++) {
        for (int i = s->first[lduw_le_p(mem + at)]; i >= 0;) {
            const Needle *n = &g_array_index(s->needles, Needle, i);

            if (!memcmp(mem + at, n->bytes, NEEDLE)) {
                s->found |= 1u << n->secret;
                g_free(s->where[n->secret]);
                s->where[n->secret] = g_strdup(where);
            }
            i = n->next;
        }
    }
}

static void look(Search *s)
{
    g_autofree char *maps_path = g_strdup_printf("/proc/%d/maps", util_pid());
    g_autofree char *mem_path = g_strdup_printf("/proc/%d/mem", util_pid());
    g_autofree uint8_t *buf = g_malloc(CHUNK);
    g_autofree char *maps = NULL;
    g_auto(GStrv) lines = NULL;
    int fd = open(mem_path, O_RDONLY);

    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_file_get_contents(maps_path, &maps, NULL, NULL));
    lines = g_strsplit(maps, "\n", 0);
    s->found = 0;
    for (char **line = lines; *line; line++) {
        uint64_t start, end;
        char mode[5];
        ssize_t len;

        if (sscanf(*line, "%" SCNx64 "-%" SCNx64 " %4s", &start, &end,
                   mode) != 3 || strncmp(mode, "rw", 2)) {
            continue;
        }
        for (; start < end; start += CPGPU_MIB) {
            len = pread(fd, buf, MIN(CHUNK, end - start), start);
            if (len > 0 && !util_is_zero(buf, len)) {
                look_at(s, buf, len, *line);
            }
        }
    }
    close(fd);
}

void search_assert(Search *s, uint32_t there, uint32_t gone)
{
    look(s);
    for (unsigned i = 0; i < SEARCH_MAX; i++) {
        if (there & ~s->found & 1u << i) {
            g_error("%s is not found in QEMU's memory", s->name[i]);
        }
        if (gone & s->found & 1u << i) {
            g_error("%s is still in QEMU's memory, in %s", s->name[i],
                    s->where[i]);
        }
    }
}
