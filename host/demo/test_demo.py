#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the demo itself: does it find errors?

Needs ffmpeg, but neither QEMU nor a VM.  `test_demo.py` runs them all and
prints TAP; `python3 -B -m unittest test_demo` works as well."""

import sys

sys.dont_write_bytecode = True

import fcntl
import functools
import hashlib
import io
import json
import os
import socket
import subprocess
import tempfile
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
LICENSED = os.path.join(HERE, "../../build/guest/bin/cpgpu-licensed")
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

import clip as clips
import guestview
import progress
import qmp
import report
import screen
import tap
import vm
from failure import Failure

KEY, KID = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"


class Quiet:
    def step(self, text):
        pass


class WithClip(unittest.TestCase):
    """A small clip, made and decoded once for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.TemporaryDirectory()
        cls.clip = clips.Clip(64, 64, 20, 12)
        cls.path = os.path.join(cls.dir.name, "clip.mov")
        clips.make(cls.clip, cls.path, KEY, KID, with_text=False)
        cls.reference = clips.decode(cls.clip, cls.path, KEY,
                                     os.path.join(cls.dir.name, "reference"))
        cls.reference.index_frames(Quiet())

    @classmethod
    def tearDownClass(cls):
        cls.reference.close()
        cls.dir.cleanup()

    def judge(self):
        return screen.Judge(self.clip, self.reference,
                            os.path.join(self.dir.name, "captures"))

    def look(self, judge, rgb, refreshes=0, width=64):
        return judge.look(screen.Capture(1, width, len(rgb) // 3 // width, rgb,
                                         refreshes))


class ClipTest(WithClip):
    def test_is_encrypted(self):
        self.assertTrue(clips.refuses_without_key(self.clip, self.path, self.reference))
        with open(self.path, "rb") as file:
            data = file.read()
        self.assertNotIn(self.reference.bgra(3)[:16], data)

    def test_plain_clip_is_noticed(self):
        plain = os.path.join(self.dir.name, "plain.mov")
        clips.run_ffmpeg(["-decryption_key", KEY, "-i", self.path, "-c", "copy", plain])
        self.assertFalse(clips.refuses_without_key(self.clip, plain, self.reference))

    def test_same_frames_are_refused(self):
        path = os.path.join(self.dir.name, "same")
        with open(path, "wb") as file:
            file.write(self.reference.bgra(0) * self.clip.frames)
        same = clips.Reference(self.clip, path)
        self.addCleanup(same.close)
        with self.assertRaisesRegex(Failure, "frames 0 and 1 of the clip are equal"):
            same.index_frames(Quiet())

    def test_short_reference_is_refused(self):
        path = os.path.join(self.dir.name, "short")
        with open(path, "wb") as file:
            file.write(self.reference.bgra(0))
        with self.assertRaisesRegex(Failure, "not 12 frames"):
            clips.Reference(self.clip, path)

    def test_key_is_not_in_the_error(self):
        with self.assertRaises(Failure) as caught:
            clips.decode(self.clip, "/nonexistent/" + KEY, KEY, "/dev/null")
        self.assertIn("(key)", str(caught.exception))
        self.assertNotIn(KEY, str(caught.exception))

    def test_channel_order(self):
        self.assertEqual(clips.to_rgb(bytes([1, 2, 3, 255, 4, 5, 6, 255])),
                         bytes([3, 2, 1, 6, 5, 4]))


