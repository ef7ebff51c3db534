/* SPDX-License-Identifier: (GPL-2.0-or-later OR MIT) */
/*
 * cpgpu hardware interface: PCI identity, registers, ring commands and status
 * codes
 *
 * Shared by the device model, its qtests and the guest driver.  The manual in
 * docs/hardware describes the behaviour.
 *
 * Everything is little-endian.  Registers are 32 bits wide; drivers use aligned
 * 32-bit reads and writes only.  Bits that are not defined here are reserved:
 * they read as zero, and a write that sets one is ignored as a whole and
 * reported in CPGPU_ERROR.  So is an access to a register that does not exist,
 * and a write to one that is read-only.
 *
 * Access to registers: ro = read-only; rw = read and write; wo = write-only,
 * reads as zero; w1c = writing 1 to a bit clears it.  "rw while off" and "rw
 * while free" refer to the ring, display, session or channel of the register.
 */
#ifndef CPGPU_HW_H
#define CPGPU_HW_H

/*
 * Little-endian integers in structures.  An includer that has types of its own
 * for them defines both macros, and the types of <stdint.h>, first.
 */
#ifndef CPGPU_LE32
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

/* MSI-X vectors.  INTx is asserted while any enabled source is pending. */
#define CPGPU_VECTOR_MISC       0       /* ERROR, SESSION, RNG */
#define CPGPU_VECTOR_DISPLAY    1       /* VBLANK, FLIP */
#define CPGPU_VECTOR_RING(n)    (2 + (n))

/* ----------------------------------------------------- map of the MMIO BAR */

#define CPGPU_MMIO_GLOBAL       0x00000
#define CPGPU_MMIO_RNG          0x01000
#define CPGPU_MMIO_DISPLAY      0x02000
#define CPGPU_MMIO_EDID         0x03000 /* read-only, CPGPU_EDID_SIZE bytes */
#define CPGPU_MMIO_CERT         0x04000 /* read-only, CPGPU_CERT_WINDOW bytes */
#define CPGPU_MMIO_CHANNEL_CERT 0x06000 /* read-only, CPGPU_CERT_WINDOW bytes */
#define CPGPU_MMIO_RING(n)      (0x08000 + (n) * 0x800)
#define CPGPU_MMIO_SESSION(n)   (0x10000 + (n) * 0x1000)
#define CPGPU_MMIO_CHANNEL(n)   (0x110000 + (n) * 0x1000)

#define CPGPU_EDID_SIZE         0x400   /* bytes; unused ones read as zero */
#define CPGPU_CERT_WINDOW       0x2000  /* bytes; unused ones read as zero */
#define CPGPU_RINGS_MAX         16
#define CPGPU_SESSIONS_MAX      256
#define CPGPU_CHANNELS_MAX      64

/* --------------------------------------------------------- global block -- */

#define CPGPU_ID                0x000   /* ro: CPGPU_ID_VALUE */
#define CPGPU_VERSION           0x004   /* ro: major << 16 | minor */
#define CPGPU_CAPS              0x008   /* ro: CPGPU_CAP_* */
#define CPGPU_LIMITS            0x00c   /* ro: CPGPU_LIMITS_* */
#define CPGPU_VRAM_SIZE_LO      0x010   /* ro: bytes */
#define CPGPU_VRAM_SIZE_HI      0x014   /* ro: its upper half */
#define CPGPU_PAGE_SIZE_REG     0x018   /* ro: CPGPU_PAGE_SIZE */
#define CPGPU_BLOCK_ALIGN_REG   0x01c   /* ro: CPGPU_BLOCK_ALIGN */
#define CPGPU_CTRL              0x020   /* wo: CPGPU_CTRL_* */
#define CPGPU_STATUS            0x024   /* ro: CPGPU_STATUS_* */
#define CPGPU_INTR_STATUS       0x028   /* w1c: CPGPU_INTR_* */
#define CPGPU_INTR_ENABLE       0x02c   /* rw: CPGPU_INTR_* */
#define CPGPU_ERROR             0x030   /* rw: CPGPU_ERROR_*; a write clears */
#define CPGPU_ERROR_INFO        0x034   /* ro: see CPGPU_SRC_* */
#define CPGPU_CERT_SIZE         0x038   /* ro: bytes used of CPGPU_MMIO_CERT */
#define CPGPU_SCRATCH           0x03c   /* rw: no function */
#define CPGPU_SALT(i)           (0x040 + (i) * 4) /* ro: KDF salt, i 0..3 */
#define CPGPU_NONCE_LO          0x050   /* ro: nonce of the next page write */
#define CPGPU_NONCE_HI          0x054   /* ro: latched by a read of NONCE_LO */
#define CPGPU_CONTEXT_END       0x058   /* wo: number of a closed context */
#define CPGPU_CHANNEL_CERT_SIZE 0x05c   /* ro: bytes of CHANNEL_CERT used */

