# SPDX-License-Identifier: MIT
"""cpgpu-licensed: its command line, its start and its end."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import testing
from testing import KEY, KEY2, KID, KID2, Server, wait_until


KID3 = "a" * 32


class Folder(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.write("keys", "%s:%s\n" % (KID, KEY))

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def start(self, *words, data=b""):
        """Run it when it must end by itself; status, standard output and error."""
        done = subprocess.run((testing.PROGRAM,) + words, input=data, timeout=testing.WAIT,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def refuses(self, text, **changes):
        """A start that must fail with one line, which has text in it."""
        options = {"socket": self.path("socket"), "root": testing.PKI.path("pki/root.pem"),
                   "crl": testing.PKI.path("pki/crl.pem"), "keys": self.path("keys")}
        options.update(changes)
        status, out, err = self.start(*("--%s=%s" % pair for pair in options.items()))
        self.assertEqual((status, out), (1, ""), err)
        self.assertRegex(err, r"\Acpgpu-licensed: [^\n]*\n\Z")
        self.assertIn(text, err)
        testing.assert_no_secret(err.encode(), [bytes.fromhex(k) for k in (KEY, KEY2)])
        left = [n for n in os.listdir(self.dir.name) if n.startswith("socket")]
        self.assertEqual(left, [])


class CommandLineTest(Folder):
    def test_help_and_version(self):
        status, out, err = self.start("--help")
        self.assertEqual((status, err), (0, ""))
        for option in ("socket", "root", "crl", "keys", "once", "report", "test-reveal",
                       "quiet", "help", "version"):
            self.assertIn("  --" + option, out)
        with open(os.path.join(testing.TOP, "guest-driver/lib/VERSION")) as file:
            version = file.read().split()[0]
        self.assertEqual(self.start("--version"), (0, "cpgpu-licensed %s\n" % version, ""))

    def test_wrong_use(self):
        good = ["--socket=s", "--root=r", "--keys=k"]
        for words in ([], good[:2], good[1:], good[::2], good + ["word"],
                      good + ["--nonsense"], good + ["--once=1"], good + ["--crl"],
                      good + ["-x"]):
            status, out, err = self.start(*words)
            self.assertEqual((status, out), (2, ""), words)
            self.assertRegex(err, r"\Acpgpu-licensed: .*; see 'cpgpu-licensed --help'\n\Z")

    def test_manual_has_all_options(self):
        out = self.start("--help")[1]
        with open(os.path.join(testing.HERE, "cpgpu-licensed.1")) as file:
            page = file.read().replace("\\-", "-")
        for option in re.findall(r"^  (--[a-z-]+)", out, re.M):
            self.assertIn(option, page)


class StartTest(Folder):
    def test_bad_roots(self):
        self.refuses("cannot read /none: No such file", root="/none")
        self.refuses("no certificate in /dev/null", root="/dev/null")
        with open(testing.PKI.path("pki/good.pem")) as file:
            leaf = file.read().split("-----END CERTIFICATE-----")[0]
        leaf += "-----END CERTIFICATE-----\n"
        self.refuses("certificate 1 is not a root's", root=self.write("leaf", leaf))
        broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        self.refuses("certificate 1 cannot be read", root=self.write("broken", broken))

    def test_bad_lists(self):
        self.refuses("cannot read /none", crl="/none")
        self.refuses("has no revocation list of the root: run 'cpgpu-identity crl'",
                     crl="/dev/null")
        self.refuses("has no revocation list of the root",
                     crl=testing.PKI.path("other/crl.pem"))
        broken = "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
        self.refuses("revocation list 1 cannot be read", crl=self.write("broken", broken))
        path = self.path("crl.pem")
        testing.PKI.list_for(1, path)
        time.sleep(2)
        self.refuses("has expired: run 'cpgpu-identity crl'", crl=path)

    def test_bad_keys(self):
        good = "%s:%s\n" % (KID, KEY)
        for text, reason in (
                ("", "no key in"), ("# nothing\n\n", "no key in"),
                (good + KID2 + "\n", "line 2: want KID:KEY"),
                (good + KID2 + ":" + KEY2[:-1] + "\n", "line 2: want KID:KEY"),
                (good + KID2 + ":" + KEY2 + "0\n", "line 2: want KID:KEY"),
                (KID[:-1] + "x:" + KEY2 + "\n", "line 1: want KID:KEY"),
                (good + "\n" + KID + ":" + KEY2 + "\n", "line 3: this key id is there twice"),
                (" " * 300 + good, "line 1: the line is too long"),
                ("".join("%032x:%s\n" % (n, KEY) for n in range(1025)),
                 "line 1025: too many keys")):
            with self.subTest(reason):
                self.refuses(reason, keys=self.write("keys", text))
        self.refuses("cannot read /none", keys="/none")
        self.refuses("cannot read /", keys="/")

    def test_most_keys(self):
        lines = "".join("%032x:%032x\n" % (n, n + 5000) for n in range(1024))
        with Server(testing.PROGRAM, keys=lines) as server, server.client() as client:
            session, blob = client.open(testing.PKI.chain("pki/good"))
            key = testing.unwrap(testing.PKI.path("pki/good.pem"), blob)
            wrapped = client.content(session, "%032x" % 1023)
            self.assertEqual(testing.ecb_open(key, wrapped).hex(), "%032x" % 6023)

    def test_readable_keys_are_warned_of(self):
        os.chmod(self.path("keys"), 0o640)
        with Server(testing.PROGRAM, "--keys", self.path("keys")) as server:
            self.assertIn(b"can be accessed by others than its owner", server.read("err"))
        with Server(testing.PROGRAM) as server:
            self.assertNotIn(b"others than", server.read("err"))

    def test_keys_from_standard_input(self):
        data = ("%s:%s\n" % (KID2, KEY)).encode()
        with Server(testing.PROGRAM, "--keys", "-", data=data) as server, \
                server.client() as client:
            session, _ = client.open(testing.PKI.chain("pki/good"))
            client.content(session, KID2)
            self.assertEqual(server.keys("content"), [bytes.fromhex(KEY)])
            self.assertNotIn(b"others than its owner", server.read("err"))
        self.refuses("no key in -", keys="-")

    def test_bad_places(self):
        self.refuses("it exists and is no socket", socket=self.write("file", ""))
        self.refuses("cannot listen on /none/socket", socket="/none/socket")
        self.refuses("cannot listen on /proc/socket", socket="/proc/socket")
        self.refuses("cannot write /none/report", report="/none/report")
        self.refuses("cannot write /none/reveal", **{"test-reveal": "/none/reveal"})
        status, _, err = self.start("--socket=/" + "x" * 120, "--keys", self.path("keys"),
                                    "--root", testing.PKI.path("pki/root.pem"))
        self.assertEqual(status, 2)
        self.assertIn("a socket's path has up to 98 bytes", err)


class LifeTest(Folder):
    def test_one_server_at_a_socket(self):
        with Server(testing.PROGRAM) as server:
            self.refuses("another server listens", socket=server.socket)
            with server.client() as client:
                self.assertTrue(client.ask("hello")["ok"])

    def test_dead_socket_is_replaced(self):
        dead = socket.socket(socket.AF_UNIX)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "dead")
            dead.bind(path)
            dead.close()
            with Server(testing.PROGRAM, socket_path=path) as server, \
                    server.client() as client:
                self.assertTrue(client.ask("hello")["ok"])
            self.assertFalse(os.path.exists(path))

    def test_socket_is_its_owners(self):
        with Server(testing.PROGRAM) as server:
            self.assertEqual(os.stat(server.socket).st_mode & 0o777, 0o700)
            self.assertEqual(os.stat(server.path("reveal")).st_mode & 0o777, 0o600)

    def test_signals_end_it(self):
        for number in signal.SIGTERM, signal.SIGINT:
            with Server(testing.WATCHED) as server, server.client() as client:
                client.open(testing.PKI.chain("pki/good"))
                self.assertEqual(server.stop(number), 0)
                self.assertIsNone(client.answer())
                self.assertFalse(os.path.exists(server.socket))

    def test_leaves_another_servers_socket(self):
        with Server(testing.PROGRAM) as server:
            os.unlink(server.socket)
            with Server(testing.PROGRAM, socket_path=server.socket) as later, \
                    later.client() as client:
                server.stop()
                self.assertTrue(client.ask("hello")["ok"])
                self.assertTrue(os.path.exists(server.socket))

    def test_once(self):
        with Server(testing.WATCHED, "--once") as server:
            with server.client() as client:
                self.assertTrue(client.ask("hello")["ok"])
                time.sleep(0.2)
                self.assertIsNone(server.process.poll())
            wait_until(lambda: server.process.poll() is not None)
            self.assertEqual(server.stop(), 0)

    def test_quiet(self):
        with Server(testing.PROGRAM) as server, server.client() as client:
            client.open(testing.PKI.chain("pki/good"))
            err = server.read("err").decode()
            self.assertIn("listening on %s, 2 keys" % server.socket, err)
            self.assertIn("session 1 for CN=cpgpu TEST device good", err)
            self.assertIn("ONLY FOR TESTS: all keys are written to", err)
        with Server(testing.PROGRAM, "--quiet") as server, server.client() as client:
            client.open(testing.PKI.chain("pki/good"))
            self.assertEqual(server.read("err").count(b"\n"), 1)    # --test-reveal

    def test_warns_without_lists(self):
        with Server(testing.PROGRAM, crl=False) as server, server.client() as client:
            self.assertIn(b"without --crl, revoked devices get keys", server.read("err"))
            client.open(testing.PKI.chain("pki/stolen"))

    def test_hangup_reads_anew(self):
        with testing.make_pki(small=True) as pki, \
                Server(testing.WATCHED, pki=pki) as server, server.client() as client:
            der = pki.chain("pki/good")
            session, _ = client.open(der)
            self.assertEqual(client.ask("content", session=session, kid=KID3)["error"],
                             "unknown-kid")
            server.write_keys("%s:%s\n" % (KID3, KEY))
            pki.make("revoke", "pki", "good")
            self.hang_up(server, "read again, 1 keys")
            client.content(session, KID3)         # the session stays
            self.assertEqual(client.ask("content", session=session, kid=KID)["error"],
                             "unknown-kid")
            self.assertEqual(client.ask("open", chain=testing.b64(der))["error"], "revoked")
            server.write_keys("nonsense\n")
            self.hang_up(server, "the keys stay unchanged")
            client.content(session, KID3)
            os.truncate(pki.path("pki/root.pem"), 100)
            self.hang_up(server, "roots, lists and keys stay unchanged")
            self.assertEqual(client.ask("open", chain=testing.b64(der))["error"], "revoked")

    @staticmethod
    def hang_up(server, text):
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: text.encode() in server.read("err"))
