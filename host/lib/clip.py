# SPDX-License-Identifier: MIT
"""The clip: ffmpeg makes, encrypts and, for comparison, decodes it.

The device never sees the reference: ffmpeg encrypts the file, and ffmpeg alone,
in a run of its own, turns it back into the frames that captures are held to.
"""

import hashlib
import os
import shutil
import subprocess

from failure import Failure

FFMPEG_TIMEOUT = 300


class Clip:
    """What is known about the clip before anything plays it."""

    def __init__(self, width, height, fps, frames):
        self.width = width
        self.height = height
        self.fps = fps
        self.frames = frames

    @property
    def pitch(self):
        return self.width * 4

    @property
    def frame_size(self):
        return self.pitch * self.height


def need_programs():
    missing = [p for p in ("ffmpeg", "ffprobe") if not shutil.which(p)]
    if missing:
        raise Failure("%s not found: install the package ffmpeg "
                      "(./configure --install-deps does it)"
                      % " and ".join(missing))


def run_ffmpeg(args, secrets=()):
    """Run ffmpeg; its last words become the error, without any key in them."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    try:
        done = subprocess.run(command + args, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=FFMPEG_TIMEOUT,
                              check=False)
    except subprocess.TimeoutExpired:
        raise Failure("ffmpeg did not finish within %d s" % FFMPEG_TIMEOUT)
    if done.returncode:
        text = done.stderr.decode(errors="replace").strip()
        for secret in secrets:
            text = text.replace(secret, "(key)")
        raise Failure("ffmpeg failed: " + (text or "no message"))
    return done.stdout


def has_text():
    """Can ffmpeg draw text here?  It takes the filter and some font."""
    try:
        run_ffmpeg(["-f", "lavfi", "-i", "color=s=32x32:d=0.1",
                 "-vf", "drawtext=text=x", "-frames:v", "1", "-f", "null", "-"])
    except Failure:
        return False
    return True


def _text(text, size, x, y, colour="white"):
    return ("drawtext=text='%s':fontsize=%d:fontcolor=%s:x=%s:y=%s"
            ":shadowcolor=black@0.45:shadowx=%d:shadowy=%d"
            % (text, size, colour, x, y, max(1, size // 24), max(1, size // 24)))


def scene(clip, with_text):
    """The filter graph of the picture: a slow colour wheel, a disc on its way
    round, a progress bar, and the frame's number.  Needs no font."""
    w, h = clip.width, clip.height
    disc = max(8, h // 7 // 2 * 2)
    bar = max(2, h // 60)
    turn = "2*PI*n/%d+2.2" % clip.frames
    graph = [
        "gradients=s=%dx%d:r=%s:type=spiral:n=5:seed=7:speed=0.012"
        ":c0=0x10154f:c1=0x7b1fe0:c2=0xff4f79:c3=0xffb238:c4=0x17bebb"
        ":x0=%d:y0=%d:x1=%d:y1=%d,format=gbrp[back]"
        % (w, h, clip.fps, w // 2, h // 2, w, h // 2),
        # geq runs once: the loop repeats its one picture of the disc
        "color=white:s=%dx%d:r=%s,format=gbrap,"
        "geq=r=255:g=255:b=255:a='230*clip((W/2-1)-hypot(X-W/2+.5,Y-H/2+.5),0,1)',"
        "trim=end_frame=1,loop=-1:1,setpts=N/FRAME_RATE/TB[disc]"
        % (disc, disc, clip.fps),
        "color=white:s=%dx%d:r=%s,format=gbrp[bar]" % (w, bar, clip.fps),
        "[back][disc]overlay=format=gbrp:x='(W-w)*(.5+.42*sin(%s))'"
        ":y='(H-h)*(.5+.36*cos(%s))'[a]" % (turn, turn),
        # overlay counts frames from 1
        "[a][bar]overlay=format=gbrp:x='W*n/%d-w':y=H-h[b]" % clip.frames,
    ]
    last = "[b]"
    if with_text:
        big, small = max(12, h * 2 // 7), max(8, h // 16)
        graph.append(last + ",".join([
            _text("cpgpu", big, "(w-tw)/2", "(h-th)/2-%d" % (h // 12)),
            _text("protected video", small, "(w-tw)/2", "h*0.64"),
            _text("frame %{eif\\:n\\:d\\:4}", small, "(w-tw)/2", "h*0.75"),
        ]) + "[c]")
        last = "[c]"
    graph.append(last + "format=bgra[out]")
    return ";".join(graph)


def make(clip, path, key, kid, with_text=False, graph=None):
    """Render (graph: another scene) and encrypt: uncompressed BGRA in QuickTime, CENC
    AES-CTR."""
    run_ffmpeg(["-filter_complex", graph or scene(clip, with_text), "-map", "[out]",
             "-frames:v", str(clip.frames), "-c:v", "rawvideo",
             "-encryption_scheme", "cenc-aes-ctr",
             "-encryption_key", key, "-encryption_kid", kid, path], (key,))


def to_rgb(bgrx):
    """Pixels in memory (B G R X) as the R G B of a screendump"""
    rgb = bytearray(len(bgrx) // 4 * 3)
    rgb[0::3] = bgrx[2::4]
    rgb[1::3] = bgrx[1::4]
    rgb[2::3] = bgrx[0::4]
    return bytes(rgb)


class Reference:
    """ffmpeg's own decoding of the encrypted file, one frame at a time."""

    def __init__(self, clip, path):
        self.clip = clip
        self.path = path
        self.index = {}         # hash of a frame's RGB bytes -> its number
        self.file = open(path, "rb")
        if os.fstat(self.file.fileno()).st_size != clip.frame_size * clip.frames:
            raise Failure("ffmpeg decoded %d bytes from the clip, not %d frames"
                          % (os.fstat(self.file.fileno()).st_size, clip.frames))

    def close(self):
        self.file.close()

    def bgra(self, number):
        size = self.clip.frame_size
        return os.pread(self.file.fileno(), size, number * size)

    def rgb(self, number):
        return to_rgb(self.bgra(number))

    def index_frames(self, progress):
        """Hash all frames.  They must differ, or a match would be ambiguous."""
        for number in range(self.clip.frames):
            key = hashlib.sha256(self.rgb(number)).digest()
            if key in self.index:
                raise Failure("frames %d and %d of the clip are equal: "
                              "choose fewer frames or a larger picture"
                              % (self.index[key], number))
            self.index[key] = number
            progress.step("frame %d/%d" % (number + 1, self.clip.frames))

    def find(self, rgb):
        """The number of the frame that equals rgb bit for bit, or None."""
        number = self.index.get(hashlib.sha256(rgb).digest())
        if number is not None and self.rgb(number) != rgb:
            return None
        return number

    def nearest(self, rgb):
        """For messages: the frame with most lines of rgb, and the lines that differ."""
        line = self.clip.width * 3
        starts = range(0, len(rgb), line)
        best = (len(starts) + 1, None, [])
        for number in range(self.clip.frames):
            frame = self.rgb(number)
            bad = [s // line for s in starts
                   if frame[s:s + line] != rgb[s:s + line]]
            if len(bad) < best[0]:
                best = (len(bad), number, bad)
        return best[1], best[2]


def decode(clip, path, key, out):
    """Decode the encrypted file with ffmpeg, independently of our own code."""
    run_ffmpeg(["-decryption_key", key, "-i", path, "-f", "rawvideo",
             "-pix_fmt", "bgra", out], (key,))
    return Reference(clip, out)


def refuses_without_key(clip, path, reference):
    """Whether the file is encrypted: without the key, frame 0 must decode differently"""
    plain = run_ffmpeg(["-i", path, "-frames:v", "1", "-f", "rawvideo",
                     "-pix_fmt", "bgra", "-"])
    return plain[:clip.frame_size] != reference.bgra(0)
