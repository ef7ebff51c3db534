# SPDX-License-Identifier: MIT
"""The parts of the demo in their order, from the clip to the report."""

import hashlib
import os
import secrets
import shutil
import tempfile
import time

from failure import Failure
import clip as clips
import guestview
import licence
import picture
import qmp as qmps
import report
import screen
import vm as vms

DEVICE = "gpu0"
DEVICE_PATH = "/machine/peripheral/" + DEVICE
VRAM_BAR = 2
RAM_PIECE = 64 << 20        # of the guest's memory, searched at once
BOOT_TIMEOUT = 240          # TCG on a busy machine
STALL_TIMEOUT = 60          # without any new event from the player
PLAY_FACTOR = 10            # slower than this many times the clip's length is stuck
END_CAPTURES = 5            # of the last picture, while the player holds it
SPOILED_CAPTURE = 10        # --self-test: which matching capture is spoiled


class Show:
    def __init__(self, options, where, progress):
        self.options = options
        self.where = where
        self.progress = progress
        self.begin = time.monotonic()
        self.clip = clips.Clip(*options.size, options.fps, options.frames)
        self.reference = None
        self.qmp = None
        self.camera = None
        self.judge = None
        # for sockets, whose paths must be short, and for what the VM must not see
        self.private = tempfile.mkdtemp(prefix="cpgpu-demo-")
        self.server = None
        if not options.local_key:
            self.server = licence.Server(options.licensed, self.private,
                                         self.path("licensed.log"),
                                         self.path("licensed.jsonl"))
        self.key = None
        self.share = self.path("share")
        self.vm = vms.Vm(options.vm_run, self.share, self.path("serial.log"),
                         self.path("vm.log"))
        self.player = vms.JsonLines(os.path.join(self.share, "play.jsonl"))
        self.with_text = False
        self.spoiled = False
        self.boot_seconds = 0.0
        self.next_capture = 0.0

    def path(self, name):
        return os.path.join(self.where, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Leave no process, and of the large files only those asked for."""
        if self.qmp:
            self.qmp.close()
        self.vm.stop()
        if self.server:
            self.server.stop()
        if self.reference:
            self.reference.close()
        shutil.rmtree(self.private, ignore_errors=True)
        if os.path.exists(self.path("share/clip.key")):
            os.unlink(self.path("share/clip.key"))
        if not self.options.keep:
            for name in ("share/clip.mov", "reference.bgra"):
                if os.path.exists(self.path(name)):
                    os.unlink(self.path(name))

    # ------------------------------------------------------------ the parts

    def make_clip(self):
        clip, options = self.clip, self.options
        clips.need_programs()
        os.makedirs(self.share)
        self.with_text = clips.has_text()
        key, kid = secrets.token_hex(16), secrets.token_hex(16)
        if options.seed is not None:
            key = hashlib.sha256(b"key " + options.seed.encode()).hexdigest()[:32]
        path = os.path.join(self.share, "clip.mov")

        self.progress.phase("clip", "ffmpeg renders and encrypts %d frames" % clip.frames)
        clips.make(clip, path, key, kid, self.with_text)
        self.progress.done("%d frames %dx%d, %.1f MB, encrypted (cenc-aes-ctr)"
                           % (clip.frames, clip.width, clip.height,
                              os.path.getsize(path) / 1e6))
        self.key = kid, key

        self.progress.phase("reference", "ffmpeg decodes it for the comparison")
        self.reference = clips.decode(clip, path, key, self.path("reference.bgra"))
        self.reference.index_frames(self.progress)
        if not clips.refuses_without_key(clip, path, self.reference):
            raise Failure("the clip is not encrypted: ffmpeg decodes it without key")
        self.progress.done("%d frames, all different" % clip.frames)

    def expected_refreshes(self):
        """Those while the clip plays, and one while the last frame is shown."""
        return (self.clip.frames - 1) // self.options.refresh_every + 1

    def hand_out_key(self):
        """Give the clip's key to the licence server or to the player.  Returns options
        of the device, the VM and the player."""
        if self.server:
            self.progress.phase("licence", "an identity for the device, a licence server")
            self.server.make_identity()
            self.server.start(*self.key)
            self.progress.done("a licence server on the host has the clip's key")
            return (",identity=" + self.server.identity.replace(",", ",,"),
                    ["--licence", self.server.socket], ["--license=" + licence.PORT])
        with open(os.path.join(self.share, "clip.key"), "w",
                  opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write("%s:%s\n" % self.key)
        return "", [], ["--key-file", "/host/clip.key"]

    def boot(self):
        options, clip = self.options, self.clip
        socket = os.path.join(self.private, "qmp.sock")
        identity, vm_options, key_options = self.hand_out_key()
        device = "id=%s,xres=%d,yres=%d" % (DEVICE, clip.width, clip.height)
        if options.seed is not None:
            device += ",seed=" + options.seed.replace(",", ",,")
        device += identity
        limit = BOOT_TIMEOUT + int(options.seconds * 10) + 2 * STALL_TIMEOUT

        self.progress.phase("boot", "QEMU starts")
        self.vm.start(socket, device, limit, vm_options, [
            "sh", "/cpgpu/host/demo/guest", *key_options,
            "--report", "/host/play.jsonl",
            "--refresh-every", str(options.refresh_every),
            "--hold-file", "/host/hold", "/host/clip.mov"])
        self.qmp = qmps.wait_for(socket, self.vm.alive, BOOT_TIMEOUT)
        while not self.vm.has_signalled("booted"):
            self.check_alive()
            self.boot_seconds = time.monotonic() - self.vm.begin
            if self.boot_seconds > BOOT_TIMEOUT:
                raise Failure("the VM did not boot within %d s; serial log %s"
                              % (BOOT_TIMEOUT, self.vm.log))
            self.progress.step("%.0f s" % self.boot_seconds)
            time.sleep(0.05)
        self.progress.done("%.1f s" % self.boot_seconds)

    def check_alive(self):
        """Raise the reason if something has ended too early.  The server comes first,
        since the player cannot continue without it."""
        if self.server:
            self.server.check_alive()
        self.vm.check_alive()

    def capture(self):
        """Capture the monitor, twice as often as the picture changes.  More captures
        would only take processor time from the guest."""
        now = time.monotonic()
        time.sleep(max(0.0, self.next_capture - now))
        self.next_capture = max(now, self.next_capture) + 0.5 / self.clip.fps
        capture = self.camera.take()
        if (self.options.self_test and not self.spoiled
                and self.judge.matched >= SPOILED_CAPTURE):
            self.spoiled = True
            rgb = bytearray(capture.rgb)
            rgb[len(rgb) // 2] ^= 1
            capture.rgb = bytes(rgb)
        self.judge.look(capture)

    def play(self):
        """Capture until the player holds the last frame."""
        self.camera = screen.Camera(self.qmp, DEVICE, DEVICE_PATH, self.path("screen.ppm"))
        self.judge = screen.Judge(self.clip, self.reference, self.path("captures"),
                                  self.options.keep)
        self.progress.phase("play", "waiting for the first frame")
        heard = begin = time.monotonic()
        limit = self.options.seconds * PLAY_FACTOR + STALL_TIMEOUT
        while not self.vm.has_signalled("hold.ready"):
            self.check_alive()
            self.capture()
            if self.player.poll():
                heard = time.monotonic()
            now = time.monotonic()
            if now - heard > STALL_TIMEOUT or now - begin > limit:
                raise Failure("the player is stuck or far too slow (%s); serial log "
                              "%s\n%s" % (self.standing(), self.vm.log,
                                          vms.tail(self.vm.output)))
            self.progress.step(self.standing())
        self.player.poll()
        for _ in range(END_CAPTURES):
            self.capture()
        self.progress.done(self.standing())

    def standing(self):
        frame = self.player.last("frame")
        judge = self.judge
        return ("frame %d/%d  captures %d, %d frames  wrong %d  refreshes %d"
                % (frame["frame"] + 1 if frame else 0, self.clip.frames, judge.matched,
                   judge.distinct, len(judge.wrong),
                   frame["refreshes"] if frame else 0))

    def read_vram(self, offset=0, size=None):
        base, whole = qmps.find_bar(self.qmp, DEVICE, VRAM_BAR)
        return qmps.read_memory(self.qmp, base + offset, size or whole - offset,
                                self.path("vram.bin"))

    def find_key(self):
        """How often the clip's key is in the guest's memory, as bytes or as hex digits,
        and the size of that memory."""
        size = self.qmp.command("query-memory-size-summary")["base-memory"]
        search = guestview.Search(bytes.fromhex(self.key[1]), self.key[1].encode())
        for start in range(0, size, RAM_PIECE):
            self.progress.step("looking for the clip's key in the guest's memory, %d of "
                               "%d MiB" % (start >> 20, size >> 20))
            search.look(qmps.read_memory(self.qmp, start, min(RAM_PIECE, size - start),
                                         self.path("ram.bin")))
        return search.found, size

    def refresh_standing(self):
        """One more refresh while the last frame is shown, with captures all the time."""
        self.vm.signal("hold.refresh")
        deadline = time.monotonic() + STALL_TIMEOUT
        while not self.vm.has_signalled("hold.refreshed"):
            self.check_alive()
            if time.monotonic() > deadline:
                raise Failure("the player did not refresh the key while it held "
                              "the last picture:\n" + vms.tail(self.vm.file("player.err")))
            self.capture()
        for _ in range(END_CAPTURES):
            self.capture()

    @staticmethod
    def unchanged(surfaces, vram, later):
        """How many blocks of the framebuffers are equal in both."""
        return sum(guestview.equal_blocks(vram[s.offset:s.offset + s.size],
                                          later[s.offset:s.offset + s.size])
                   for s in surfaces)

    def surfaces(self):
        """The framebuffers, with the frame that each holds at the end."""
        found = {}
        for event in self.player.all("buffer"):
            found[event["buffer"]] = guestview.Surface(
                event["buffer"], event["vram_offset"], event["size"], event["pitch"])
        for event in self.player.all("content"):
            if event["buffer"] not in found:
                raise Failure("the player reports the content of an unknown buffer")
            found[event["buffer"]].frame = event["frame"]
        return [surface for surface in found.values() if surface.frame is not None]

    def statistics(self):
        names = [p["name"] for p in self.qmp.command("qom-list", path=DEVICE_PATH)]
        return {name: self.qmp.get(DEVICE_PATH, name)
                for name in names if name.startswith("stat-")}

    def run(self):
        """The whole demo; the exit status."""
        self.make_clip()
        try:
            self.boot()
            self.play()
            return self.look_and_end()
        except qmps.QmpError:
            # why the VM has ended is a better message
            self.vm.wait_briefly()
            self.check_alive()
            raise

    def look_and_end(self):
        checks = report.Checks()
        surfaces = self.surfaces()
        self.progress.phase("guest view", "a refresh while the last picture is shown")
        before = self.read_vram()
        self.refresh_standing()
        vram = self.read_vram()
        stayed = self.unchanged(surfaces, before, vram)
        key_places, ram = self.find_key()
        found = guestview.blocks_found((before, vram), self.reference, self.progress)
        report.check_monitor(checks, self.judge, self.options.least)
        stats = self.statistics()
        report.check_refreshes(checks, self.judge, self.expected_refreshes(), stats,
                               surfaces)
        checks.add(stayed == 0, "blocks of the framebuffers that the refresh of the "
                   "held picture left as they were: %d" % stayed)
        figures = []
        for when, view in (("before that refresh", before), ("after it", vram)):
            figures += report.check_surfaces(checks, self.clip, self.reference, view,
                                             surfaces, when)
        checks.add(found == 0, "blocks of the clip anywhere in the %d MiB of video "
                   "memory: %d" % (len(vram) >> 20, found))
        self.progress.done("%d framebuffers, %d blocks of the clip found in %d MiB"
                           % (len(surfaces), found, len(vram) >> 20))

        self.progress.phase("end", "the player and the VM end")
        left, status = self.finish(vram, surfaces)
        checks.add(left == 0, "blocks of the framebuffers left in video memory after "
                   "the player ended: %d" % left)
        end = self.player.last("end")
        report.check_player(checks, self.clip, end, status, stats)
        report.check_logs(checks, self.vm.output, self.vm.log)
        keys = {"server": bool(self.server), "places_in_ram": key_places, "ram": ram}
        if self.server:
            keys.update(self.licence_figures())
        report.check_keys(checks, keys, stats["stat-refreshes"], end)
        self.draw(vram, surfaces, stats)
        self.progress.done("player's status %d" % status)
        return self.verdict(checks, dict(
            self.figures(end, stats, vram, found, stayed, figures), keys=keys))

    def licence_figures(self):
        """End the licence server; what it has done."""
        status = self.server.stop()
        events = self.server.report
        events.poll()
        return {"status": status, "refused": len(events.all("refused")),
                "subjects": [event["subject"] for event in events.all("open")],
                "wrapped": len(events.all("content")),
                "refreshes": len(events.all("refresh"))}

    def finish(self, vram, surfaces):
        """Let the player and the VM end; what the player left, and its status."""
        self.vm.signal("hold")
        deadline = time.monotonic() + STALL_TIMEOUT
        while not self.vm.has_signalled("played"):
            if not self.vm.alive() or time.monotonic() > deadline:
                raise Failure("the player did not end after its hold:\n"
                              + vms.tail(self.vm.file("player.err")))
            time.sleep(0.05)
        left = self.unchanged(surfaces, vram, self.read_vram())
        self.vm.signal("done")
        return left, self.vm.wait()

    def draw(self, vram, surfaces, stats):
        """Draw the picture, if a capture has matched."""
        if not self.judge.last:
            return
        capture, number = self.judge.last
        shown = [s for s in surfaces if s.frame == number]
        if not shown:
            return
        data = shown[0].cut(vram, self.clip)
        captions = None
        if self.with_text:
            captions = (
                ("The monitor", "frame %d, after %d session-key refreshes"
                 % (number, stats["stat-refreshes"])),
                ("What the guest can read", "the same framebuffer through the PCI BAR, "
                 "%.4f bits per byte" % guestview.uniformity(data)[0]))
        picture.write(self.clip, capture.rgb, data, captions,
                      self.path("cpgpu-demo.png"), self.path("panel"))

    def figures(self, end, stats, vram, found, stayed, surfaces):
        judge, clip = self.judge, self.clip
        seconds = end["seconds"] if end else 0
        return {
            "clip": {"width": clip.width, "height": clip.height, "fps": clip.fps,
                     "frames": clip.frames,
                     "megabytes": clip.frames * clip.frame_size / 1e6,
                     "mb_per_second": clip.fps * clip.frame_size / 1e6,
                     "refresh_every": self.options.refresh_every},
            "boot_seconds": round(self.boot_seconds, 2),
            "player": {"frames": end["frames"] if end else None, "seconds": seconds,
                       "late": end["late"] if end else None},
            "captures": {"matched": judge.matched, "distinct": judge.distinct,
                         "wrong": len(judge.wrong), "details": judge.wrong,
                         "before": judge.before, "after": judge.after,
                         "during_refresh": judge.during,
                         "per_key": [judge.per_key.get(key, 0) for key in
                                     range(self.expected_refreshes() + 1)]},
            "blocks_unchanged_by_refresh": stayed,
            "mb_per_second": end["bytes"] / seconds / 1e6 if seconds else 0.0,
            "device": stats,
            "vram": {"bytes": len(vram), "clip_blocks": found},
            "surfaces": surfaces,
            "wall_seconds": round(time.monotonic() - self.begin, 1),
        }

    def verdict(self, checks, figures):
        with open(self.path("report.txt"), "w") as file:
            file.write(report.text(figures, checks, whole=True))
        report.write_json(self.path("report.json"), figures, checks)
        print(report.text(figures, checks, whole=False))
        for name in ("cpgpu-demo.png", "report.txt"):
            if os.path.exists(self.path(name)):
                print(self.path(name))
        if not self.options.self_test:
            return 1 if checks.failed else 0
        caught = (self.spoiled and len(self.judge.wrong) == 1
                  and len(checks.failed) == 1)
        print("self-test: the flipped bit was %s" % ("found, as it must be" if caught
              else "NOT found, or more was wrong than that"))
        return 0 if caught else 1
