/* SPDX-License-Identifier: (GPL-2.0-or-later OR MIT) */
/*
 * cpgpu hardware interface
 *
 * The one description of what crosses between the cpgpu device and whoever
 * drives it: PCI identity, registers, ring commands, status codes.  Shared by
 * the device model, its qtests and the guest driver; docs/hardware explains it.
 *
 * Everything is little-endian.  Registers are 32 bits wide and are accessed
 * with aligned 32-bit reads and writes only.  A write that sets a bit marked
 * reserved is ignored whole and reported through CPGPU_ERROR.
 */
#ifndef CPGPU_HW_H
#define CPGPU_HW_H

#ifdef __KERNEL__
#include <linux/types.h>
#define CPGPU_LE32 __le32
#define CPGPU_LE64 __le64
#else
#include <stdint.h>
#define CPGPU_LE32 uint32_t
#define CPGPU_LE64 uint64_t
#endif

#define CPGPU_BIT(n)            (1u << (n))

/* ------------------------------------------------------------------ PCI -- */

#define CPGPU_PCI_VENDOR_ID     0x1234
#define CPGPU_PCI_DEVICE_ID     0x11f0
#define CPGPU_PCI_REVISION      0x01

#define CPGPU_BAR_MMIO          0       /* registers, 32-bit */
#define CPGPU_BAR_VRAM          2       /* video memory, 64-bit prefetchable */
#define CPGPU_BAR_MSIX          4       /* MSI-X table and PBA */

/* MSI-X vectors.  INTx carries the OR of all enabled sources. */
#define CPGPU_VECTOR_MISC       0       /* ERROR, SESSION, RNG */
#define CPGPU_VECTOR_DISPLAY    1       /* VBLANK, FLIP */
#define CPGPU_VECTOR_RING(n)    (2 + (n))

/* ----------------------------------------------------- map of the MMIO BAR */

#define CPGPU_MMIO_GLOBAL       0x00000
#define CPGPU_MMIO_RNG          0x01000
#define CPGPU_MMIO_DISPLAY      0x02000
#define CPGPU_MMIO_EDID         0x03000 /* read-only, CPGPU_EDID_SIZE bytes */
#define CPGPU_MMIO_CERT         0x04000 /* read-only, CPGPU_CERT_WINDOW bytes */
#define CPGPU_MMIO_CHANNEL_CERT 0x06000 /* the same, for channels */
#define CPGPU_MMIO_RING(n)      (0x08000 + (n) * 0x800)
#define CPGPU_MMIO_SESSION(n)   (0x10000 + (n) * 0x1000)
#define CPGPU_MMIO_CHANNEL(n)   (0x110000 + (n) * 0x1000)

#define CPGPU_EDID_SIZE         0x400
#define CPGPU_CERT_WINDOW       0x2000
#define CPGPU_RINGS_MAX         16
#define CPGPU_SESSIONS_MAX      256
#define CPGPU_CHANNELS_MAX      64

/* --------------------------------------------------------- global block -- */

#define CPGPU_ID                0x000   /* ro: CPGPU_ID_VALUE */
#define CPGPU_VERSION           0x004   /* ro: major << 16 | minor */
#define CPGPU_CAPS              0x008   /* ro: CPGPU_CAP_* */
#define CPGPU_LIMITS            0x00c   /* ro: CPGPU_LIMITS_* */
#define CPGPU_VRAM_SIZE_LO      0x010   /* ro: bytes */
#define CPGPU_VRAM_SIZE_HI      0x014
#define CPGPU_PAGE_SIZE_REG     0x018   /* ro: CPGPU_PAGE_SIZE */
#define CPGPU_BLOCK_ALIGN_REG   0x01c   /* ro: CPGPU_BLOCK_ALIGN */
#define CPGPU_CTRL              0x020   /* wo: CPGPU_CTRL_* */
#define CPGPU_STATUS            0x024   /* ro: CPGPU_STATUS_* */
#define CPGPU_INTR_STATUS       0x028   /* w1c: CPGPU_INTR_* */
#define CPGPU_INTR_ENABLE       0x02c   /* rw: CPGPU_INTR_* */
#define CPGPU_ERROR             0x030   /* first error; any write clears it */
#define CPGPU_ERROR_INFO        0x034   /* ro: register offset, or cmd index */
#define CPGPU_CERT_SIZE         0x038   /* ro: bytes of the certificates */
#define CPGPU_SCRATCH           0x03c   /* rw: no function */
#define CPGPU_SALT(i)           (0x040 + (i) * 4) /* ro: 16-byte KDF salt */
#define CPGPU_NONCE_LO          0x050   /* ro: the next page write's nonce */
#define CPGPU_NONCE_HI          0x054   /* ro: latched by a read of NONCE_LO */
#define CPGPU_CONTEXT_END       0x058   /* wo: a context that has ended */
#define CPGPU_CHANNEL_CERT_SIZE 0x05c   /* ro: bytes, for channels */

