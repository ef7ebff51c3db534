# SPDX-License-Identifier: MIT
"""The parts of check-leak in their order, from the clip to the planted secrets."""

import os
import secrets as randoms
import time

from failure import Failure
import clip as clips
import licence
import needles
import qmp as qmps
import screen
import search as searches
import vm as vms

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
DEVICE = "gpu0"
DEVICE_PATH = "/machine/peripheral/" + DEVICE
BARS = {"registers": 0, "video memory": 2, "interrupt table": 4}
RAM_SIZE = 512 << 20
WIDTH, HEIGHT, RATE = 320, 180, 30
REFRESH_EVERY = 12              # frames
FIRST_LOOK = 30                 # frame, or soon after it
STOP_AT = 6 * REFRESH_EVERY - 2     # a refresh is pending then, two frames ahead
BOOT_TIMEOUT, STALL_TIMEOUT = 240, 120
GRAPH = ("testsrc2=s=%dx%d:r=%d,format=gbrp,lutrgb=r=64+val/2:g=64+val/2:b=64+val/2,"
         "noise=alls=70:allf=t+u,format=bgra[out]")
MASK = 0x5a                     # secrets to plant are masked on their way
LEFT_OUT_MOST = 0.05            # of the blocks of the frames


class Leak:
    def __init__(self, options, where, private, progress):
        self.options, self.where, self.private = options, where, private
        self.progress = progress
        self.begin = time.monotonic()
        self.clip = clips.Clip(WIDTH, HEIGHT, RATE, options.frames)
        self.share = os.path.join(private, "share")
        self.ram = os.path.join(private, "ram")
        self.reveal = os.path.join(private, "reveal")
        self.server = licence.Server(
            self.program("cpgpu-licensed"), private, self.path("licensed.log"),
            self.path("licensed.jsonl"), ["--test-reveal", self.reveal])
        self.vm = vms.Vm(os.path.join(TOP, "host/vm/run"), self.share,
                         self.path("serial.log"), self.path("vm.log"))
        self.player = vms.JsonLines(os.path.join(self.share, "play.jsonl"))
        self.qmp = self.reference = self.secrets = self.search = None
        self.asked = 0
        self.playing = True     # the player must not end yet
        self.lines = []         # of the report
        self.tests = self.failed = 0

    def path(self, name):
        return os.path.join(self.where, name)

    def program(self, name):
        return os.path.join(self.options.build, "guest/bin", name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.qmp:
            self.qmp.close()
        self.vm.stop()
        self.server.stop()
        if self.reference:
            self.reference.close()

    # ------------------------------------------------------------- verdicts

    def test(self, good, name, details=()):
        self.progress.done()
        self.tests += 1
        self.failed += not good
        line = "%s %d - leak/%s" % ("ok" if good else "not ok", self.tests, name)
        for text in (line, *("# " + text for text in details)):
            print(text, flush=True)
            self.lines.append(text)

    def nothing_in(self, moment, view):
        self.test(not view.count,
                  "%s: nothing in %s (%s)" % (moment, view.name, amount(view.bytes)),
                  ["%d hits" % view.count] * bool(view.count) + [str(h) for h in view.hits])

    # ------------------------------------------------------------ the parts

    def make_clip(self):
        """Render noise, away from the ends of the colour range, where it would be
        clipped, so that few blocks can be anywhere by chance."""
        clip = self.clip
        clips.need_programs()
        os.makedirs(os.path.join(self.share, "view"))
        self.progress.phase("clip", "ffmpeg renders and encrypts %d frames" % clip.frames)
        key, kid = randoms.token_hex(16), randoms.token_hex(16)
        path = os.path.join(self.share, "clip.mov")
        clips.make(clip, path, key, kid, graph=GRAPH % (WIDTH, HEIGHT, RATE))
        raw = os.path.join(self.private, "reference.bgra")
        self.reference = clips.decode(clip, path, key, raw)
        self.reference.index_frames(self.progress)
        self.search = searches.Search(self.program("cpgpu-leak-search"), self.private, raw,
                                      clip.frame_size, self.progress)
        self.server.make_identity()
        self.server.start(kid, key)
        self.secrets = searches.Secrets(self.reveal, self.server.identity)
        self.progress.done("%d frames %dx%d; the licence server has the key"
                           % (clip.frames, WIDTH, HEIGHT))

    def boot(self):
        self.progress.phase("boot", "QEMU starts")
        socket = os.path.join(self.private, "qmp")
        size = RAM_SIZE >> 20
        memory = "memory-backend-file,id=leak,size=%dM,mem-path=%s,share=on" % (size, self.ram)
        options = ["--licence", self.server.socket, "--mem", "%dM" % size,
                   "--append", "iomem=relaxed", "--qemu-arg", "-object", "--qemu-arg", memory,
                   "--qemu-arg", "-machine", "--qemu-arg", "memory-backend=leak"]
        self.vm.start(socket, "id=%s,xres=%d,yres=%d,identity=%s"
                      % (DEVICE, WIDTH, HEIGHT, self.server.identity),
                      BOOT_TIMEOUT + 5 * STALL_TIMEOUT, options, [
                          "sh", "/cpgpu/host/leak/guest",
                          "--license=" + licence.PORT, "--report=/host/play.jsonl",
                          "--refresh-every=%d" % REFRESH_EVERY, "--stop-at=%d" % STOP_AT,
                          "--stop-dir=/host", "--hold-file=/host/hold", "/host/clip.mov"])
        self.qmp = qmps.wait_for(socket, self.vm.alive, BOOT_TIMEOUT)
        self.wait(lambda: self.vm.has_signalled("booted"), "the VM boots", BOOT_TIMEOUT)
        self.progress.done("%.1f s" % (time.monotonic() - self.vm.begin))

    def wait(self, done, what, seconds=STALL_TIMEOUT):
        deadline = time.monotonic() + seconds
        while not done():
            self.server.check_alive()
            if self.playing or not self.vm.alive():
                self.vm.check_alive()
            if time.monotonic() > deadline:
                raise Failure("no end within %d s: %s; serial log %s"
                              % (seconds, what, self.vm.log))
            self.progress.step(what)
            time.sleep(0.01)

    def frames_shown(self):
        self.player.poll()
        last = self.player.last("frame")
        return last["frame"] if last else -1

    def ask_guest(self, *words):
        """Run cpgpu-leak-guest."""
        self.asked += 1
        question = self.vm.file("ask.%d" % self.asked)
        answer = self.vm.file("answer.%d" % self.asked)
        with open(question + ".new", "w") as file:
            file.write(" ".join(words) + "\n")
        os.rename(question + ".new", question)
        self.wait(lambda: os.path.exists(answer), "the guest does: " + words[0])
        with open(answer) as file:
            if file.read().strip() != "0":
                raise Failure("cpgpu-leak-guest %s failed:\n%s"
                              % (words[0], vms.tail(self.vm.file("guest.err"))))

    # ---------------------------------------------------------------- searching

    def take_bars(self):
        """Each BAR as the guest's processor would read it: {name: path}."""
        files = {}
        for name, number in BARS.items():
            address, size = qmps.find_bar(self.qmp, DEVICE, number)
            files[name] = os.path.join(self.private, "bar%d" % number)
            with open(files[name], "wb") as file:
                file.write(qmps.read_memory(self.qmp, address, size,
                                            os.path.join(self.private, "saved")))
        return files

    def frame_on_screen(self):
        camera = screen.Camera(self.qmp, DEVICE, DEVICE_PATH,
                               os.path.join(self.private, "screen.ppm"))
        return self.reference.find(camera.take().rgb)

    def from_outside(self, moment):
        """Search everything while the VM is stopped: {name: View}, and registers.
        A frame must be on the screen, unless the player has ended."""
        self.qmp.command("stop")
        try:
            number = self.frame_on_screen()
            files = self.take_bars()
            registers = searches.read_registers(files["registers"])
            self.secrets.learn(registers)
            files["memory"] = self.ram
            views = self.search.run(self.secrets, files)
        finally:
            self.qmp.command("cont")
        searches.look_for_words(views["registers"], registers, self.secrets)
        sessions = list(registers.sessions())
        alive = number is not None and len(sessions) == 1 and sessions[0][2] > 0
        what = "a frame is on the screen, its session alive"
        if not self.playing:
            alive = number is None and not sessions
            what = "no frame is on the screen, no session is left"
        self.test(alive, "%s: %s" % (moment, what),
                  ["frame %s, sessions %s (number, state, refreshes)" % (number, sessions)])
        return views, registers

    def from_inside(self):
        """Search the device as a program in the guest reads it."""
        self.ask_guest("read", "/host/view")
        folder = self.vm.file("view")
        files = {name: os.path.join(folder, "bar%d" % number)
                 for name, number in BARS.items()}
        files["configuration space"] = os.path.join(folder, "config")
        views = self.search.run(self.secrets, files)
        registers = searches.read_registers(files["registers"])
        searches.look_for_words(views["registers"], registers, self.secrets)
        return views, registers

    def look(self, moment, inside):
        self.progress.phase("look", moment)
        views, registers = self.from_outside(moment)
        for view in views.values():
            self.nothing_in(moment, view)
        if inside:
            views, seen = self.from_inside()
            for view in views.values():
                self.nothing_in(moment + ", read in the guest", view)
            self.test(seen.salt == registers.salt and
                      seen.certificates == registers.certificates and
                      all(seen.certificates),
                      "%s: both ways show the same device" % moment)
        return registers

    def play(self):
        self.progress.phase("play", "waiting for the first frames")
        self.wait(lambda: self.frames_shown() >= FIRST_LOOK, "the clip plays")
        self.look("while it plays", inside=False)
        self.wait(lambda: self.vm.has_signalled("shown.%d" % STOP_AT), "the clip plays")
        registers = self.look("while a refresh is pending", inside=True)
        self.test(searches.is_pending(registers), "it was pending")
        self.vm.signal("go.%d" % STOP_AT)
        self.wait(lambda: self.vm.has_signalled("hold.ready"), "the clip plays")
        self.vm.signal("hold.refresh")
        self.wait(lambda: self.vm.has_signalled("hold.refreshed"), "a refresh")
        registers = self.look("under the last picture", inside=True)
        self.check_keys(registers)

    def check_keys(self, registers):
        """Check that the keys that were searched for are those that the device uses."""
        self.player.poll()
        where = {e["buffer"]: e["vram_offset"] for e in self.player.all("buffer")}
        with open(os.path.join(self.private, "bar2"), "rb") as file:
            vram = file.read()
        found = [searches.surface_key_in_use(self.secrets, registers, vram,
                                             where[e["buffer"]],
                                             self.reference.bgra(e["frame"]))
                 for e in self.player.all("content")]
        self.test(all(found) and len(found) > 1,
                  "one of these surface keys decrypts each of the %d framebuffers" % len(found))
        self.test(needles.fits_fips_197(), "round keys are computed as FIPS 197 has it")
        search = self.search
        self.test(search.left_out <= LEFT_OUT_MOST * search.blocks,
                  "blocks of the frames: %d, %d different ones searched for, %d left out "
                  "that say too little" % (search.blocks, search.different, search.left_out))
        done = sum(1 for _ in self.secrets.session_keys())
        expected = (self.clip.frames - 1) // REFRESH_EVERY + 2
        self.test(done == expected, "session keys in turn: %d, expected %d" % (done, expected))

    # ------------------------------------------------------------- planting

    def to_plant(self):
        """One secret of each class, with its label in the search."""
        every = {}
        for value, label in self.secrets.needles():
            every.setdefault(label, value)
        first, last = (k[0] for k in (self.secrets.session_keys()[0],
                                      self.secrets.session_keys()[-1]))
        handle, _ = max(self.secrets.uses)
        surface = "surface key of %s, session 0x%x" % (last, handle)
        labels = [first, last, "content key 1", surface, first + ", words swapped",
                  last + ", backwards", "content key 1, round key 7",
                  surface + ", round key 10, words swapped",
                  last + ", round key 5 of decryption", "content key 1, hex digits",
                  first + ", base64", "device's private key for sessions, prime2",
                  "device's private key for channels, prime1"]
        chosen = [(every[label], label) for label in labels]
        frame = self.reference.bgra(self.clip.frames // 2)
        block = next(frame[i:i + 16] for i in range(len(frame) // 2, len(frame), 16)
                     if len(set(frame[i:i + 16])) >= 8)
        return chosen + [(block, "frame: a block of one")]

    def plant(self):
        chosen = self.to_plant()
        word = int.from_bytes(self.secrets.session_keys()[-1][1][4:8], "little")
        with open(self.vm.file("plant"), "w") as file:
            for place in "ram", "vram":
                for value, _ in chosen:
                    file.write("%s %s\n" % (place, bytes(b ^ MASK for b in value).hex()))
            file.write("scratch %08x\n" % (word ^ MASK * 0x01010101))
        self.progress.phase("plant", "secrets where they must not be")
        self.ask_guest("plant", "/host/plant")
        outside, _ = self.from_outside("planted")
        inside, _ = self.from_inside()
        for way, views in ("", outside), (", read in the guest", inside):
            for name in "memory", "video memory":
                if name in views:
                    self.all_found(name + way, views[name], chosen)
            self.test(views["registers"].labels() == {"a word of a key"},
                      "planted: a word of a key is found in registers" + way,
                      [str(hit) for hit in views["registers"].hits])

    def all_found(self, name, view, chosen):
        missing = [label for _, label in chosen if label not in view.labels()]
        self.test(not missing, "planted: %d secrets of %d are found in %s"
                  % (len(chosen) - len(missing), len(chosen), name),
                  ["missing: " + label for label in missing] or
                  [str(hit) for hit in view.hits])

    # --------------------------------------------------------------- the end

    def end_player(self):
        self.playing = False
        self.vm.signal("hold")
        self.wait(lambda: self.vm.has_signalled("played"), "the player ends")
        self.look("after the player's end", inside=False)

    def finish(self):
        self.progress.phase("end", "the VM ends")
        self.vm.signal("done")
        status = self.vm.wait()
        self.test(status == 0 and self.server.stop() == 0,
                  "player and licence server end well",
                  ["player's status %d" % status,
                   vms.tail(self.vm.file("player.err")) or "no message"])
        seconds = time.monotonic() - self.begin
        total = ("searched %s at every byte for %d values of keys and %d blocks of frames, "
                 "in %.0f s" % (amount(self.search.bytes), self.search.needles,
                                self.search.different, seconds))
        print("1..%d\n# %s" % (self.tests, total), flush=True)
        self.lines.append(total)
        with open(self.path("report.txt"), "w") as file:
            file.write("\n".join(self.lines) + "\n")
        return 1 if self.failed else 0

    def run(self):
        self.make_clip()
        try:
            self.boot()
            self.play()
            self.end_player()
            if not self.options.no_plant:
                self.plant()
            return self.finish()
        except qmps.QmpError:
            # why the VM has ended is a better message
            self.vm.wait_briefly()
            self.vm.check_alive()
            raise


def amount(size):
    return "%d MiB" % (size >> 20) if size >= 1 << 20 else "%d bytes" % size