#define CPGPU_ID_VALUE          0x31475043u     /* "CPG1" */
#define CPGPU_VERSION_VALUE     0x00020000u
#define CPGPU_PAGE_SIZE         4096    /* bytes: the unit of sealing */
#define CPGPU_BLOCK_ALIGN       16      /* bytes: the unit of blts */

/*
 * CPGPU_CAPS.  Bits 15:0 are those of D3D11_CONTENT_PROTECTION_CAPS, with the
 * same meaning.  SOFTWARE and HARDWARE exclude each other.
 */
#define CPGPU_CAP_SOFTWARE              CPGPU_BIT(0)  /* poses as software */
#define CPGPU_CAP_HARDWARE              CPGPU_BIT(1)
#define CPGPU_CAP_PROTECTION_ALWAYS_ON  CPGPU_BIT(2)  /* no level needed */
#define CPGPU_CAP_PARTIAL_DECRYPTION    CPGPU_BIT(3)  /* PATTERN, SUBSAMPLES */
#define CPGPU_CAP_CONTENT_KEY           CPGPU_BIT(4)  /* CMD_CONTENT_KEY */
#define CPGPU_CAP_FRESHEN_SESSION_KEY   CPGPU_BIT(5)  /* REFRESH_* */
#define CPGPU_CAP_ENCRYPTED_READ_BACK   CPGPU_BIT(6)  /* ENCRYPT_BLT */
#define CPGPU_CAP_READ_BACK_KEY         CPGPU_BIT(7)  /* READ_BACK_KEY */
#define CPGPU_CAP_SEQUENTIAL_CTR_IV     CPGPU_BIT(8)  /* IV may count on */
#define CPGPU_CAP_DECRYPTION_BLT        CPGPU_BIT(10) /* DECRYPT_BLT */
#define CPGPU_CAP_PROTECT_UNCOMPRESSED  CPGPU_BIT(11) /* always set */
#define CPGPU_CAP_HARDWARE_TEARDOWN     CPGPU_BIT(13) /* keys may get lost */
#define CPGPU_CAP_SEEDED_RNG            CPGPU_BIT(16) /* not random: tests */
#define CPGPU_CAP_TEST_IDENTITY         CPGPU_BIT(17) /* keys are public */
#define CPGPU_CAP_IV_CHECK              CPGPU_BIT(18) /* refuses used IVs */
#define CPGPU_CAP_COPY                  CPGPU_BIT(19) /* COPY and FILL */
#define CPGPU_CAP_CONVERT               CPGPU_BIT(20) /* CONVERT */

/* CPGPU_LIMITS: how many there are of each; numbers begin at 0 */
#define CPGPU_LIMITS_SESSIONS(v)        ((v) & 0xffff)
#define CPGPU_LIMITS_RINGS(v)           (((v) >> 16) & 0xff)
#define CPGPU_LIMITS_CHANNELS(v)        (((v) >> 24) & 0xff)

/*
 * The reset is complete when the write returns, except that sealed pages are
 * scrubbed later: CPGPU_STATUS_BUSY is set until then.
 */
#define CPGPU_CTRL_RESET        CPGPU_BIT(0)

#define CPGPU_STATUS_BUSY       CPGPU_BIT(0)    /* some work is under way */

/* CPGPU_INTR_STATUS and CPGPU_INTR_ENABLE */
#define CPGPU_INTR_RING(n)      CPGPU_BIT(n)    /* CMD_IRQ, ring n: 0..15 */
#define CPGPU_INTR_ERROR        CPGPU_BIT(16)   /* see CPGPU_ERROR */
#define CPGPU_INTR_VBLANK       CPGPU_BIT(17)
#define CPGPU_INTR_FLIP         CPGPU_BIT(18)   /* a plane commit took effect */
#define CPGPU_INTR_SESSION      CPGPU_BIT(19)   /* session or channel command */
                                                /*   done, or key lost */