#define CPGPU_ID_VALUE          0x31475043u     /* "CPG1" */
#define CPGPU_VERSION_VALUE     0x00020000u
#define CPGPU_PAGE_SIZE         4096
#define CPGPU_BLOCK_ALIGN       16

/*
 * CPGPU_CAPS.  The low half has the bit values of D3D11_CONTENT_PROTECTION_CAPS
 * so that the number means the same in the API and in the device.
 */
#define CPGPU_CAP_SOFTWARE              CPGPU_BIT(0)  /* in place of HARDWARE */
#define CPGPU_CAP_HARDWARE              CPGPU_BIT(1)
#define CPGPU_CAP_PROTECTION_ALWAYS_ON  CPGPU_BIT(2)
#define CPGPU_CAP_PARTIAL_DECRYPTION    CPGPU_BIT(3)
#define CPGPU_CAP_CONTENT_KEY           CPGPU_BIT(4)
#define CPGPU_CAP_FRESHEN_SESSION_KEY   CPGPU_BIT(5)
#define CPGPU_CAP_ENCRYPTED_READ_BACK   CPGPU_BIT(6)
#define CPGPU_CAP_READ_BACK_KEY         CPGPU_BIT(7)
#define CPGPU_CAP_SEQUENTIAL_CTR_IV     CPGPU_BIT(8)
#define CPGPU_CAP_DECRYPTION_BLT        CPGPU_BIT(10)
#define CPGPU_CAP_PROTECT_UNCOMPRESSED  CPGPU_BIT(11)
#define CPGPU_CAP_HARDWARE_TEARDOWN     CPGPU_BIT(13)
#define CPGPU_CAP_SEEDED_RNG            CPGPU_BIT(16) /* repeats: tests only */
#define CPGPU_CAP_TEST_IDENTITY         CPGPU_BIT(17) /* key is public */
#define CPGPU_CAP_IV_CHECK              CPGPU_BIT(18) /* refuses used IVs */
#define CPGPU_CAP_COPY                  CPGPU_BIT(19) /* COPY and FILL */
#define CPGPU_CAP_CONVERT               CPGPU_BIT(20) /* CONVERT */

#define CPGPU_LIMITS_SESSIONS(v)        ((v) & 0xffff)
#define CPGPU_LIMITS_RINGS(v)           (((v) >> 16) & 0xff)
#define CPGPU_LIMITS_CHANNELS(v)        (((v) >> 24) & 0xff)

/* Done on return, but for pages: those are scrubbed when BUSY is clear. */
#define CPGPU_CTRL_RESET        CPGPU_BIT(0)

#define CPGPU_STATUS_BUSY       CPGPU_BIT(0)    /* the engine has work */

#define CPGPU_INTR_RING(n)      CPGPU_BIT(n)    /* n 0..15: fence with IRQ */
#define CPGPU_INTR_ERROR        CPGPU_BIT(16)   /* see CPGPU_ERROR */
#define CPGPU_INTR_VBLANK       CPGPU_BIT(17)
#define CPGPU_INTR_FLIP         CPGPU_BIT(18)   /* a plane commit took effect */
#define CPGPU_INTR_SESSION      CPGPU_BIT(19)   /* command of a session or */
                                                /*   channel done; key lost */
#define CPGPU_INTR_RNG          CPGPU_BIT(20)   /* became ready, or failed */

/* CPGPU_ERROR: the first error since it was last cleared */
#define CPGPU_ERROR_CODE(v)     ((v) & 0xff)            /* CPGPU_ST_* */
#define CPGPU_ERROR_SOURCE(v)   (((v) >> 8) & 0xff)     /* CPGPU_SRC_* */
#define CPGPU_ERROR_UNIT(v)     (((v) >> 16) & 0xffff)  /* its number */

