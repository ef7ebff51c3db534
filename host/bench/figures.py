# SPDX-License-Identifier: MIT
"""The measurements.  A step yields one or more figures; steps take turns."""

import statistics

import stall
from guest import ONE_WORKER, TWO_WORKERS, node
from host import SIZES

MIB = 1 << 20
NVME = "/dev/nvme0n1"
VIRTIO_BLK = "/dev/vdb"


class Figure:
    def __init__(self, name, unit, about):
        self.name = name
        self.unit = unit        # "B/s", "1/s", "s", "instr/B"
        self.about = about
        self.samples = []


class Step:
    """Measures some figures of a group once."""

    def __init__(self, group, figures, measure):
        self.group = group
        self.figures = figures
        self.measure = measure  # (host, guest, ms) -> {name: value}
        self.once = False
        self.needs_guest = True

    @property
    def name(self):
        return self.figures[0].name


def guest_step(group, name, unit, about, command):
    """Median of what a command in the guest prints."""
    def measure(_, guest, ms):
        return {name: statistics.median(guest.run(command.format(ms=ms)))}
    return Step(group, [Figure(name, unit, about)], measure)


# ---- the cipher backend ----

KERNELS = {
    "memcpy": "memcpy()",
    "ceiling": "AES alone: aes128_encrypt() on a page in the L1 cache",
    "nettle-ctr": "nettle's ctr_crypt()",
    "gcrypt-ctr": "libgcrypt's AES-128-CTR",
    "room-one": "cipher backend, one keystream",
    "room-blt": "cipher backend, two keystreams, as a blt",
    "room-refresh": "cipher backend, two keystreams, as a refresh",
    "room-cenc": "cipher backend, two keystreams, sub-samples",
    "room-pattern": "cipher backend, two keystreams, pattern 1:9",
}