#define CPGPU_INTR_RNG          CPGPU_BIT(20)   /* became ready, or failed */

/* CPGPU_ERROR: the first error since it was last cleared; 0: none */
#define CPGPU_ERROR_CODE(v)     ((v) & 0xff)            /* CPGPU_ST_* */
#define CPGPU_ERROR_SOURCE(v)   (((v) >> 8) & 0xff)     /* CPGPU_SRC_* */
#define CPGPU_ERROR_UNIT(v)     (((v) >> 16) & 0xffff)  /* ring, session or */
                                                /*   channel number; MMIO: 0 */

/* Sources of errors, and what CPGPU_ERROR_INFO holds for them */
#define CPGPU_SRC_MMIO          1       /* INFO: offset in the MMIO BAR */
#define CPGPU_SRC_RING          2       /* INFO: index of the command */
#define CPGPU_SRC_SESSION       3       /* INFO: CPGPU_SESS_CMD_* */
#define CPGPU_SRC_CHANNEL       4       /* INFO: CPGPU_CHAN_CMD_* */

/* ----------------------------------------------------------- status codes */

/*
 * The result of a ring, session or channel command, and the code in
 * CPGPU_ERROR.  A ring command that ends with a status marked "stops" was
 * malformed, and its ring stops.  With any other status but OK the command
 * fails: the ring continues if the command has a result record, and stops if it
 * has none.
 */
#define CPGPU_ST_OK             0
#define CPGPU_ST_BAD_OPCODE     1       /* stops: no such command */
#define CPGPU_ST_BAD_FLAGS      2       /* stops: reserved bit or field set */
#define CPGPU_ST_BAD_SIZE       3       /* stops: zero, too large, or wrong */
#define CPGPU_ST_BAD_ALIGN      4       /* stops: offset, length or address */
#define CPGPU_ST_BAD_RANGE      5       /* stops: outside the video memory, */
                                        /*   overlapping, or no such ring */
#define CPGPU_ST_BAD_ADDRESS    6       /* stops: not guest RAM */
#define CPGPU_ST_BAD_SG         7       /* stops: scatter-gather list */
#define CPGPU_ST_BAD_INDEX      8       /* TAIL beyond HEAD + size, or back */
#define CPGPU_ST_BAD_REGISTER   9       /* no such register, or read-only */
#define CPGPU_ST_BAD_MAP        10      /* stops: pattern or sub-sample map */
#define CPGPU_ST_BAD_SESSION    16      /* no such session, or it is free */
#define CPGPU_ST_BAD_STATE      17      /* not possible in this state */
#define CPGPU_ST_NO_KEY         18      /* session has no key */
#define CPGPU_ST_NOT_PENDING    19      /* FINISH without START */
#define CPGPU_ST_NOT_AVAILABLE  20      /* capability is off */
#define CPGPU_ST_BAD_KEY_BLOB   21      /* key exchange data is invalid */
#define CPGPU_ST_NOT_OWNER      22      /* page is not of this session */
#define CPGPU_ST_STALE          23      /* page sealed under a lost key */
#define CPGPU_ST_SEALED         24      /* page already belongs to a session */
#define CPGPU_ST_RNG_FAILED     25      /* RNG not ready, or failed its tests */
#define CPGPU_ST_BUSY           26      /* the previous command still runs */
#define CPGPU_ST_ABORTED        27      /* ended by a reset or key loss */
#define CPGPU_ST_BAD_IV         28      /* IV may have been used before */
#define CPGPU_ST_BAD_MAC        29      /* of a channel message */
#define CPGPU_ST_BAD_SEQUENCE   30      /* of a channel message: too low */
#define CPGPU_ST_BAD_HANDLE     31      /* not of the channel's context */
#define CPGPU_ST_PROTECTION     32      /* the protection level forbids it */
#define CPGPU_ST_RESERVED_IV    33      /* IV is reserved for the device */
#define CPGPU_ST_USED_BLOB      34      /* key exchange data was used before */
#define CPGPU_ST_KEY_IN_USE     35      /* key may have another purpose */
#define CPGPU_ST_NO_ROOM        36      /* see CPGPU_BLOBS_MAX */

