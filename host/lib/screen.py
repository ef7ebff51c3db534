# SPDX-License-Identifier: MIT
"""Captures of the monitor, compared with ffmpeg's frames bit for bit.

A capture is one of three things: a frame of the clip, equal in every bit; a screen
without video, that is black or a text console with few colours; or wrong.
"""

import os

from failure import Failure

CONSOLE_COLOURS = 16
DETAILED = 20           # wrong captures that are kept and explained


def parse_ppm(data):
    """Width, height and the R G B bytes of a screendump."""
    parts = data.split(b"\n", 3)
    if len(parts) != 4 or parts[0] != b"P6" or parts[2] != b"255":
        raise Failure("the screendump is not the PPM that QEMU writes")
    width, height = (int(word) for word in parts[1].split())
    if len(parts[3]) != width * height * 3:
        raise Failure("the screendump is cut off")
    return width, height, parts[3]


def ppm(width, height, rgb):
    return b"P6\n%d %d\n255\n" % (width, height) + rgb


def colours(rgb):
    return len(set(zip(rgb[0::3], rgb[1::3], rgb[2::3])))


class Capture:
    """A picture of the monitor.  refreshes is the device's count of finished key
    refreshes, or None if one finished during the capture."""

    def __init__(self, number, width, height, rgb, refreshes):
        self.number = number
        self.width = width
        self.height = height
        self.rgb = rgb
        self.refreshes = refreshes


class Camera:
    """Takes screendumps of one device's console."""

    def __init__(self, qmp, device_id, device_path, scratch):
        self.qmp = qmp
        self.device_id = device_id
        self.device_path = device_path
        self.scratch = scratch
        self.taken = 0

    def refreshes(self):
        return self.qmp.get(self.device_path, "stat-refreshes")

    def take(self):
        before = self.refreshes()
        self.qmp.command("screendump", filename=self.scratch, device=self.device_id)
        after = self.refreshes()
        with open(self.scratch, "rb") as file:
            width, height, rgb = parse_ppm(file.read())
        os.unlink(self.scratch)
        self.taken += 1
        return Capture(self.taken, width, height, rgb,
                       before if before == after else None)


class Judge:
    """Compares captures with the reference and counts them."""

    def __init__(self, clip, reference, keep_dir, keep_all=False):
        self.clip = clip
        self.reference = reference
        self.keep_dir = keep_dir
        self.keep_all = keep_all
        self.matched = 0
        self.before = 0         # captures before the first with video
        self.after = 0          # captures without video since the last one with it
        self.frames = []        # numbers of the frames seen, in order
        self.per_key = {}       # refreshes so far -> captures that matched
        self.during = 0         # captures with a refresh finishing in them
        self.wrong = []         # a line for each wrong capture
        self.last = None        # the last capture that matched, and its frame

    @property
    def distinct(self):
        return len(set(self.frames))

    def look(self, capture):
        """Compare one capture.  Returns the number of its frame, or None."""
        fits = (capture.width, capture.height) == (self.clip.width, self.clip.height)
        number = self.reference.find(capture.rgb) if fits else None
        if number is not None:
            self._match(capture, number)
        elif colours(capture.rgb) <= CONSOLE_COLOURS:
            if self.frames:
                self.after += 1
            else:
                self.before += 1
        else:
            self._wrong(capture, fits)
        return number

    def _match(self, capture, number):
        if self.after:
            self.wrong.append("%d captures without video before capture %d (frame %d)"
                              % (self.after, capture.number, number))
            self.after = 0
        if self.frames and number < self.frames[-1]:
            self.wrong.append("capture %d: frame %d after frame %d"
                              % (capture.number, number, self.frames[-1]))
        if self.keep_all and (not self.frames or number != self.frames[-1]):
            self.save(capture, "frame-%05d.ppm" % number)
        self.matched += 1
        self.frames.append(number)
        self.last = (capture, number)
        if capture.refreshes is None:
            self.during += 1
        else:
            count = self.per_key.get(capture.refreshes, 0)
            self.per_key[capture.refreshes] = count + 1

    def _wrong(self, capture, fits):
        if len(self.wrong) >= DETAILED:
            self.wrong.append("capture %d is wrong too" % capture.number)
            return
        name = self.save(capture, "wrong-%05d.ppm" % capture.number)
        if not fits:
            text = ("is %dx%d, not %dx%d" % (capture.width, capture.height,
                                             self.clip.width, self.clip.height))
        else:
            number, lines = self.reference.nearest(capture.rgb)
            text = ("equals no frame; nearest is frame %d, %d of %d lines differ "
                    "(%d to %d)" % (number, len(lines), self.clip.height,
                                    lines[0], lines[-1]))
        self.wrong.append("capture %d %s: %s" % (capture.number, text, name))

    def save(self, capture, name):
        os.makedirs(self.keep_dir, exist_ok=True)
        path = os.path.join(self.keep_dir, name)
        with open(path, "wb") as file:
            file.write(ppm(capture.width, capture.height, capture.rgb))
        return path