class JudgeTest(WithClip):
    def test_all_frames_match(self):
        judge = self.judge()
        for number in range(self.clip.frames):
            self.assertEqual(self.look(judge, self.reference.rgb(number)), number)
        self.assertEqual((judge.matched, judge.distinct, judge.wrong), (12, 12, []))

    def test_each_flipped_bit_is_found(self):
        for place in (0, 5000, 64 * 64 * 3 - 1):
            for bit in range(8):
                judge = self.judge()
                rgb = bytearray(self.reference.rgb(7))
                rgb[place] ^= 1 << bit
                self.assertIsNone(self.look(judge, bytes(rgb)))
                self.assertEqual(len(judge.wrong), 1)
                self.assertIn("nearest is frame 7, 1 of 64 lines differ", judge.wrong[0])

    def test_torn_picture_is_found(self):
        judge = self.judge()
        half = 64 * 64 * 3 // 2
        self.look(judge, self.reference.rgb(2)[:half] + self.reference.rgb(9)[half:])
        self.assertEqual((judge.matched, len(judge.wrong)), (0, 1))

    def test_going_back_is_found(self):
        judge = self.judge()
        for number in (4, 3):
            self.look(judge, self.reference.rgb(number))
        self.assertIn("frame 3 after frame 4", judge.wrong[0])

    def test_black_before_and_after_is_no_video(self):
        judge = self.judge()
        black = bytes(64 * 64 * 3)
        self.look(judge, black)
        self.look(judge, self.reference.rgb(0))
        self.look(judge, black)
        self.assertEqual((judge.before, judge.matched, judge.after, judge.wrong),
                         (1, 1, 1, []))

    def test_black_in_between_is_found(self):
        judge = self.judge()
        for rgb in (self.reference.rgb(0), bytes(64 * 64 * 3), self.reference.rgb(1)):
            self.look(judge, rgb)
        self.assertIn("1 captures without video", judge.wrong[0])

    def test_noise_is_never_a_console(self):
        judge = self.judge()
        self.look(judge, os.urandom(64 * 64 * 3))
        self.assertEqual((judge.before, len(judge.wrong)), (0, 1))

    def test_wrong_size_is_found(self):
        judge = self.judge()
        self.look(judge, os.urandom(32 * 64 * 3), width=32)
        self.assertIn("is 32x64, not 64x64", judge.wrong[0])

    def test_keys_are_counted(self):
        judge = self.judge()
        for number, refreshes in ((0, 0), (1, None), (2, 1), (3, 1)):
            self.look(judge, self.reference.rgb(number), refreshes)
        self.assertEqual((judge.per_key, judge.during), ({0: 1, 1: 2}, 1))


class GuestViewTest(WithClip):
    def test_uniformity(self):
        self.assertEqual(guestview.uniformity(bytes(4096)), (0, 4096 * 255))
        self.assertEqual(guestview.uniformity(bytes(range(256)) * 16), (8, 0))
        self.assertLess(guestview.uniformity(os.urandom(1 << 18))[1],
                        guestview.CHI_SQUARE_MAX)
        self.assertGreater(guestview.uniformity(self.reference.bgra(0))[1],
                           guestview.CHI_SQUARE_MAX)

    def test_block_of_the_clip_is_found(self):
        vram = bytearray(os.urandom(1 << 16))
        self.assertEqual(guestview.blocks_found((vram,), self.reference, Quiet()), 0)
        vram[0x8000:0x8010] = self.reference.bgra(11)[640:656]
        self.assertGreater(guestview.blocks_found((vram,), self.reference, Quiet()), 0)

    def test_search(self):
        search = guestview.Search(b"abc", b"longer")
        for piece in (b"xab", b"cabclo", b"nger", b"", b"a", b"bcx", b"longerlonge"):
            search.look(piece)
        self.assertEqual(search.found, 5)

    def test_pitch(self):
        surface = guestview.Surface(0, 16, 0, 320)
        vram = bytes(16) + b"".join(bytes([n]) * 256 + bytes(64) for n in range(64))
        self.assertEqual(surface.cut(vram, self.clip),
                         b"".join(bytes([n]) * 256 for n in range(64)))