#define CPGPU_ST_STOPS(st)      ((st) > CPGPU_ST_OK && (st) < 16)

/* ------------------------------------------------------------ RNG block -- */

#define CPGPU_RNG_CTRL          0x1000  /* wo: CPGPU_RNG_CTRL_* */
#define CPGPU_RNG_STATUS        0x1004  /* ro: CPGPU_RNG_STATUS_* */
#define CPGPU_RNG_DATA          0x1008  /* ro: a new random word each read */
#define CPGPU_RNG_RESEEDS       0x100c  /* ro: number of seeds so far */

#define CPGPU_RNG_CTRL_RESEED   CPGPU_BIT(0)    /* seed with fresh entropy */
#define CPGPU_RNG_CTRL_RESTART  CPGPU_BIT(1)    /* start-up test, then reseed */

#define CPGPU_RNG_STATUS_READY  CPGPU_BIT(0)    /* RNG_DATA may be read */
#define CPGPU_RNG_STATUS_BUSY   CPGPU_BIT(1)    /* gathering entropy */
#define CPGPU_RNG_STATUS_RCT    CPGPU_BIT(2)    /* repetition test failed */
#define CPGPU_RNG_STATUS_APT    CPGPU_BIT(3)    /* proportion test failed */
#define CPGPU_RNG_STATUS_SEEDED CPGPU_BIT(4)    /* not random: seed= is set */

/* -------------------------------------------------------- display block -- */

#define CPGPU_DISP_CTRL         0x2000  /* rw: CPGPU_DISP_CTRL_* */
#define CPGPU_DISP_STATUS       0x2004  /* ro: CPGPU_DISP_STATUS_* */
#define CPGPU_DISP_WIDTH        0x2008  /* rw while off: pixels */
#define CPGPU_DISP_HEIGHT       0x200c  /* rw while off: lines */
#define CPGPU_DISP_REFRESH      0x2010  /* rw while off: mHz */
#define CPGPU_DISP_MAX_WIDTH    0x2014  /* ro: pixels */
#define CPGPU_DISP_MAX_HEIGHT   0x2018  /* ro: lines */
#define CPGPU_DISP_VBLANKS      0x201c  /* ro: vblanks since ENABLE */
#define CPGPU_PLANE_CTRL        0x2020  /* rw: CPGPU_PLANE_CTRL_* */
#define CPGPU_PLANE_OFFSET_LO   0x2024  /* rw: offset in video memory, bytes, */
#define CPGPU_PLANE_OFFSET_HI   0x2028  /*   a multiple of CPGPU_PAGE_SIZE */
#define CPGPU_PLANE_PITCH       0x202c  /* rw: bytes from line to line */
#define CPGPU_PLANE_COMMIT      0x2030  /* wo: 1 = use the values of PLANE_* */
                                        /*   from the next vblank on */

#define CPGPU_DISP_CTRL_ENABLE          CPGPU_BIT(0)
#define CPGPU_DISP_STATUS_FLIP_PENDING  CPGPU_BIT(0)    /* COMMIT not done */
#define CPGPU_DISP_STATUS_LINK_PROTECTED CPGPU_BIT(1)   /* to the monitor */
#define CPGPU_DISP_STATUS_PLANE_SHOWN   CPGPU_BIT(2)    /* on the monitor */
#define CPGPU_DISP_SIZE_MIN             16      /* WIDTH and HEIGHT */
#define CPGPU_DISP_SIZE_MAX             4096
#define CPGPU_DISP_REFRESH_MIN          1000    /* mHz */
#define CPGPU_DISP_REFRESH_MAX          240000

#define CPGPU_PLANE_CTRL_ENABLE         CPGPU_BIT(0)
#define CPGPU_PLANE_CTRL_FORMAT(f)      ((f) << 8)      /* bits 15:8 */
#define CPGPU_PLANE_PITCH_ALIGN         64      /* bytes */
#define CPGPU_PLANE_PITCH_MAX           65536   /* bytes */

/*
 * Pixel formats, by their bytes in memory.  The plane shows XRGB8888 only;
 * CONVERT makes it from the others.
 */