def crypto_steps(host):
    kernels = [k for k in KERNELS if k in host.kernels()]

    def measure(host, _, ms):
        return {"crypto.%s.%s" % key: value
                for key, value in host.measure(max(2, ms // 30)).items()}

    step = Step("crypto", [Figure("crypto.%s.%s" % (k, size), "B/s",
                                  "%s, %s" % (KERNELS[k], size))
                           for k in kernels for size in SIZES], measure)
    step.needs_guest = False
    yield step
    for kernel in kernels:
        yield count_step(kernel)


def count_step(kernel):
    name = "count." + kernel

    def measure(host, _guest, _ms):
        return {name: host.count(kernel)}

    step = Step("count", [Figure(name, "instr/B", KERNELS[kernel])], measure)
    step.once = True
    step.needs_guest = False
    return step


# ---- commands, random numbers, refreshes: the bare device ----

def bare(group, name, unit, about, arguments):
    return guest_step(group, name, unit, about,
                      "taskset 1 bench-ring %s --ms {ms}" % arguments)


def ring_steps():
    yield bare("ring", "nop.1", "1/s", "NOP and fence, one in flight", "nop")
    yield bare("ring", "nop.32", "1/s", "NOP and fence, 32 in flight, a doorbell each",
               "nop --depth 32")
    yield bare("ring", "nop.256", "1/s", "NOP and fence, 256 for each doorbell",
               "nop --batch 256")
    yield bare("ring", "nop.irq", "1/s", "NOP, fence and interrupt, one in flight",
               "nop --irq")
    for disk, device in (("nvme", NVME), ("virtio-blk", VIRTIO_BLK)):
        for depth in (1, 32):
            yield guest_step(
                "ring", "%s.%d" % (disk, depth), "1/s",
                "emulated %s on null storage, 4 KiB reads, %d in flight" % (disk, depth),
                "taskset 1 bench-file disk --device %s --depth %d --ms {ms}"
                % (device, depth))


def refresh_steps():
    for mib in (0, 1, 16, 64):
        yield bare("refresh", "refresh.%dM" % mib, "s",
                   "refresh of %d MiB, one session" % mib,
                   "refresh --rounds 5 --sealed %d" % (mib * MIB))
    for sessions in (16, 64):
        yield bare("refresh", "refresh.1M.%d" % sessions, "s",
                   "refresh of 1 MiB, %d sessions with 1 MiB each" % sessions,
                   "refresh --rounds 5 --sealed %d --sessions %d" % (MIB, sessions))
    yield bare("refresh", "refresh.register", "s",
               "refresh of nothing, by registers, START and FINISH",
               "refresh-register --rounds 25")


def rng_steps():
    yield bare("rng", "rng.fill", "B/s", "RNG_FILL of 1 MiB into guest memory",
               "rng --depth 2")
    for name, driver in (("cpgpu", "cpgpu"), ("virtio", "virtio_rng")):
        yield guest_step(
            "rng", "rng.hwrng." + name, "B/s", "/dev/hwrng by %s" % name,
            "cd /sys/class/misc/hw_random && "
            "name=$(tr ' ' '\\n' <rng_available | grep -m 1 %s) && "
            "echo $name >rng_current && bench-file stream --device /dev/hwrng --ms {ms}"
            % driver)


# ---- blts through the driver, and other ways to do the same ----

def blt(group, name, place, about, arguments):
    return guest_step(group, name, "B/s", about,
                      "bench-blt --device %s %s --ms {ms}" % (node(place), arguments))


def blt_steps():
    for uio, workers in (("uio0", "1"), ("uio1", "2")):
        yield bare("blt", "blt.bare." + workers, "B/s",
                   "decrypt 8 MiB frames without driver, %s worker%s"
                   % (workers, "s" if workers != "1" else ""),
                   "decrypt --device %s --size %d --batch 16 --irq" % (uio, 8 * MIB))
    for place, workers in ((ONE_WORKER, "1"), (TWO_WORKERS, "2")):
        for test in ("decrypt", "encrypt"):
            yield blt("blt", "blt.%s.%s" % (test, workers), place,
                      "%s 8 MiB frames by libcpgpu, %s worker%s"
                      % (test, workers, "s" if workers != "1" else ""),
                      test + " --depth 4")


def peer_steps():
    for size, about in (("4K", "4 KiB"), ("64K", "64 KiB"), ("1M", "1 MiB")):
        n = SIZES[size]
        yield blt("peers", "peer.cpgpu." + size, TWO_WORKERS,
                  "cpgpu, decryption blts of %s, one at a time" % about,
                  "decrypt --size %d" % n)
        yield guest_step("peers", "peer.virtio-crypto." + size, "B/s",
                         "virtio-crypto, AES-CBC, %s, one at a time" % about,
                         "bench-cpu kernel --driver virtio_crypto_aes_cbc "
                         "--size %d --ms {ms}" % n)
    yield blt("peers", "peer.cpgpu.4K.64", TWO_WORKERS,
              "cpgpu, decryption blts of 4 KiB, 64 in a submission",
              "decrypt --size 4096 --batch 64 --depth 2")
    yield guest_step("peers", "peer.virtio-crypto.4K.8", "B/s",
                     "virtio-crypto, AES-CBC, 4 KiB, 8 threads",
                     "bench-cpu kernel --driver virtio_crypto_aes_cbc --size 4096 "
                     "--threads 8 --ms {ms}")
    yield guest_step("peers", "peer.openssl.1M", "B/s",
                     "the guest's CPU, OpenSSL AES-128-CTR, 1 MiB",
                     "bench-cpu openssl --ms {ms}")
    yield guest_step("peers", "peer.kernel.1M", "B/s",
                     "the guest's CPU, AF_ALG ctr(aes), 1 MiB in pieces of 64",
                     "bench-cpu kernel --ms {ms}")


def vcpu_steps():
    spin = "taskset 2 bench-cpu spin --ms {ms}"

    def measure(_, guest, ms):
        counts = guest.run(
            "taskset 1 bench-blt --device %s decrypt --depth 2 --ms %d >/tmp/rate & "
            "sleep 0.3; %s; wait $!; cat /tmp/rate"
            % (node(ONE_WORKER), ms + 600, spin.format(ms=ms)))
        return dict(zip(("vcpu.busy", "vcpu.blt"), counts))

    yield guest_step("vcpu", "vcpu.idle", "1/s",
                     "a counting vCPU beside an idle device", spin)
    yield Step("vcpu",
               [Figure("vcpu.busy", "1/s", "a counting vCPU beside one busy worker"),
                Figure("vcpu.blt", "B/s", "the rate of that worker meanwhile")], measure)


# ---- how long the device keeps the big lock ----

STALL_ROUNDS = 3


def stall_steps():
    def measure(host, _guest, _ms):
        values = stall.stalls(host.build_dir(), STALL_ROUNDS)
        return {"stall.%s.%s" % key: statistics.median(rounds)
                for key, rounds in values.items()}

    step = Step("stall", [Figure("stall.%s.%s" % (operation, size), "s",
                                 "%s, %s" % (about, size))
                          for size in stall.SIZES
                          for operation, about in stall.OPERATIONS.items()], measure)
    step.once = True
    step.needs_guest = False
    yield step


GROUPS = {
    "crypto": "the cipher backend on the host, in the device's own object files",
    "count": "its instructions per byte, by callgrind",
    "ring": "commands and interrupts, beside emulated disks",
    "refresh": "how long a key refresh takes",
    "rng": "random numbers, beside virtio-rng",
    "blt": "frames through library and driver",
    "peers": "the same by virtio-crypto and by the guest's CPU",
    "vcpu": "how much a busy device slows down the guest",
    "stall": "the longest time for which QEMU's big lock is held",
}


def steps(host):
    for group in (crypto_steps(host), ring_steps(), refresh_steps(), rng_steps(),
                  blt_steps(), peer_steps(), vcpu_steps(), stall_steps()):
        yield from group