class PartsTest(unittest.TestCase):
    def test_ppm(self):
        rgb = os.urandom(7 * 5 * 3)
        self.assertEqual(screen.parse_ppm(screen.ppm(7, 5, rgb)), (7, 5, rgb))
        for bad in (b"", b"P5\n1 1\n255\nx", screen.ppm(7, 6, rgb)):
            with self.assertRaises(Failure):
                screen.parse_ppm(bad)

    def test_report_in_pieces(self):
        with tempfile.TemporaryDirectory() as where:
            path = os.path.join(where, "report")
            player = vm.JsonLines(path)
            self.assertEqual(player.poll(), 0)
            with open(path, "w") as file:
                file.write('{"event": "frame", "frame": 0}\n{"event": "fra')
                file.flush()
                self.assertEqual(player.poll(), 1)
                file.write('me", "frame": 1}\n')
                file.flush()
                self.assertEqual(player.poll(), 1)
            self.assertEqual(player.last("frame")["frame"], 1)

    def test_progress_without_terminal(self):
        stream = io.StringIO()
        line = progress.Progress(stream)
        line.phase("boot", "starts")
        line.done("9 s")
        self.assertEqual([text[11:] for text in stream.getvalue().splitlines()],
                         ["boot       starts", "boot       9 s"])


class QmpTest(unittest.TestCase):
    """The client against a server that says what the test wants."""

    def serve(self, *lines):
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        path = os.path.join(where.name, "qmp")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()

        def talk():
            with listener, listener.accept()[0] as stream:
                stream.sendall(b'{"QMP": {}}\n{"return": {}}\n')
                for line in lines:
                    stream.sendall(line)
                requests = stream.makefile()
                requests.readline()         # qmp_capabilities
                requests.readline()         # the command of the test
                self.over.wait(10)
                requests.close()

        self.over = threading.Event()
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 10)
        self.addCleanup(self.over.set)
        client = qmp.Qmp(path, timeout=1)
        self.addCleanup(client.close)
        return client

    def test_events_and_pieces(self):
        client = self.serve(b'{"event": "RESET"}\n{"retu', b'rn": 42}\n')
        self.assertEqual(client.command("any"), 42)

    def test_error(self):
        client = self.serve(b'{"error": {"class": "x", "desc": "no such thing"}}\n')
        with self.assertRaisesRegex(qmp.QmpError, "QMP any: no such thing"):
            client.command("any")

    def test_silence(self):
        with self.assertRaisesRegex(qmp.QmpError, "did not answer"):
            self.serve().command("any")

    def test_hang_up(self):
        client = self.serve()
        self.over.set()
        with self.assertRaisesRegex(qmp.QmpError, "closed the QMP connection"):
            client.command("any")


