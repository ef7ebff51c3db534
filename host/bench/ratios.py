# SPDX-License-Identifier: MIT
"""Ratios of figures, each from one round, and their aims."""

import statistics

import stall
from host import SIZES

MIB = 1 << 20


class Ratio:
    def __init__(self, group, name, about, value, least=None, most=None):
        self.group = group
        self.name = name
        self.about = about
        self.value = value      # of a round's figures, {name: value}
        self.least = least      # the aim, for the median
        self.most = most
        self.samples = []

    def take(self, rounds):
        """Compute it for each round that has all the figures."""
        self.samples = []
        for figures in rounds:
            try:
                self.samples.append(self.value(figures))
            except (KeyError, ZeroDivisionError):
                pass

    @property
    def met(self):
        """Whether the median meets the aim; None without an aim or samples"""
        if not self.samples or (self.least is None and self.most is None):
            return None
        median = statistics.median(self.samples)
        return ((self.least is None or median >= self.least) and
                (self.most is None or median <= self.most))

    def aim(self):
        if self.least is not None and self.most is not None:
            return "%g..%g" % (self.least, self.most)
        if self.least is not None:
            return ">= %g" % self.least
        return "<= %g" % self.most if self.most is not None else ""


def over(a, b):
    return lambda r: r[a] / r[b]


def crypto_ratios(with_gcrypt):
    for size in SIZES:
        def against(a, b, size=size):
            return over("crypto.%s.%s" % (a, size), "crypto.%s.%s" % (b, size))

        base = "gcrypt-ctr" if with_gcrypt else "ceiling"
        of = "libgcrypt's CTR" if with_gcrypt else "AES alone"
        yield Ratio("crypto", "crypto.one." + size,
                    "one keystream / %s, %s" % (of, size),
                    against("room-one", base), least=0.85)
        for kind in ("blt", "refresh"):
            yield Ratio("crypto", "crypto.%s.%s" % (kind, size),
                        "two keystreams (%s) / %s, %s" % (kind, of, size),
                        against("room-" + kind, base), least=0.42)
    for size in SIZES:
        yield Ratio("crypto", "crypto.nettle." + size,
                    "one keystream / nettle's ctr_crypt(), %s" % size,
                    over("crypto.room-one." + size, "crypto.nettle-ctr." + size))
    yield Ratio("crypto", "crypto.memcpy.8M", "one keystream / memcpy(), 8M",
                over("crypto.room-one.8M", "crypto.memcpy.8M"))


def ring_ratios():
    for name, about, least in (("nop.1", "one in flight", 1),
                               ("nop.32", "32 in flight, a doorbell each", None),
                               ("nop.256", "256 for each doorbell", 20)):
        yield Ratio("ring", name, "million NOP+fence per second, " + about,
                    lambda r, name=name: r[name] / 1e6, least=least)
    yield Ratio("ring", "nop-nvme.1", "NOP+fence / emulated NVMe, one in flight",
                over("nop.1", "nvme.1"))
    yield Ratio("ring", "nop-nvme.32", "NOP+fence / emulated NVMe, 32 in flight",
                over("nop.32", "nvme.32"))
    yield Ratio("ring", "irq-nvme", "interrupt round trips / emulated NVMe's",
                over("nop.irq", "nvme.1"), least=20)
    yield Ratio("ring", "irq-virtio-blk", "interrupt round trips / virtio-blk's",
                over("nop.irq", "virtio-blk.1"))


def refresh_ratios():
    yield Ratio("refresh", "refresh.speed",
                "refresh of 64 MiB / cipher backend, 8M, one worker",
                lambda r: 64 * MIB / r["refresh.64M"] / r["crypto.room-refresh.8M"],
                least=0.8)
    yield Ratio("refresh", "refresh.linear",
                "time for 64 MiB / 4 times that for 16 MiB",
                lambda r: ((r["refresh.64M"] - r["refresh.0M"]) / 4 /
                           (r["refresh.16M"] - r["refresh.0M"])),
                least=0.8, most=1.25)
    for sessions in (16, 64):
        yield Ratio("refresh", "refresh.flat.%d" % sessions,
                    "time for 1 MiB with %d sessions / with one" % sessions,
                    over("refresh.1M.%d" % sessions, "refresh.1M"), most=1.25)


def rng_ratios():
    yield Ratio("rng", "rng.fill", "GB/s of random numbers into guest memory",
                lambda r: r["rng.fill"] / 1e9, least=3)
    yield Ratio("rng", "rng.hwrng", "/dev/hwrng by cpgpu / by virtio-rng",
                over("rng.hwrng.cpgpu", "rng.hwrng.virtio"), least=10)


def blt_ratios():
    kinds = (("decrypt", "decrypt 8 MiB frames", 0.8, 1.7),
             ("encrypt", "encrypt 8 MiB frames", None, None),
             ("bare", "decrypt 8 MiB frames without driver", None, None))
    for kind, about, least_backend, least_two in kinds:
        yield Ratio("blt", "blt.%s.room" % kind, about + " / cipher backend, one worker",
                    over("blt.%s.1" % kind, "crypto.room-blt.8M"), least=least_backend)
        yield Ratio("blt", "blt.%s.two" % kind, about + ", two workers / one",
                    over("blt.%s.2" % kind, "blt.%s.1" % kind), least=least_two)


def peer_ratios():
    yield Ratio("peers", "peer.openssl", "1 MiB blts / guest's CPU, OpenSSL",
                over("peer.cpgpu.1M", "peer.openssl.1M"), least=25)
    yield Ratio("peers", "peer.kernel", "1 MiB blts / guest's CPU, AF_ALG",
                over("peer.cpgpu.1M", "peer.kernel.1M"), least=25)
    for size, least in (("1M", 25), ("64K", None), ("4K", None)):
        yield Ratio("peers", "peer.virtio-crypto." + size,
                    "%s blts / virtio-crypto, both one at a time" % size,
                    over("peer.cpgpu." + size, "peer.virtio-crypto." + size),
                    least=least)
    yield Ratio("peers", "peer.virtio-crypto.4K.many",
                "4K blts, 64 in a call / virtio-crypto, 8 threads",
                over("peer.cpgpu.4K.64", "peer.virtio-crypto.4K.8"), least=20)


def vcpu_ratios():
    yield Ratio("vcpu", "vcpu", "guest counter, one busy worker / idle device",
                over("vcpu.busy", "vcpu.idle"), least=0.9)


def stall_ratios():
    """Without the largest picture, which depends on the display mode only."""
    for size in stall.SIZES:
        names = ["stall.%s.%s" % (operation, size)
                 for operation in stall.OPERATIONS if operation != "largest"]
        yield Ratio("stall", "stall." + size,
                    "milliseconds of the longest stall, vram=" + size,
                    lambda r, names=names: 1e3 * max(r[name] for name in names), most=10)


def ratios(with_gcrypt=False):
    for group in (crypto_ratios(with_gcrypt), ring_ratios(), refresh_ratios(),
                  rng_ratios(), blt_ratios(), peer_ratios(), vcpu_ratios(),
                  stall_ratios()):
        yield from group