#define CPGPU_FORMAT_XRGB8888           1       /* B G R X */
#define CPGPU_FORMAT_NV12               2       /* a plane Y, a plane U V */
#define CPGPU_FORMAT_YUYV               3       /* Y U Y V */

/* ---------------------------------------- ring block, CPGPU_MMIO_RING(n) + */

#define CPGPU_RING_CTRL         0x00    /* rw: CPGPU_RING_CTRL_* */
#define CPGPU_RING_STATUS       0x04    /* ro: CPGPU_RING_STATUS_* */
#define CPGPU_RING_BASE_LO      0x08    /* rw while off: guest address, */
#define CPGPU_RING_BASE_HI      0x0c    /*   a multiple of CPGPU_CMD_SIZE */
#define CPGPU_RING_SIZE         0x10    /* rw while off: log2(commands) */
#define CPGPU_RING_HEAD         0x14    /* ro: index of the next to finish */
#define CPGPU_RING_TAIL         0x18    /* rw: doorbell, index of the next */
                                        /*   command to be submitted */
#define CPGPU_RING_ERROR        0x1c    /* ro: CPGPU_ST_* that stopped it */
#define CPGPU_RING_ERROR_INDEX  0x20    /* ro: index of that command */
#define CPGPU_RING_COALESCE     0x24    /* rw: CPGPU_RING_COALESCE_* */
#define CPGPU_RING_FENCE_LO     0x28    /* rw while off: guest address, 8- */
#define CPGPU_RING_FENCE_HI     0x2c    /*   aligned, of the fence; 0: none */
#define CPGPU_RING_DONE_LO      0x30    /* ro: last fence value completed */
#define CPGPU_RING_DONE_HI      0x34    /* ro: latched by a read of DONE_LO */

#define CPGPU_RING_CTRL_ENABLE  CPGPU_BIT(0)    /* 0 -> 1 clears HEAD, TAIL */
#define CPGPU_RING_CTRL_RESET   CPGPU_BIT(1)    /* wo: turn off, clear errors */

#define CPGPU_RING_STATUS_ON      CPGPU_BIT(0)
#define CPGPU_RING_STATUS_BUSY    CPGPU_BIT(1)  /* commands are unfinished */
#define CPGPU_RING_STATUS_STOPPED CPGPU_BIT(2)  /* see RING_ERROR */
#define CPGPU_RING_STATUS_WAITING CPGPU_BIT(3)  /* at a WAIT command */

/*
 * CPGPU_INTR_RING(n) is raised when COUNT commands with CPGPU_CMD_IRQ are done,
 * or USEC microseconds after the first of them, whichever comes first.  If one
 * of the two is 0, only the other applies; if both are 0, each such command
 * raises it.
 */
#define CPGPU_RING_COALESCE_USEC(us)    ((us) & 0xffff)
#define CPGPU_RING_COALESCE_COUNT(n)    (((n) & 0xffff) << 16)

#define CPGPU_RING_SIZE_MIN     1       /* log2: 2 commands */
#define CPGPU_RING_SIZE_MAX     12      /* log2: 4096 commands */

/*
 * HEAD and TAIL are indices that wrap at 2^32; the slot of a command is its
 * index modulo the ring's size.  All slots may be in use: TAIL - HEAD is 0 to
 * the size.
 */

/* ---------------------------------- session block, CPGPU_MMIO_SESSION(n) + */

#define CPGPU_SESS_STATE        0x000   /* ro: state in bits 3:0, BUSY */
#define CPGPU_SESS_CMD          0x004   /* wo: CPGPU_SESS_CMD_* */
#define CPGPU_SESS_STATUS       0x008   /* ro: CPGPU_ST_* of the last command */
#define CPGPU_SESS_KEY_INSTANCE 0x00c   /* ro: key exchanges and key losses */
#define CPGPU_SESS_SIZE         0x010   /* rw: argument of the next command */
#define CPGPU_SESS_REFRESHES    0x014   /* ro: FINISHes since key exchange */
#define CPGPU_SESS_PAGES        0x018   /* ro: pages sealed by this session */
#define CPGPU_SESS_CONTEXT      0x01c   /* rw while free: number of a context */
#define CPGPU_SESS_RANDOM(i)    (0x020 + (i) * 4) /* ro: R in state REFRESH, */
                                                  /*   i 0..3 */