#define CPGPU_SRC_MMIO          1       /* INFO: offset in the MMIO BAR */
#define CPGPU_SRC_RING          2       /* INFO: index of the command */
#define CPGPU_SRC_SESSION       3       /* INFO: CPGPU_SESS_CMD_* */
#define CPGPU_SRC_CHANNEL       4       /* INFO: CPGPU_CHAN_CMD_* */

/* ----------------------------------------------------------- status codes */

/*
 * The outcome of ring commands and session commands, and the code in
 * CPGPU_ERROR.  "stops" = as a ring command it stops its ring, because nobody
 * who knows the interface would have sent it; the others fail the one command
 * when it has a result record, and stop the ring when it has none.
 */
#define CPGPU_ST_OK             0
#define CPGPU_ST_BAD_OPCODE     1       /* stops: no such command */
#define CPGPU_ST_BAD_FLAGS      2       /* stops: reserved bit or field set */
#define CPGPU_ST_BAD_SIZE       3       /* stops: zero, too large, or wrong */
#define CPGPU_ST_BAD_ALIGN      4       /* stops: offset, length or address */
#define CPGPU_ST_BAD_RANGE      5       /* stops: outside the video memory, */
                                        /*   overlap, or no such ring */
#define CPGPU_ST_BAD_ADDRESS    6       /* stops: not guest RAM */
#define CPGPU_ST_BAD_SG         7       /* stops: list sum, overlap, entry */
#define CPGPU_ST_BAD_INDEX      8       /* doorbell more than a ring ahead */
#define CPGPU_ST_BAD_REGISTER   9       /* no such register, or read-only */
#define CPGPU_ST_BAD_MAP        10      /* stops: pattern or sub-sample map */
#define CPGPU_ST_BAD_SESSION    16      /* no such session, or it is free */
#define CPGPU_ST_BAD_STATE      17      /* not in this state */
#define CPGPU_ST_NO_KEY         18      /* session has no key */
#define CPGPU_ST_NOT_PENDING    19      /* FINISH without START */
#define CPGPU_ST_NOT_AVAILABLE  20      /* capability is off */
#define CPGPU_ST_BAD_KEY_BLOB   21      /* key exchange data not decryptable */
#define CPGPU_ST_NOT_OWNER      22      /* page not sealed by this session */
#define CPGPU_ST_STALE          23      /* page sealed under a lost key */
#define CPGPU_ST_SEALED         24      /* page already belongs to a session */
#define CPGPU_ST_RNG_FAILED     25      /* RNG not ready, or failed its tests */
#define CPGPU_ST_BUSY           26      /* a session command still runs */
#define CPGPU_ST_ABORTED        27      /* cut off by a reset, or lost key */
#define CPGPU_ST_BAD_IV         28      /* used before, or may have been */
#define CPGPU_ST_BAD_MAC        29      /* of a message to a channel */
#define CPGPU_ST_BAD_SEQUENCE   30      /* too low, or not initialized */
#define CPGPU_ST_BAD_HANDLE     31      /* not of this channel's context */
#define CPGPU_ST_PROTECTION     32      /* the protection level forbids it */
#define CPGPU_ST_RESERVED_IV    33      /* counter block of the device's own */
#define CPGPU_ST_USED_BLOB      34      /* key exchange data was used before */
#define CPGPU_ST_KEY_IN_USE     35      /* key may have another purpose */
#define CPGPU_ST_NO_ROOM        36      /* no more keys can be remembered */

#define CPGPU_ST_STOPS(st)      ((st) > CPGPU_ST_OK && (st) < 16)

/* ------------------------------------------------------------ RNG block -- */

#define CPGPU_RNG_CTRL          0x1000  /* wo: CPGPU_RNG_CTRL_* */
#define CPGPU_RNG_STATUS        0x1004  /* ro: CPGPU_RNG_STATUS_* */
#define CPGPU_RNG_DATA          0x1008  /* ro: a new random word each read */
#define CPGPU_RNG_RESEEDS       0x100c  /* ro: how often it was (re)seeded */

#define CPGPU_RNG_CTRL_RESEED   CPGPU_BIT(0)    /* take fresh entropy */
#define CPGPU_RNG_CTRL_RESTART  CPGPU_BIT(1)    /* start-up test, then reseed */

#define CPGPU_RNG_STATUS_READY  CPGPU_BIT(0)    /* RNG_DATA may be read */
#define CPGPU_RNG_STATUS_BUSY   CPGPU_BIT(1)    /* gathering entropy */
#define CPGPU_RNG_STATUS_RCT    CPGPU_BIT(2)    /* repetition test failed */
#define CPGPU_RNG_STATUS_APT    CPGPU_BIT(3)    /* proportion test failed */
#define CPGPU_RNG_STATUS_SEEDED CPGPU_BIT(4)    /* fixed seed= */

