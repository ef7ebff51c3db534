# SPDX-License-Identifier: MIT
"""The device's registers, from a copy of its MMIO BAR."""

import struct

from hw import HW


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
        """The nonce of the next write"""
        return self.word(HW["CPGPU_NONCE_LO"])

    @property
    def certificates(self):
        """The chain for sessions, and the one for channels."""
        return tuple(self.data[HW[at]:HW[at] + self.word(HW[size])]
                     for at, size in (("CPGPU_MMIO_CERT", "CPGPU_CERT_SIZE"),
                                      ("CPGPU_MMIO_CHANNEL_CERT", "CPGPU_CHANNEL_CERT_SIZE")))

    def key_use(self, number):
        """Handle and key instance, which distinguish two uses of one session key"""
        at = HW["CPGPU_MMIO_SESSION"] + number * 0x1000
        handle = self.word(at + HW["CPGPU_SESS_HANDLE_LO"])
        handle |= self.word(at + HW["CPGPU_SESS_HANDLE_HI"]) << 32
        return handle, self.word(at + HW["CPGPU_SESS_KEY_INSTANCE"])

    def sessions(self):
        """(number, state, refreshes) of each session with a key"""
        for number in range(self.word(HW["CPGPU_LIMITS"]) & 0xffff):
            at = HW["CPGPU_MMIO_SESSION"] + number * 0x1000
            state = self.word(at) & HW["CPGPU_SESS_STATE_MASK"]
            if state in (HW["CPGPU_SESS_KEYED"], HW["CPGPU_SESS_REFRESH"]):
                yield number, state, self.word(at + HW["CPGPU_SESS_REFRESHES"])