#define CPGPU_SESS_HANDLE_LO    0x030   /* ro: its handle; 0 while free */
#define CPGPU_SESS_HANDLE_HI    0x034
#define CPGPU_SESS_BLOB(i)      (0x100 + (i) * 4) /* wo: key exchange data, */
                                                  /*   i 0..63 */

#define CPGPU_SESS_STATE_MASK   0xf
#define CPGPU_SESS_FREE         0
#define CPGPU_SESS_CREATED      1
#define CPGPU_SESS_KEYED        2
#define CPGPU_SESS_REFRESH      3       /* keyed, between START and FINISH */
#define CPGPU_SESS_KEY_LOST     4
#define CPGPU_SESS_CONTENT_LOST 5       /* key lost, and its pages scrubbed */
#define CPGPU_SESS_STATE_BUSY   CPGPU_BIT(31)

/*
 * A session command takes effect after all ring commands whose doorbell was
 * written before it.  When it is done, STATUS is set, BUSY clears and
 * CPGPU_INTR_SESSION is raised.
 */
#define CPGPU_SESS_CMD_CREATE           1
#define CPGPU_SESS_CMD_DESTROY          2
#define CPGPU_SESS_CMD_KEY_EXCHANGE     3       /* SIZE: CPGPU_BLOB_SIZE */
#define CPGPU_SESS_CMD_REFRESH_START    4       /* SIZE: CPGPU_KEY_SIZE */
#define CPGPU_SESS_CMD_REFRESH_FINISH   5

#define CPGPU_KEY_SIZE          16      /* bytes */
#define CPGPU_IV_SIZE           16      /* bytes */
#define CPGPU_BLOB_SIZE         256     /* bytes of key exchange data */

/*
 * The last eight bytes of a counter block are its Count, big-endian.  Under a
 * session key, Count is below 2^32.  Values from CPGPU_IV_COUNT_DEVICE on are
 * reserved for the device: ENCRYPT_BLT uses them, and DECRYPT_BLT without a
 * content key refuses them.  A key that is wrapped under a session key never
 * equals a counter block: bytes 8 to 11 of a content key or read-back key are
 * not all zero.
 */
#define CPGPU_IV_COUNT_DEVICE   0x80000000u

/*
 * The first four bytes of what READ_BACK_KEY returns: "CPRK".  A wrapped
 * content key that begins with these is always refused.
 */
#define CPGPU_READ_BACK_TAG     0x4b525043u

/*
 * Key exchanges that the device accepts until it is powered off: it remembers
 * all of them, to refuse data that was used before.  Then CPGPU_ST_NO_ROOM.
 */
#define CPGPU_BLOBS_MAX         65536

/* ---------------------------------- channel block, CPGPU_MMIO_CHANNEL(n) + */

/* An authenticated channel.  Its messages are described in cpgpu_channel.h. */
#define CPGPU_CHAN_STATE        0x000   /* ro: state in bits 3:0, BUSY */
#define CPGPU_CHAN_CMD          0x004   /* wo: CPGPU_CHAN_CMD_* */
#define CPGPU_CHAN_STATUS       0x008   /* ro: CPGPU_ST_* of the last command */
#define CPGPU_CHAN_TYPE         0x00c   /* rw while free: CPGPU_CHAN_TYPE_* */
#define CPGPU_CHAN_CONTEXT      0x010   /* rw while free: number of a context */
#define CPGPU_CHAN_IN_SIZE      0x014   /* rw: bytes of the message in IN */
#define CPGPU_CHAN_OUT_ROOM     0x018   /* rw: maximum bytes of an answer */
#define CPGPU_CHAN_OUT_SIZE     0x01c   /* ro: bytes of the answer in OUT */
#define CPGPU_CHAN_HANDLE_LO    0x020   /* ro: its handle; 0 while free */
#define CPGPU_CHAN_HANDLE_HI    0x024
#define CPGPU_CHAN_PROTECTION   0x028   /* ro: CPGPU_PROTECTION_* set by it */
#define CPGPU_CHAN_IN(i)        (0x100 + (i) * 4) /* wo: message, or key */
                                                  /*   exchange data; i 0..63 */