/* -------------------------------------------------------- display block -- */

#define CPGPU_DISP_CTRL         0x2000  /* rw: CPGPU_DISP_CTRL_* */
#define CPGPU_DISP_STATUS       0x2004  /* ro: CPGPU_DISP_STATUS_* */
#define CPGPU_DISP_WIDTH        0x2008  /* rw while off: pixels */
#define CPGPU_DISP_HEIGHT       0x200c  /* rw while off: lines */
#define CPGPU_DISP_REFRESH      0x2010  /* rw while off: mHz, 1000..240000 */
#define CPGPU_DISP_MAX_WIDTH    0x2014  /* ro */
#define CPGPU_DISP_MAX_HEIGHT   0x2018  /* ro */
#define CPGPU_DISP_VBLANKS      0x201c  /* ro: vblanks since ENABLE */
#define CPGPU_PLANE_CTRL        0x2020  /* rw, latched: CPGPU_PLANE_CTRL_* */
#define CPGPU_PLANE_OFFSET_LO   0x2024  /* rw, latched: bytes into VRAM, */
#define CPGPU_PLANE_OFFSET_HI   0x2028  /*   a multiple of CPGPU_PAGE_SIZE */
#define CPGPU_PLANE_PITCH       0x202c  /* rw, latched: bytes, multiple of 64 */
#define CPGPU_PLANE_COMMIT      0x2030  /* wo: 1 = latch at the next vblank */

#define CPGPU_DISP_CTRL_ENABLE          CPGPU_BIT(0)
#define CPGPU_DISP_STATUS_FLIP_PENDING  CPGPU_BIT(0)
#define CPGPU_DISP_STATUS_LINK_PROTECTED CPGPU_BIT(1)   /* to the monitor */
#define CPGPU_DISP_STATUS_PLANE_SHOWN   CPGPU_BIT(2)    /* on the monitor */
#define CPGPU_DISP_SIZE_MIN             16      /* width and height */
#define CPGPU_DISP_SIZE_MAX             4096
#define CPGPU_DISP_REFRESH_MIN          1000
#define CPGPU_DISP_REFRESH_MAX          240000

#define CPGPU_PLANE_CTRL_ENABLE         CPGPU_BIT(0)
#define CPGPU_PLANE_CTRL_FORMAT(f)      ((f) << 8)      /* bits 15:8 */
#define CPGPU_PLANE_PITCH_ALIGN         64
#define CPGPU_PLANE_PITCH_MAX           65536

#define CPGPU_FORMAT_XRGB8888           1       /* bytes in memory: B G R X */
#define CPGPU_FORMAT_NV12               2       /* Y plane, then U V plane */
#define CPGPU_FORMAT_YUYV               3       /* Y U Y V */

/* ---------------------------------------- ring block, CPGPU_MMIO_RING(n) + */

#define CPGPU_RING_CTRL         0x00    /* rw: CPGPU_RING_CTRL_* */
#define CPGPU_RING_STATUS       0x04    /* ro: CPGPU_RING_STATUS_* */
#define CPGPU_RING_BASE_LO      0x08    /* rw while off: guest address, */
#define CPGPU_RING_BASE_HI      0x0c    /*   a multiple of CPGPU_CMD_SIZE */
#define CPGPU_RING_SIZE         0x10    /* rw while off: log2(commands) */
#define CPGPU_RING_HEAD         0x14    /* ro: next command to finish */
#define CPGPU_RING_TAIL         0x18    /* rw: doorbell, next free command */
#define CPGPU_RING_ERROR        0x1c    /* ro: CPGPU_ST_* that stopped it */
#define CPGPU_RING_ERROR_INDEX  0x20    /* ro: index of that command */
#define CPGPU_RING_COALESCE     0x24    /* rw: CPGPU_RING_COALESCE_* */
#define CPGPU_RING_FENCE_LO     0x28    /* rw while off: guest address of a */
#define CPGPU_RING_FENCE_HI     0x2c    /*   64-bit fence, 8-aligned; 0: none */
#define CPGPU_RING_DONE_LO      0x30    /* ro: last fence value completed */
#define CPGPU_RING_DONE_HI      0x34    /* ro: latched by a read of DONE_LO */