class WholeTest(unittest.TestCase):
    """The whole demo against a machine that errs on request."""

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.tmp = os.path.join(self.dir.name, "tmp")
        os.mkdir(self.tmp)

    @staticmethod
    def processes(word):
        """Those that have a word in their arguments."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid) as file:
                    if word in file.read():
                        found.append(pid)
            except OSError:
                pass                # gone meanwhile
        return found

    def run_demo(self, fault="", *options):
        line = [os.path.join(HERE, "run"), "--size", "64x64", "--seconds", "1",
                "--fps", "40", "--least", "3", "--refresh-every", "10", "--build-dir", self.dir.name,
                "--vm-run", os.path.join(HERE, "fake_vm"), "--licensed", LICENSED, "--quiet"]
        done = subprocess.run(line + list(options), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60,
                              env=dict(os.environ, DEMO_FAULT=fault, TMPDIR=self.tmp),
                              check=False)
        self.assertEqual(os.listdir(self.tmp), [], "left in the folder for sockets and keys")
        self.assertFalse(self.processes(self.tmp), "a licence server is left")
        return done.returncode, done.stdout

    def must_find(self, fault, words):
        status, output = self.run_demo(fault)
        self.assertEqual(status, 1, output)
        self.assertRegex(output, words)

    def test_good_run(self):
        status, output = self.run_demo()
        self.assertEqual(status, 0, output)
        demo = os.path.join(self.dir.name, "demo")
        with open(os.path.join(demo, "report.json")) as file:
            figures = json.load(file)
        self.assertTrue(figures["ok"])
        self.assertEqual(figures["captures"]["wrong"], 0)
        self.assertEqual(figures["device"]["stat-refreshes"], 4)
        with open(os.path.join(demo, "cpgpu-demo.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        for name in ("share/clip.key", "share/clip.mov", "reference.bgra"):
            self.assertFalse(os.path.exists(os.path.join(demo, name)), name)
        self.assertEqual(figures["keys"], {
            "server": True, "places_in_ram": 0, "ram": 1 << 20, "status": 0, "refused": 0,
            "subjects": ["CN=cpgpu TEST device demo,OU=session"], "wrapped": 5, "refreshes": 4})
        self.assertIn("wrapped 5 times, 4 refreshes followed", output)
        self.assertIn("6 keys the guest never saw", output)

    def test_good_run_with_a_local_key(self):
        status, output = self.run_demo("", "--local-key")
        self.assertEqual(status, 0, output)
        self.assertIn("the guest knew all of them", output)
        self.assertFalse(os.path.exists(os.path.join(self.dir.name, "demo/share/clip.key")))

    def test_key_is_in_no_file(self):
        status, output = self.run_demo("", "--seed", "7", "--keep")
        self.assertEqual(status, 0, output)
        key = hashlib.sha256(b"key 7").hexdigest()[:32]
        files = 0
        for folder, _, names in os.walk(self.dir.name):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read()
                files += 1
                self.assertNotIn(key.encode(), data, name)
                self.assertNotIn(bytes.fromhex(key), data, name)
        self.assertGreater(files, 10)

    def test_self_test(self):
        status, output = self.run_demo("", "--self-test")
        self.assertEqual(status, 0, output)
        self.assertIn("the flipped bit was found", output)

    def test_self_test_needs_all_else_right(self):
        status, output = self.run_demo("residue", "--self-test")
        self.assertEqual(status, 1, output)
        self.assertIn("the flipped bit was NOT found, or more was wrong", output)

    def test_keys_never_seen(self):
        judge = screen.Judge(clips.Clip(64, 64, 20, 40), None, "")
        stats = {"stat-refreshes": 3, "stat-bytes-reencrypted": 0}
        for per_key, ok in (({0: 5, 3: 1}, True), ({0: 5, 1: 1, 2: 1}, False),
                            ({3: 9}, False)):
            checks = report.Checks()
            judge.per_key = per_key
            report.check_refreshes(checks, judge, 3, stats, [])
            self.assertEqual(not checks.failed, ok, per_key)

    def test_local_key_that_is_not_found(self):
        status, output = self.run_demo("no-key-in-ram", "--local-key")
        self.assertEqual(status, 1, output)
        self.assertIn("FAILED the player has the clip's key: found at 0 places", output)

    def test_server_that_will_not(self):
        for program, words in (("/nonexistent", "no licence server /nonexistent"),
                               ("/bin/false", r"the licence server ended \(status 1\)")):
            status, output = self.run_demo("", "--licensed", program)
            self.assertEqual(status, 1)
            self.assertRegex(output, words)

    def test_no_process_is_left(self):
        self.run_demo("player-fails")
        with open(os.path.join(self.dir.name, "demo", "share", "child")) as file:
            child = file.read()
        # it is killed, but whoever inherits it may not have collected it yet
        try:
            with open("/proc/%s/stat" % child) as file:
                state = file.read().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            state = "gone"
        self.assertIn(state, ("gone", "Z", "X"))

    def test_no_vm(self):
        status, output = self.run_demo("", "--vm-run", "/nonexistent/run")
        self.assertEqual(status, 1)
        self.assertIn("cannot start the VM", output)

    def test_foreign_folder_is_not_emptied(self):
        precious = os.path.join(self.dir.name, "demo", "precious")
        os.mkdir(os.path.dirname(precious))
        with open(precious, "w"):
            pass
        status, output = self.run_demo()
        self.assertEqual(status, 1)
        self.assertIn("is not the demo's", output)
        self.assertTrue(os.path.exists(precious))

    def test_one_demo_at_a_time(self):
        os.mkdir(os.path.join(self.dir.name, "demo"))
        with open(os.path.join(self.dir.name, "demo", ".cpgpu-demo"), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            status, output = self.run_demo()
        self.assertEqual(status, 1)
        self.assertIn("another demo runs", output)

    def test_wrong_use(self):
        for words in (("--size", "65x64"), ("--fps", "no"), ("--seconds", "0.5"),
                      ("--refresh-every", "39"), ("--least", "41"), ("word",)):
            self.assertEqual(self.run_demo("", *words)[0], 2, words)


# (name of the test, DEMO_FAULT of fake_vm, what the demo must print)
FAULTS = (
    ("flipped_bit", "bit", "nearest is frame 20, 1 of 64 lines differ"),
    ("garbled_frame", "garbled", "nearest is frame 20, 16 of 64 lines differ"),
    ("black_frame", "black",
     r"captures without video before capture \d+ \(frame [23]\d\)"),
    ("no_video", "no-video", "FAILED enough was seen: 0 different"),
    ("plaintext_surface", "leak",
     "FAILED guest's view of frame 39, before that refresh: 1024 of 1024"),
    ("plaintext_block_elsewhere", "leak-block",
     r"FAILED blocks of the clip anywhere .*: [1-9]"),
    ("constant_surface", "constant",
     "FAILED guest's view of frame 39, before that refresh: .* 0.0000 bits"),
    ("refresh_without_reencryption", "no-rekey",
     r"FAILED blocks .* left as they were: [1-9]"),
    ("refresh_that_shows", "refresh-shows", "equals no frame; nearest is frame"),
    ("missing_refresh", "few-refreshes", "FAILED key refreshes .* 3, expected 4"),
    ("surface_left_out_of_a_refresh", "few-bytes",
     "FAILED bytes re-encrypted by the device"),
    ("unscrubbed_surface", "residue", "FAILED blocks of the framebuffers left"),
    ("command_error", "command-error", "FAILED stat-command-errors is 1"),
    ("key_in_the_guests_memory", "key-in-ram",
     "FAILED places of the guest's .* clip's key: 1"),
    ("key_in_the_guests_memory_as_text", "hex-key-in-ram",
     "FAILED places of the guest's .* clip's key: 1"),
    ("refresh_the_server_does_not_know", "refresh-not-told",
     "FAILED refreshes .* followed: 0, .* finished 4"),
    ("key_wrapped_too_often", "wrapped-twice",
     "FAILED times .* wrapped .*: 9, .* of 5 session keys"),
    ("session_nobody_needs", "two-sessions", "FAILED devices .*: 2"),
    ("player_and_server_disagree", "one-key-less",
     "FAILED wrapped keys .*: 3, expected 4"),
    ("server_dies", "server-dies", r"demo: the licence server ended \(status -9\):"),
    ("status_of_player", "status", "FAILED the player ended with status 3"),
    ("qemu_warning", "qemu-warning", r"FAILED lines that QEMU .*: 1 \(qemu: warning"),
    ("kernel_warning", "kernel-warning",
     "FAILED warnings in the guest's kernel log: 1"),
    ("vm_dies", "crash", r"demo: the VM ended \(status 125\)"),
    ("player_fails", "player-fails",
     "demo: the player ended too early:\n"
     "    cpgpu-play: as the test wants it"),
)

for name, fault, words in FAULTS:
    setattr(WholeTest, "test_" + name,
            functools.partialmethod(WholeTest.must_find, fault, words))


if __name__ == "__main__":
    sys.exit(tap.run([__name__]))
