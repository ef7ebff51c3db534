# SPDX-License-Identifier: MIT
"""What the guest can read: the video memory behind the BAR, compared with the clip."""

import collections
import math
import struct

BLOCK = 16              # bytes: the cipher's block
EMPTY_PAGE = bytes(4096)
# Chi-square of byte values, 255 degrees of freedom: mean 255, deviation 22.6.
# A uniform source exceeds this once in some hundred million surfaces.
CHI_SQUARE_MAX = 400.0


def uniformity(data):
    """The byte values of data: Shannon entropy in bits per byte, chi-square."""
    counts = collections.Counter(data)
    total, expected = len(data), len(data) / 256
    entropy = sum(n / total * math.log2(total / n) for n in counts.values())
    square = sum((counts[value] - expected) ** 2 / expected for value in range(256))
    return entropy, square


def blocks(data):
    """The 16-byte blocks of data, as hashable tuples."""
    return struct.iter_unpack("%ds" % BLOCK, data)


def equal_blocks(one, other):
    """How many blocks are equal in the same place"""
    return sum(a == b for a, b in zip(blocks(one), blocks(other)))


def blocks_found(views, reference, progress):
    """How many blocks of frames of the clip are anywhere in the views, which are the
    video memory at different times.  No block of an opaque clip is all zero, so empty
    pages are skipped."""
    present = set()
    for view in views:
        for start in range(0, len(view), len(EMPTY_PAGE)):
            page = view[start:start + len(EMPTY_PAGE)]
            if page != EMPTY_PAGE:
                present.update(blocks(page))
    found = 0
    for number in range(reference.clip.frames):
        progress.step("looking for frame %d/%d in video memory"
                      % (number + 1, reference.clip.frames))
        frame = reference.bgra(number)
        if not present.isdisjoint(blocks(frame)):
            found += sum(block in present for block in blocks(frame))
    return found


class Search:
    """Count the occurrences of texts in data that comes in pieces."""

    def __init__(self, *texts):
        self.texts = texts
        self.end = b""
        self.found = 0

    def look(self, piece):
        for text in self.texts:
            # it may begin in the piece before
            self.found += (self.end[-len(text) + 1:] + piece).count(text)
        self.end = piece[-max(len(text) for text in self.texts):]


class Surface:
    """One protected framebuffer as the player reports it."""

    def __init__(self, buffer, offset, size, pitch, frame=None):
        self.buffer = buffer
        self.offset = offset
        self.size = size
        self.pitch = pitch
        self.frame = frame      # number of the clip's frame that it holds

    def cut(self, vram, clip):
        """Its pixels in the video memory, without the padding of lines"""
        data = vram[self.offset:self.offset + self.pitch * clip.height]
        if self.pitch == clip.pitch:
            return data
        return b"".join(data[line * self.pitch:line * self.pitch + clip.pitch]
                        for line in range(clip.height))