#define CPGPU_RING_CTRL_ENABLE  CPGPU_BIT(0)    /* 0 -> 1 clears HEAD, TAIL */
#define CPGPU_RING_CTRL_RESET   CPGPU_BIT(1)    /* wo: off, error cleared */

#define CPGPU_RING_STATUS_ON      CPGPU_BIT(0)
#define CPGPU_RING_STATUS_BUSY    CPGPU_BIT(1)
#define CPGPU_RING_STATUS_STOPPED CPGPU_BIT(2)  /* RING_ERROR says why */
#define CPGPU_RING_STATUS_WAITING CPGPU_BIT(3)  /* at a WAIT command */

/*
 * CPGPU_INTR_RING(n) is raised when so many commands with CPGPU_CMD_IRQ are
 * done, or so many microseconds after the first of them, whichever is first.
 * Either may be 0: then the other alone counts; both 0: at once.
 */
#define CPGPU_RING_COALESCE_USEC(us)    ((us) & 0xffff)
#define CPGPU_RING_COALESCE_COUNT(n)    (((n) & 0xffff) << 16)

#define CPGPU_RING_SIZE_MIN     1       /* log2: 2 commands */
#define CPGPU_RING_SIZE_MAX     12      /* log2: 4096 commands */

/*
 * HEAD and TAIL run freely over 32 bits; a command's slot is its index modulo
 * the ring's size.  All slots may be in use: TAIL - HEAD is 0..size.
 */

/* ---------------------------------- session block, CPGPU_MMIO_SESSION(n) + */

#define CPGPU_SESS_STATE        0x000   /* ro: state [3:0], BUSY */
#define CPGPU_SESS_CMD          0x004   /* wo: CPGPU_SESS_CMD_* */
#define CPGPU_SESS_STATUS       0x008   /* ro: CPGPU_ST_* of the last command */
#define CPGPU_SESS_KEY_INSTANCE 0x00c   /* ro: counts keys got and keys lost */
#define CPGPU_SESS_SIZE         0x010   /* rw: argument of the next command */
#define CPGPU_SESS_REFRESHES    0x014   /* ro: FINISHes since key exchange */
#define CPGPU_SESS_PAGES        0x018   /* ro: pages sealed by this session */
#define CPGPU_SESS_CONTEXT      0x01c   /* rw while free: whose it is */
#define CPGPU_SESS_RANDOM(i)    (0x020 + (i) * 4) /* ro: R while pending */
#define CPGPU_SESS_HANDLE_LO    0x030   /* ro: its handle; 0 while free */
#define CPGPU_SESS_HANDLE_HI    0x034
#define CPGPU_SESS_BLOB(i)      (0x100 + (i) * 4) /* wo: key exchange data */

#define CPGPU_SESS_STATE_MASK   0xf
#define CPGPU_SESS_FREE         0
#define CPGPU_SESS_CREATED      1
#define CPGPU_SESS_KEYED        2
#define CPGPU_SESS_REFRESH      3       /* keyed, START done, FINISH awaited */
#define CPGPU_SESS_KEY_LOST     4
#define CPGPU_SESS_CONTENT_LOST 5       /* key lost, and its pages scrubbed */
#define CPGPU_SESS_STATE_BUSY   CPGPU_BIT(31)

/*
 * Session commands take effect after all ring commands whose doorbell was rung
 * before them.  BUSY clears, STATUS is set and CPGPU_INTR_SESSION is raised
 * when one is done.
 */
#define CPGPU_SESS_CMD_CREATE           1
#define CPGPU_SESS_CMD_DESTROY          2
#define CPGPU_SESS_CMD_KEY_EXCHANGE     3       /* SIZE: CPGPU_BLOB_SIZE */
#define CPGPU_SESS_CMD_REFRESH_START    4       /* SIZE: CPGPU_KEY_SIZE */
#define CPGPU_SESS_CMD_REFRESH_FINISH   5

#define CPGPU_KEY_SIZE          16
#define CPGPU_IV_SIZE           16
#define CPGPU_BLOB_SIZE         256

/*
 * Counter blocks under a session key have a Count below 2^32.  Those from
 * CPGPU_IV_COUNT_DEVICE on are the device's: ENCRYPT_BLT uses them, and
 * DECRYPT_BLT without a content key refuses them.  What is wrapped under a
 * session key never looks like a counter block: bytes 8 to 11 of a content key
 * or read-back key are not all zero.
 */