#define CPGPU_CHAN_OUT(i)       (0x200 + (i) * 4) /* ro: answer; i 0..63 */

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
 * KEY_EXCHANGE is possible in state CREATED only, so a channel gets one key in
 * its life.  When it is done, STATUS is set, BUSY clears and CPGPU_INTR_SESSION
 * is raised.  All other commands are done when the write of CMD returns.
 */
#define CPGPU_CHAN_CMD_CREATE           1
#define CPGPU_CHAN_CMD_DESTROY          2
#define CPGPU_CHAN_CMD_KEY_EXCHANGE     3       /* IN_SIZE: CPGPU_BLOB_SIZE */
#define CPGPU_CHAN_CMD_CONFIGURE        4
#define CPGPU_CHAN_CMD_QUERY            5

#define CPGPU_CHAN_MESSAGE_MAX  256     /* bytes of IN, and of OUT */

/*
 * A context is one user of the device.  The driver numbers contexts, from 1,
 * and writes the number to the sessions and channels that belong to one.
 * Handles of sessions and channels are below 2^47; none is used twice.
 */
#define CPGPU_DEVICE_HANDLE(context)    ((uint64_t)(context) << 8 | 1)

/* ------------------------------------------------------- ring commands -- */

#define CPGPU_CMD_SIZE          128     /* bytes of struct cpgpu_cmd */
#define CPGPU_RESULT_SIZE       32      /* bytes of struct cpgpu_result */
#define CPGPU_SG_SIZE           16      /* bytes of struct cpgpu_sg */
#define CPGPU_SG_MAX            16384   /* entries in one list */
#define CPGPU_MAP_MAX           16384   /* entries in one sub-sample map */
#define CPGPU_RNG_FILL_MAX      (1u << 20)      /* bytes in one RNG_FILL */

/* cpgpu_cmd.opcode */
#define CPGPU_OP_NOP            0x00
#define CPGPU_OP_RNG_FILL       0x01    /* random bytes -> guest memory */
#define CPGPU_OP_SEAL           0x02    /* give pages to the session, zeroed */
#define CPGPU_OP_UNSEAL         0x03    /* take pages back, zeroed */
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
#define CPGPU_CMD_CONTENT_KEY   CPGPU_BIT(2)    /* DECRYPT_BLT: use .key */
#define CPGPU_CMD_PATTERN       CPGPU_BIT(3)    /* DECRYPT_BLT: .pattern_* */
#define CPGPU_CMD_SUBSAMPLES    CPGPU_BIT(4)    /* DECRYPT_BLT: .map */
#define CPGPU_CMD_READ_BACK_KEY CPGPU_BIT(5)    /* ENCRYPT_BLT: use that key */
#define CPGPU_CMD_RECT          CPGPU_BIT(6)    /* .row_bytes, .rows, .pitch */

/* cpgpu_cmd.format of CONVERT: describes the source */
#define CPGPU_CONVERT_FORMAT_MASK       0xff            /* CPGPU_FORMAT_* */
#define CPGPU_CONVERT_BT709             CPGPU_BIT(8)    /* 0: BT.601 */
#define CPGPU_CONVERT_FULL_RANGE        CPGPU_BIT(9)    /* 0: Y is 16..235 */
#define CPGPU_CONVERT_WIDTH_MAX         16384           /* pixels */

