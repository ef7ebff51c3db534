# SPDX-License-Identifier: MIT
"""Shared by the tests of cpgpu-licensed: identities, servers, clients, keys."""

import base64
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
IDENTITY = os.path.join(TOP, "host/licence/cpgpu-identity")
WAIT = 60               # seconds to wait for something that must happen

KID, KEY = "00112233445566778899aabbccddeeff", "8f2c11d0a3b45e67798c01fe23dc45ba"
KID2, KEY2 = "ffeeddccbbaa99887766554433221100", "5b1eca3f907d22e4b8016fd37a4c95e0"


# set by test-licensed
PROGRAM = WATCHED = ""      # cpgpu-licensed, and the one under the sanitizers
PKI = None


def run(*words, data=None, cwd=None):
    """The output of a program that must succeed."""
    done = subprocess.run(words, input=data, cwd=cwd, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode:
        raise AssertionError("%s: status %d: %s" % (words, done.returncode,
                                                    done.stderr.decode()[-500:]))
    return done.stdout


def b64(data):
    return base64.b64encode(data).decode()


# ------------------------------------------------------------------ identities


def part(pem, purpose):
    """Private key and certificates for a purpose in an identity; another file as it is"""
    with open(pem) as file:
        parts = re.split("(?=-----BEGIN PRIVATE KEY-----)", file.read())
    return parts[0 if len(parts) == 1 else 1 if purpose == "session" else 2]


def certificates(pem, purpose="session"):
    """The certificates in a PEM file, as DER; of an identity those for one purpose."""
    found = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", part(pem, purpose), re.S)
    return [base64.b64decode(text) for text in found]


def chain(pem, purpose="session"):
    """The chain in the device's certificate window for that purpose"""
    return b"".join(certificates(pem, purpose))


class Pki:
    """Folders with roots, and with devices of every kind unless it is small."""

    def __init__(self, folder, small):
        self.folder = folder
        self.make("root", "pki")
        self.make("device", "pki", "good")
        if not small:
            self.make_others()

    def make_others(self):
        device = "device", "pki"
        self.make(*device, "below", "--intermediate")
        self.make(*device, "old", "--not-before", "2020-01-01", "--not-after", "2021-01-01")
        self.make(*device, "early", "--not-before", "2 days")
        self.make(*device, "stolen")
        self.make("revoke", "pki", "stolen")
        self.make("root", "other")              # of the same name
        self.make("device", "other", "stranger")
        self.make("root", "fallen")
        self.make("device", "fallen", "gpu", "--intermediate")
        self.make("revoke", "fallen", "intermediate")

    def make(self, *words):
        """Run cpgpu-identity."""
        run(IDENTITY, *words, cwd=self.folder)

    def list_for(self, seconds, path):
        """A revocation list that ends soon; cpgpu-identity makes none."""
        config = self.path("list.cnf")
        with open(config, "w") as file:
            file.write("[ca]\ndefault_md = sha256\ndatabase = pki/ca/root.index\n")
        run("openssl", "ca", "-gencrl", "-config", config, "-name", "ca", "-cert",
            "pki/root.pem", "-keyfile", "pki/ca/root.key", "-crlsec", str(seconds),
            "-out", path, cwd=self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def chain(self, name, purpose="session"):
        return chain(self.path(name + ".pem"), purpose)

    def verify(self, root, der):
        """The verdict of cpgpu-identity on a chain, as a word of the protocol, and why"""
        done = subprocess.run((IDENTITY, "verify", root, "-"), cwd=self.folder, input=der,
                              stdout=subprocess.PIPE)
        words = {0: "good", 3: "expired", 4: "not-yet-valid", 5: "revoked", 6: "foreign",
                 7: "broken", 8: "wrong-purpose"}
        text = done.stdout.decode().strip().split(": ", 2)[2]
        return words[done.returncode], text.replace(" of " + root, "")


@contextlib.contextmanager
def make_pki(small=False):
    """A Pki in a temporary folder"""
    with tempfile.TemporaryDirectory() as folder:
        yield Pki(folder, small)


# ----------------------------------------------------------------- the device


def unwrap(pem, blob, purpose="session"):
    """The key in a key exchange's blob, decrypted with the private key in pem"""
    with tempfile.NamedTemporaryFile("w") as key:
        key.write(part(pem, purpose))
        key.flush()
        return run("openssl", "pkeyutl", "-decrypt", "-inkey", key.name,
                   "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha512",
                   "-pkeyopt", "rsa_mgf1_md:sha512", data=blob)


def ecb_open(key, block):
    return run("openssl", "enc", "-d", "-aes-128-ecb", "-nopad", "-K", key.hex(),
               data=block)


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


# ------------------------------------------------------------ server, clients


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)       # waits while there is a queue
        self.socket.settimeout(WAIT)
        self.file = self.socket.makefile("rb")
        self.last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """The next answer; None at the end of the connection."""
        line = self.file.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def ask_line(self, line):
        self.send(line + b"\n")
        return self.answer()

    def ask(self, op, **members):
        self.last_id += 1
        answer = self.ask_line(json.dumps(dict(members, op=op, id=self.last_id)).encode())
        assert answer["id"] == self.last_id, answer
        return answer

    def open(self, der):
        """A session that must be given: its number, and the blob."""
        answer = self.ask("open", chain=b64(der))
        assert answer["ok"], answer
        return answer["session"], base64.b64decode(answer["key"], validate=True)

    def content(self, session, kid=KID):
        answer = self.ask("content", session=session, kid=kid)
        assert answer["ok"], answer
        return base64.b64decode(answer["key"], validate=True)


class Server:
    """cpgpu-licensed in a folder of its own, for a with-statement.  At the end,
    everything that it has written is searched for its keys."""

    def __init__(self, program, *options, pki=None, root="pki", crl=True, keys=None,
                 data=b"", socket_path=None):
        pki = pki or PKI
        self.dir = tempfile.TemporaryDirectory()
        self.socket = socket_path or self.path("socket")
        self.old_socket = bool(socket_path)
        if keys is None:
            keys = "%s:%s\n\n# a comment\n  %s:%s\n" % (KID, KEY, KID2.upper(), KEY2)
        self.write_keys(keys)
        self.command = [program, "--socket", self.socket,
                        "--root", pki.path(root + "/root.pem"),
                        "--keys", self.path("keys"), "--report", self.path("report"),
                        "--test-reveal", self.path("reveal")]
        if crl:
            self.command += ["--crl", pki.path(root + "/crl.pem")]
        self.command += options
        self.data = data        # on standard input
        self.process = None
        self.status = None

    def path(self, name):
        return os.path.join(self.dir.name, name)

    def write_keys(self, text):
        with open(self.path("keys"), "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            file.write(text)

    def __enter__(self):
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                            stdout=out, stderr=err)
        try:
            with self.process.stdin as stdin:
                stdin.write(self.data)
            wait_until(lambda: self.listens() or self.process.poll() is not None)
            assert self.process.poll() is None, self.read("err")
        except BaseException:
            self.stop()
            raise
        return self

    def listens(self):
        if not self.old_socket:
            return os.path.exists(self.socket)
        try:
            Client(self.socket).close()
            return True
        except (ConnectionRefusedError, FileNotFoundError):
            return False

    def __exit__(self, kind, *_):
        self.stop()
        try:
            if kind is None:
                self.check()
        finally:
            self.dir.cleanup()

    def stop(self, number=signal.SIGTERM):
        """End it, if it has not ended; its exit status."""
        if self.status is None:
            if self.process.poll() is None:
                self.process.send_signal(number)
            try:
                self.status = self.process.wait(WAIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.status = self.process.wait()
        return self.status

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def client(self):
        return Client(self.socket)

    def keys(self, kind):
        """The keys that --test-reveal has written, oldest first"""
        words = [line.split() for line in self.read("reveal").decode().splitlines()]
        return [bytes.fromhex(key) for k, key in words if k == kind]

    def events(self):
        return [json.loads(line) for line in self.read("report").splitlines()]

    def check(self):
        """It must have ended properly, without reports of sanitizers, and without a key
        in what it wrote."""
        written = self.read("out") + self.read("err") + self.read("report")
        assert self.status == 0, "status %d: %s" % (self.status, written.decode()[-3000:])
        assert b"Sanitizer" not in written and b"runtime error" not in written, \
            written.decode()
        assert not os.path.exists(self.socket), "the socket is still there"
        secrets = [bytes.fromhex(KEY), bytes.fromhex(KEY2)]
        for kind in ("session", "refreshed", "content"):
            secrets += self.keys(kind)
        assert_no_secret(written, secrets)


def forms(key):
    """The forms in which a key may have been written"""
    return (key, key.hex().encode(), key.hex().upper().encode(),
            base64.b64encode(key)[:20])


def assert_no_secret(data, secrets):
    for key in secrets:
        for form in forms(key):
            assert form not in data, "a key was written"


def wait_until(done, seconds=WAIT):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen within %d s" % seconds
        time.sleep(0.01)