#define CPGPU_IV_COUNT_DEVICE   0x80000000u

/*
 * The first four bytes of what READ_BACK_KEY returns, "CPRK".  Content keys
 * that begin so when wrapped are refused, on every device and in every run.
 */
#define CPGPU_READ_BACK_TAG     0x4b525043u

/* Key exchanges that the device remembers, until it is powered off */
#define CPGPU_BLOBS_MAX         65536

/* ---------------------------------- channel block, CPGPU_MMIO_CHANNEL(n) + */

/*
 * An authenticated channel.  The messages it takes and gives are in
 * cpgpu_channel.h.
 */
#define CPGPU_CHAN_STATE        0x000   /* ro: state [3:0], BUSY */
#define CPGPU_CHAN_CMD          0x004   /* wo: CPGPU_CHAN_CMD_* */
#define CPGPU_CHAN_STATUS       0x008   /* ro: CPGPU_ST_* of the last command */
#define CPGPU_CHAN_TYPE         0x00c   /* rw while free: CPGPU_CHAN_TYPE_* */
#define CPGPU_CHAN_CONTEXT      0x010   /* rw while free: whose it is */
#define CPGPU_CHAN_IN_SIZE      0x014   /* rw: bytes in IN */
#define CPGPU_CHAN_OUT_ROOM     0x018   /* rw: bytes that an answer may have */
#define CPGPU_CHAN_OUT_SIZE     0x01c   /* ro: bytes of the answer in OUT */
#define CPGPU_CHAN_HANDLE_LO    0x020   /* ro: its handle; 0 while free */
#define CPGPU_CHAN_HANDLE_HI    0x024
#define CPGPU_CHAN_PROTECTION   0x028   /* ro: flags that it has set */
#define CPGPU_CHAN_IN(i)        (0x100 + (i) * 4) /* wo: blob or message */
#define CPGPU_CHAN_OUT(i)       (0x200 + (i) * 4) /* ro: answer */

#define CPGPU_CHAN_STATE_MASK   0xf
#define CPGPU_CHAN_FREE         0
#define CPGPU_CHAN_CREATED      1
#define CPGPU_CHAN_KEYED        2
#define CPGPU_CHAN_READY        3       /* keyed, and INITIALIZE done */
#define CPGPU_CHAN_KEY_LOST     4
#define CPGPU_CHAN_STATE_BUSY   CPGPU_BIT(31)

#define CPGPU_CHAN_TYPE_SOFTWARE 2      /* with CPGPU_CAP_SOFTWARE */
#define CPGPU_CHAN_TYPE_HARDWARE 3      /* with CPGPU_CAP_HARDWARE */

/*
 * KEY_EXCHANGE is for a channel that is CREATED: it gets no second key.  It
 * takes its time: BUSY clears, STATUS is set and CPGPU_INTR_SESSION is raised
 * when it is done.  The others are done when the write of CMD is.
 */
#define CPGPU_CHAN_CMD_CREATE           1
#define CPGPU_CHAN_CMD_DESTROY          2
#define CPGPU_CHAN_CMD_KEY_EXCHANGE     3       /* IN_SIZE: CPGPU_BLOB_SIZE */
#define CPGPU_CHAN_CMD_CONFIGURE        4
#define CPGPU_CHAN_CMD_QUERY            5

#define CPGPU_CHAN_MESSAGE_MAX  256     /* bytes in IN, and in OUT */

/*
 * A context is whatever the driver takes for one user of the device: it gives
 * a number, not 0, to sessions and channels that belong together.  Handles of
 * sessions and channels are never given twice, and are below 2^47.
 */
#define CPGPU_DEVICE_HANDLE(context)    ((uint64_t)(context) << 8 | 1)

/* ------------------------------------------------------- ring commands -- */

#define CPGPU_CMD_SIZE          128
#define CPGPU_RESULT_SIZE       32
#define CPGPU_SG_SIZE           16
#define CPGPU_SG_MAX            16384   /* entries in one list */
#define CPGPU_MAP_MAX           16384   /* entries in one sub-sample map */
#define CPGPU_RNG_FILL_MAX      (1u << 20)      /* bytes in one RNG_FILL */