/*
 * struct cpgpu_cmd - one ring command, CPGPU_CMD_SIZE bytes
 *
 * A field that a command does not use must be zero.
 *
 * @opcode:    CPGPU_OP_*
 * @flags:     CPGPU_CMD_*
 * @session:   index of the session; 0 for NOP, WAIT and RNG_FILL
 * @ring:      WAIT: index of the other ring
 * @fence:     with CPGPU_CMD_FENCE: the value to write when the command is done
 * @result:    guest address of a struct cpgpu_result, 8-aligned; 0: none
 * @data:      guest address, 16-aligned, of the data if @sg_count is 0, else of
 *             an array of @sg_count struct cpgpu_sg
 * @sg_count:  entries in that array, 0..CPGPU_SG_MAX
 * @map_count: with CPGPU_CMD_SUBSAMPLES: entries in the map, 1..CPGPU_MAP_MAX
 * @vram:      offset in video memory, in bytes.  SEAL, UNSEAL: of the first
 *             page, a multiple of CPGPU_PAGE_SIZE.  Blts: of the sealed pages
 *             (for COPY, FILL and CONVERT, the destination), a multiple of
 *             CPGPU_BLOCK_ALIGN
 * @length:    bytes.  SEAL, UNSEAL: a multiple of CPGPU_PAGE_SIZE; blts and
 *             RNG_FILL (up to CPGPU_RNG_FILL_MAX): a multiple of
 *             CPGPU_BLOCK_ALIGN; REFRESH_START, READ_BACK_KEY: CPGPU_KEY_SIZE
 * @iv:        DECRYPT_BLT: the first counter block
 * @key:       DECRYPT_BLT with CPGPU_CMD_CONTENT_KEY: the content key,
 *             encrypted under the session key with AES-128-ECB
 * @wait:      WAIT: a fence value.  The command ends when the other ring has
 *             completed this value or a higher one
 * @src:       COPY, CONVERT: offset of the source (CONVERT of NV12: of its Y
 *             plane) in video memory, in bytes, a multiple of
 *             CPGPU_BLOCK_ALIGN.  Its pages are unsealed or of the session
 * @src_chroma: CONVERT of NV12: likewise, of the U V plane
 * @src_pitch: COPY with CPGPU_CMD_RECT, CONVERT: bytes from row to row in the
 *             source, in both planes: a multiple of CPGPU_BLOCK_ALIGN, and not
 *             less than a row of the source
 * @format:    CONVERT: CPGPU_FORMAT_* and CPGPU_CONVERT_*
 * @fill:      FILL: the value, stored little-endian
 * @map:       with CPGPU_CMD_SUBSAMPLES: guest address, 8-aligned, of an array
 *             of @map_count struct cpgpu_subsample
 * @pattern_first: with CPGPU_CMD_PATTERN: encrypted bytes at the beginning
 * @pattern_skip: clear bytes that follow
 * @pattern_encrypt: encrypted bytes that follow.  The last two repeat until the
 *             end; if both are 0, the rest is clear
 * @row_bytes: with CPGPU_CMD_RECT: bytes in a row, a multiple of
 *             CPGPU_BLOCK_ALIGN.  In @data, rows follow each other without gaps
 * @rows:      with CPGPU_CMD_RECT: number of rows; @length is @row_bytes times
 *             @rows
 * @pitch:     with CPGPU_CMD_RECT: bytes from row to row at @vram, a multiple
 *             of CPGPU_BLOCK_ALIGN, and not less than @row_bytes
 *
 * Only encrypted bytes advance the keystream.  CONVERT needs CPGPU_CMD_RECT:
 * @row_bytes is 4 times the width, which must be even, and @rows is the height,
 * which must be even for NV12.  The source and the destination of COPY and
 * CONVERT, each from its first to its last byte, must not overlap.
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
 * struct cpgpu_subsample - a clear run and an encrypted run, as in CENC
 *
 * @clear:     clear bytes
 * @encrypted: encrypted bytes that follow
 *
 * The two must not both be 0.  All runs of a map add up to the length of the
 * command.
 */
struct cpgpu_subsample {
    CPGPU_LE32 clear;
    CPGPU_LE32 encrypted;
};

/*
 * struct cpgpu_sg - one piece of guest memory, CPGPU_SG_SIZE bytes
 *
 * @address:  guest address, a multiple of CPGPU_BLOCK_ALIGN
 * @length:   bytes: a multiple of CPGPU_BLOCK_ALIGN, and not 0
 *
 * The lengths in a list add up to the length of the command.  Pieces that the
 * device writes to must not overlap.
 */
struct cpgpu_sg {
    CPGPU_LE64 address;
    CPGPU_LE32 length;
    CPGPU_LE32 reserved;
};

/*
 * struct cpgpu_result - CPGPU_RESULT_SIZE bytes, written when a command ends,
 * before its fence
 *
 * @status:   CPGPU_ST_*
 * @data:     ENCRYPT_BLT: the IV that the device chose; REFRESH_START: R;
 *            READ_BACK_KEY: the key, encrypted under the session key with
 *            AES-128-ECB; otherwise 0
 */
struct cpgpu_result {
    CPGPU_LE32 status;
    CPGPU_LE32 reserved0;
    CPGPU_LE64 reserved1;
    uint8_t data[16];
};

#endif /* CPGPU_HW_H */
