# SPDX-License-Identifier: MIT
"""What the device's registers say, out of a copy of its MMIO BAR."""

import os
import re
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = os.path.join(HERE, "../../hw/cpgpu/cpgpu_hw.h")


def read_header():
    """The header's numbers by name; of those with an index that of index 0."""
    with open(HEADER) as file:
        found = re.findall(r"^#define (CPGPU_\w+)(?:\(\w\))?\s+\(?(0x[0-9a-f]+|\d+)", file.read(),
                           re.M)
    return {name: int(value, 0) for name, value in found}


HW = read_header()


class Registers:
    def __init__(self, data):
        self.data = data

    def word(self, offset):
        return struct.unpack_from("<I", self.data, offset)[0]

    def words(self):
        return struct.iter_unpack("<I", self.data)

    @property
    def salt(self):
        at = HW["CPGPU_SALT"]
        return self.data[at:at + 16]

    @property
    def nonce(self):
        """That of the next write; no more than a number can have been taken."""
        return self.word(HW["CPGPU_NONCE_LO"])

    @property
    def certificates(self):
        """The chain for sessions, and the one for channels."""
        return tuple(self.data[HW[at]:HW[at] + self.word(HW[size])]
                     for at, size in (("CPGPU_MMIO_CERT", "CPGPU_CERT_SIZE"),
                                      ("CPGPU_MMIO_CHANNEL_CERT", "CPGPU_CHANNEL_CERT_SIZE")))

    def key_use(self, number):
        """What tells two uses of one session key apart: handle and key instance."""
        at = HW["CPGPU_MMIO_SESSION"] + number * 0x1000
        handle = self.word(at + HW["CPGPU_SESS_HANDLE_LO"])
        handle |= self.word(at + HW["CPGPU_SESS_HANDLE_HI"]) << 32
        return handle, self.word(at + HW["CPGPU_SESS_KEY_INSTANCE"])

    def sessions(self):
        """(number, state, refreshes) of those with a key."""
        for number in range(self.word(HW["CPGPU_LIMITS"]) & 0xffff):
            at = HW["CPGPU_MMIO_SESSION"] + number * 0x1000
            state = self.word(at) & HW["CPGPU_SESS_STATE_MASK"]
            if state in (HW["CPGPU_SESS_KEYED"], HW["CPGPU_SESS_REFRESH"]):
                yield number, state, self.word(at + HW["CPGPU_SESS_REFRESHES"])