/* cpgpu_cmd.opcode */
#define CPGPU_OP_NOP            0x00
#define CPGPU_OP_RNG_FILL       0x01    /* random bytes -> guest memory */
#define CPGPU_OP_SEAL           0x02    /* pages -> session, scrubbed to zero */
#define CPGPU_OP_UNSEAL         0x03    /* pages -> nobody, scrubbed to zero */
#define CPGPU_OP_WAIT           0x04    /* for a fence value of another ring */
#define CPGPU_OP_DECRYPT_BLT    0x10    /* guest memory -> sealed pages */
#define CPGPU_OP_ENCRYPT_BLT    0x11    /* sealed pages -> guest memory */
#define CPGPU_OP_READ_BACK_KEY  0x12    /* length: CPGPU_KEY_SIZE */
#define CPGPU_OP_COPY           0x13    /* sealed or unsealed -> sealed pages */
#define CPGPU_OP_FILL           0x14    /* a 32-bit value -> sealed pages */
#define CPGPU_OP_CONVERT        0x15    /* NV12 or YUYV -> XRGB8888, sealed */
#define CPGPU_OP_REFRESH_START  0x20    /* length: CPGPU_KEY_SIZE */
#define CPGPU_OP_REFRESH_FINISH 0x21

/* cpgpu_cmd.flags */
#define CPGPU_CMD_FENCE         CPGPU_BIT(0)    /* write .fence when done */
#define CPGPU_CMD_IRQ           CPGPU_BIT(1)    /* raise CPGPU_INTR_RING(n) */
#define CPGPU_CMD_CONTENT_KEY   CPGPU_BIT(2)    /* DECRYPT_BLT: .key valid */
#define CPGPU_CMD_PATTERN       CPGPU_BIT(3)    /* DECRYPT_BLT: .pattern_* */
#define CPGPU_CMD_SUBSAMPLES    CPGPU_BIT(4)    /* DECRYPT_BLT: .map */
#define CPGPU_CMD_READ_BACK_KEY CPGPU_BIT(5)    /* ENCRYPT_BLT: not session's */
#define CPGPU_CMD_RECT          CPGPU_BIT(6)    /* blts: .row_bytes ... */

/* cpgpu_cmd.format of CONVERT: what the source is */
#define CPGPU_CONVERT_FORMAT_MASK       0xff            /* CPGPU_FORMAT_* */
#define CPGPU_CONVERT_BT709             CPGPU_BIT(8)    /* else BT.601 */
#define CPGPU_CONVERT_FULL_RANGE        CPGPU_BIT(9)    /* else 16..235 */
#define CPGPU_CONVERT_WIDTH_MAX         16384           /* pixels */

/*
 * struct cpgpu_cmd - one ring command, CPGPU_CMD_SIZE bytes
 *
 * A field that a command does not use must be zero.
 *
 * @opcode:    CPGPU_OP_*
 * @flags:     CPGPU_CMD_*
 * @session:   index of the session; 0 for NOP, WAIT and RNG_FILL
 * @ring:      WAIT: the other ring
 * @fence:     value to write to the ring's fence address with CPGPU_CMD_FENCE
 * @result:    guest address of a struct cpgpu_result, 8-aligned; 0: none
 * @data:      guest address of the data (@sg_count == 0), or of a list of
 *             @sg_count struct cpgpu_sg, 16-aligned
 * @sg_count:  entries in the list, 0..CPGPU_SG_MAX
 * @map_count: with CPGPU_CMD_SUBSAMPLES: entries in the map, 1..CPGPU_MAP_MAX
 * @vram:      SEAL, UNSEAL: byte offset, page-aligned; blts: byte offset of
 *             the sealed side (of the destination, if both are in video
 *             memory), a multiple of CPGPU_BLOCK_ALIGN
 * @length:    bytes.  SEAL, UNSEAL: a multiple of CPGPU_PAGE_SIZE; blts and
 *             RNG_FILL (up to CPGPU_RNG_FILL_MAX): a multiple of
 *             CPGPU_BLOCK_ALIGN; REFRESH_START, READ_BACK_KEY: CPGPU_KEY_SIZE
 * @iv:        DECRYPT_BLT: the first counter block, as raw bytes
 * @key:       DECRYPT_BLT with CPGPU_CMD_CONTENT_KEY: the content key,
 *             encrypted under the session key with AES-128-ECB
 * @wait:      WAIT: the fence value; goes on when the other ring has completed
 *             it or a higher one
 * @src:       COPY, CONVERT: byte offset of the source (of its Y plane), a
 *             multiple of CPGPU_BLOCK_ALIGN; pages of the session, or unsealed
 * @src_chroma: CONVERT of NV12: the same of the U V plane
 * @src_pitch: COPY with CPGPU_CMD_RECT, CONVERT: bytes from row to row in the
 *             source, in both planes, a multiple of CPGPU_BLOCK_ALIGN, at least
 *             the bytes of a row there, rounded up to CPGPU_BLOCK_ALIGN
 * @format:    CONVERT: CPGPU_FORMAT_* and CPGPU_CONVERT_*
 * @fill:      FILL: the value, least significant byte first in memory
 * @map:       with CPGPU_CMD_SUBSAMPLES: guest address of @map_count struct
 *             cpgpu_subsample, 8-aligned
 * @pattern_first: with CPGPU_CMD_PATTERN: encrypted bytes at the beginning,
 * @pattern_skip:  then, over and over, so many clear bytes
 * @pattern_encrypt: and so many encrypted ones; both 0: the rest is clear
 * @row_bytes: with CPGPU_CMD_RECT: bytes of a row, a multiple of
 *             CPGPU_BLOCK_ALIGN; the data holds the rows without gaps
 * @rows:      with CPGPU_CMD_RECT: rows; @length is @row_bytes times @rows
 * @pitch:     with CPGPU_CMD_RECT: bytes from row to row in the video memory, a
 *             multiple of CPGPU_BLOCK_ALIGN, at least @row_bytes
 *
 * The keystream moves on over encrypted bytes only.  CONVERT needs
 * CPGPU_CMD_RECT: @row_bytes is 4 times the width and @rows the height; both
 * width and height are even for NV12, the width for YUYV.  Source and
 * destination of COPY and CONVERT must not overlap, each from its first to its
 * last byte.
 */
