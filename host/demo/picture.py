# SPDX-License-Identifier: MIT
"""A PNG with the monitor and what the guest can read, side by side."""

import os

import clip as clips

MARGIN = 28
GAP = 28
TITLE_BAND = 58         # above the panels
NOTE_BAND = 44          # below them
BACKGROUND = "0x11141d"


def _caption(text, size, colour, x, y):
    return ("drawtext=text='%s':fontsize=%d:fontcolor=%s:x=%d-tw/2:y=%d"
            % (text, size, colour, x, y))


def graph(clip, captions):
    """captions: ((title, note) left, (title, note) right), or None."""
    w, h = clip.width, clip.height
    top = TITLE_BAND if captions else MARGIN
    left, right = MARGIN, MARGIN + w + GAP
    full_w = right + w + MARGIN
    full_h = top + h + (NOTE_BAND if captions else MARGIN)
    steps = ["color=%s:s=%dx%d,format=gbrp[bg]" % (BACKGROUND, full_w, full_h),
             "[bg][0:v]overlay=format=gbrp:x=%d:y=%d[a]" % (left, top),
             "[a][1:v]overlay=format=gbrp:x=%d:y=%d" % (right, top)]
    if captions:
        scale = min(1.0, w / 640)
        for (title, note), x in zip(captions, (left + w // 2, right + w // 2)):
            steps[-1] += "," + _caption(title, max(9, int(26 * scale)), "white",
                                        x, top - 42)
            steps[-1] += "," + _caption(note, max(7, int(16 * scale)), "0xa9b2c6",
                                        x, top + h + 14)
    steps[-1] += ",format=rgb24[out]"
    return ";".join(steps)


def write(clip, rgb, surface, captions, path, scratch):
    """rgb: a capture; surface: the guest's view of the same framebuffer."""
    left, right = scratch + ".left", scratch + ".right"
    size = "%dx%d" % (clip.width, clip.height)
    try:
        for name, data in ((left, rgb), (right, surface)):
            with open(name, "wb") as file:
                file.write(data)
        clips.run_ffmpeg([
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-i", left,
            "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", size, "-i", right,
            "-filter_complex", graph(clip, captions), "-map", "[out]",
            "-frames:v", "1", "-update", "1", path])
    finally:
        for name in (left, right):
            if os.path.exists(name):
                os.unlink(name)