struct cpgpu_cmd {
    CPGPU_LE32 opcode;
    CPGPU_LE32 flags;
    CPGPU_LE32 session;
    CPGPU_LE32 ring;
    CPGPU_LE64 fence;
    CPGPU_LE64 result;
    CPGPU_LE64 data;
    CPGPU_LE32 sg_count;
    CPGPU_LE32 map_count;
    CPGPU_LE64 vram;
    CPGPU_LE64 length;
    union {
        struct {                        /* DECRYPT_BLT */
            uint8_t iv[CPGPU_IV_SIZE];
            uint8_t key[CPGPU_KEY_SIZE];
        };
        struct {                        /* COPY, FILL, CONVERT */
            CPGPU_LE64 src;
            CPGPU_LE64 src_chroma;
            CPGPU_LE32 src_pitch;
            CPGPU_LE32 format;
            CPGPU_LE32 fill;
            CPGPU_LE32 reserved0;
        };
        CPGPU_LE64 wait;                /* WAIT */
    };
    CPGPU_LE64 map;
    CPGPU_LE32 pattern_first;
    CPGPU_LE32 pattern_skip;
    CPGPU_LE32 pattern_encrypt;
    CPGPU_LE32 row_bytes;
    CPGPU_LE32 rows;
    CPGPU_LE32 pitch;
};

/*
 * struct cpgpu_subsample - a clear and an encrypted run, as in CENC
 *
 * @clear:     bytes in clear
 * @encrypted: encrypted bytes that follow; one of the two is more than 0
 *
 * The runs of a map add up to the command's length.
 */
struct cpgpu_subsample {
    CPGPU_LE32 clear;
    CPGPU_LE32 encrypted;
};

/*
 * struct cpgpu_sg - one piece of guest memory, CPGPU_SG_SIZE bytes
 *
 * @address:  guest address, a multiple of CPGPU_BLOCK_ALIGN
 * @length:   bytes, more than 0, a multiple of CPGPU_BLOCK_ALIGN
 *
 * The lengths of a list add up to the command's length.  Entries of a list
 * that the device writes to must not overlap.
 */
struct cpgpu_sg {
    CPGPU_LE64 address;
    CPGPU_LE32 length;
    CPGPU_LE32 reserved;
};

/*
 * struct cpgpu_result - written when a command ends, before its fence
 *
 * @status:   CPGPU_ST_*
 * @data:     ENCRYPT_BLT: the IV the device made; REFRESH_START: R;
 *            READ_BACK_KEY: the key, encrypted under the session key with
 *            AES-128-ECB; else 0
 */
struct cpgpu_result {
    CPGPU_LE32 status;
    CPGPU_LE32 reserved0;
    CPGPU_LE64 reserved1;
    uint8_t data[16];
};

#endif /* CPGPU_HW_H */
