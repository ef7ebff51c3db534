# SPDX-License-Identifier: MIT
"""cpgpu-licensed: its messages to a device through an authenticated channel, and which
answers it accepts."""

import base64
import struct
import time
import unittest
import uuid

import testing
from testing import KID, Server, b64, unwrap

CHANNEL = "channel"
ANSWER_TIME, PAUSE = 10, 20
OK, FAIL, INVALID = 0, 0x80004005, 0x80070057
TYPES = {uuid.UUID(text).bytes_le: name for name, text in (
    ("initialize", "06114bdb-3523-470a-8dca-fbc2845154f0"),
    ("protect", "50455658-3f47-4362-bf99-bfdfcde9ed29"),
    ("bind", "6346cc54-2cfc-4ad4-8224-d15837de7700"),
    ("protection", "a84eb584-c495-48aa-b94d-8bd2d6fbce05"),
    ("device", "ec1c539d-8cff-4e2a-bcc4-f5692f99f480"),
    ("session", "2634499e-d018-4d74-ac17-7f724059528d"))}


def cmac(key, data):
    return testing.run("openssl", "mac", "-cipher", "AES-128-CBC", "-macopt",
                       "hexkey:" + key.hex(), "-binary", "CMAC", data=data)


class Device:
    """A channel of the device, as docs/hardware/channel.rst describes it."""

    CHANNEL, SESSION, HANDLE = 0x1234, 0x5678, 0x301

    def __init__(self, key):
        self.key = key
        self.query = self.configure = None
        self.start = None           # the query number of INITIALIZE
        self.bound = self.flags = 0
        self.asked = []             # (name, sequence number)

    def command(self, data):
        mac, type_, channel, sequence = struct.unpack("<16s16sQI", data[:44])
        name = TYPES[type_]
        assert mac == cmac(self.key, data[16:]) and channel == self.CHANNEL
        if name == "initialize":
            self.query, self.configure = struct.unpack("<II", data[48:])
            self.start = self.query
        else:
            assert sequence >= self.configure
            self.configure = sequence + 1
        self.asked.append((name, sequence))
        result = OK
        if name == "bind":
            decoder, session, device = struct.unpack("<QQQ", data[48:])
            if (decoder, session, device) == (0, self.SESSION, self.HANDLE):
                self.bound = session
            else:
                result = INVALID
        elif name == "protect":
            self.flags = struct.unpack("<I", data[48:52])[0]
        return self.signed(data[16:44] + struct.pack("<I", result))

    def question(self, data):
        type_, channel, sequence = struct.unpack("<16sQI", data[:28])
        name = TYPES[type_]
        assert channel == self.CHANNEL
        assert sequence >= self.query, "the device refuses"
        self.query = sequence + 1
        self.asked.append((name, sequence))
        body = {"device": struct.pack("<Q", self.HANDLE),
                "session": struct.pack("<QQQ", 0, self.bound, self.HANDLE),
                "protection": struct.pack("<II", self.flags, 0)}[name]
        return self.signed(data[:28] + struct.pack("<I", OK) + body)

    def signed(self, data):
        return cmac(self.key, data) + data

    def answer(self, answer):
        """The answer to a message of the server"""
        data = base64.b64decode(answer["message"], validate=True)
        return self.command(data) if answer["command"] else self.question(data)


class ChannelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pki = testing.PKI
        cls.good = cls.pki.chain("pki/good")
        cls.good_channel = cls.pki.chain("pki/good", CHANNEL)

    def setUp(self):
        server = Server(testing.WATCHED, "--require-channel")
        self.server = server.__enter__()
        self.addCleanup(server.__exit__, None)
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        self.session = self.client.open(self.good)[0]

    def ask(self, op, **members):
        return self.client.ask(op, session=self.session, **members)

    def refused(self, error, op, **members):
        answer = self.ask(op, **members)
        self.assertFalse(answer["ok"], answer)
        self.assertEqual(answer["error"], error, answer)
        return answer["text"]

    def begin(self):
        """The device, and the server's first message for it."""
        answer = self.ask("channel", chain=b64(self.good_channel), channel=Device.CHANNEL,
                          handle=Device.SESSION)
        self.assertTrue(answer["ok"], answer)
        blob = base64.b64decode(answer["key"], validate=True)
        return Device(unwrap(self.pki.path("pki/good.pem"), blob, CHANNEL)), answer

    def carry(self, device, answer, until="proven"):
        """Carry messages until the channel is proven, or up to a certain message."""
        while "proven" not in answer:
            data = device.answer(answer)
            if device.asked[-1][0] == until:
                return data
            answer = self.ask("answer", answer=b64(data))
            self.assertTrue(answer["ok"], answer)
        return None

    def proven(self):
        device, answer = self.begin()
        self.carry(device, answer)
        return device

    def test_hello_says_so(self):
        answer = self.client.ask("hello")
        self.assertEqual((answer["protocol"], answer["needs_channel"]), (2, True))

    def test_content_after_all_answers(self):
        self.refused("unproven", "content", kid=KID)
        device, answer = self.begin()
        while "proven" not in answer:
            self.refused("unproven", "content", kid=KID)
            answer = self.ask("answer", answer=b64(device.answer(answer)))
        self.client.content(self.session)
        self.assertEqual([name for name, _ in device.asked],
                         ["initialize", "device", "bind", "protect", "session", "protection"])
        self.assertIn({"event": "proven", "connection": 1, "session": self.session},
                      self.server.events())

    def test_steps_cannot_be_foreseen(self):
        device = self.proven()
        for _ in range(40):
            answer = self.ask("check")
            self.assertEqual(answer["command"], False)
            self.ask("answer", answer=b64(device.answer(answer)))
        questions = "device", "session", "protection"
        numbers = [device.start] + [n for name, n in device.asked if name in questions]
        steps = [b - a for a, b in zip(numbers, numbers[1:])]
        self.assertEqual(len(set(steps)), len(steps))
        self.assertTrue(all(0 < step <= 1 << 24 for step in steps), steps)
        self.assertGreater(sum(steps) / len(steps), 1 << 22)

    def test_numbers_come_to_an_end(self):
        device = self.proven()
        for _ in range(1000):
            answer = self.ask("check")
            if not answer["ok"]:
                break
            self.assertTrue(self.ask("answer", answer=b64(device.answer(answer)))["ok"])
        self.assertIn("used up", answer["text"])
        self.refused("unproven", "content", kid=KID)
        self.proven()
        self.client.content(self.session)

    def test_answers_asked_in_advance(self):
        """The relay asks the next 50 questions itself and then destroys the channel."""
        device = self.proven()
        last, recorded = device.asked[-1][1], {}
        for number in range(last + 1, last + 51):
            head = next(t for t, n in TYPES.items() if n == "protection")
            recorded[number] = device.question(
                head + struct.pack("<QII", Device.CHANNEL, number, 0))
        answer = self.ask("check")
        number = struct.unpack("<I", base64.b64decode(answer["message"])[24:28])[0]
        self.assertNotIn(number, recorded)      # chance 3 in a million
        self.refused("unproven", "answer", answer=b64(recorded[last + 1]))
        self.refused("unproven", "content", kid=KID)

    def test_bad_answers(self):
        """A bad one, to any message, ends the channel."""
        def flip(at):
            return lambda data, key: data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]

        def resign(change):
            return lambda data, key: cmac(key, change(data)[16:]) + change(data)[16:]

        spoilers = {
            "mac": flip(0), "content": flip(-1 % 48), "short": lambda data, key: data[:-1],
            "long": lambda data, key: data + b"\0", "none": lambda data, key: b"",
            "type": resign(lambda data: data[:16] + bytes(16) + data[32:]),
            "channel": resign(lambda data: data[:32] + bytes(8) + data[40:]),
            "sequence": resign(lambda data: data[:40] + bytes(4) + data[44:]),
            "result": resign(lambda data: data[:44] + struct.pack("<I", FAIL) + data[48:]),
        }
        for step in "initialize", "device", "bind", "session", "protection":
            for name, spoil in spoilers.items():
                with self.subTest(step=step, spoiler=name):
                    device, answer = self.begin()
                    data = self.carry(device, answer, step)
                    self.refused("unproven", "answer", answer=b64(spoil(data, device.key)))
                    self.refused("bad-request", "answer", answer=b64(data))
                    self.refused("unproven", "content", kid=KID)
        self.assertEqual(self.server.events()[-1]["event"], "refused")

    def test_another_session_is_bound(self):
        device, answer = self.begin()
        data = self.carry(device, answer, "protect")
        device.bound = 0x9999
        answer = self.ask("answer", answer=b64(data))
        self.assertIn("another session", self.refused(
            "unproven", "answer", answer=b64(device.answer(answer))))

    def test_answers_and_channels_are_good_for_a_time(self):
        self.proven()
        began, idle = time.monotonic(), self.session    # nothing is asked there
        self.session = self.client.open(self.good)[0]
        device = self.proven()
        self.client.content(self.session)
        time.sleep(ANSWER_TIME + 1)
        self.refused("unproven", "content", kid=KID)
        answer = self.ask("check")
        self.assertTrue(self.ask("answer", answer=b64(device.answer(answer)))["ok"])
        self.client.content(self.session)
        answer = self.ask("check")
        time.sleep(ANSWER_TIME + 1)
        self.assertIn("too late", self.refused("unproven", "answer",
                                               answer=b64(device.answer(answer))))
        time.sleep(max(0, began + PAUSE + 1 - time.monotonic()))
        self.session = idle
        self.assertIn("idle for too long", self.refused("unproven", "check"))
        self.refused("unproven", "content", kid=KID)
        self.proven()
        self.client.content(self.session)

    def test_protection_is_off(self):
        device = self.proven()
        self.client.content(self.session)
        device.flags = 0
        answer = self.ask("check")
        self.assertIn("protection is off", self.refused(
            "unproven", "answer", answer=b64(device.answer(answer))))
        self.refused("unproven", "content", kid=KID)
        self.refused("unproven", "check")

    def test_a_question_must_be_answered(self):
        self.proven()
        self.assertTrue(self.ask("check")["ok"])
        self.assertIn("not answered", self.refused("unproven", "check"))
        self.refused("unproven", "content", kid=KID)

    def test_certificates(self):
        pki, good = self.pki, self.good_channel

        def channel(chain, error):
            self.refused(error, "channel", chain=b64(chain), channel=1, handle=2)

        channel(self.good, "wrong-purpose")
        answer = self.client.ask("open", chain=b64(good))
        self.assertEqual(answer["error"], "wrong-purpose")
        channel(pki.chain("other/stranger", CHANNEL), "foreign")
        channel(pki.chain("pki/stolen", CHANNEL), "revoked")
        channel(pki.chain("pki/old", CHANNEL), "expired")
        channel(pki.chain("pki/below", CHANNEL), "foreign")     # another device
        channel(good[:-1], "broken")
        self.proven()
        channel(self.good, "wrong-purpose")     # and the one before is gone
        self.refused("unproven", "content", kid=KID)

    def test_handles(self):
        for value in (0, -1, 1 << 47, "1", None, 1.5):
            for members in {"channel": value, "handle": 2}, {"channel": 1, "handle": value}:
                self.refused("bad-request", "channel", chain=b64(self.good_channel), **members)

    def test_channel_is_optional_otherwise(self):
        with Server(testing.WATCHED) as server, server.client() as client:
            self.assertNotIn("needs_channel", client.ask("hello"))
            session, _ = client.open(self.good)
            client.content(session)
            answer = client.ask("channel", session=session, chain=b64(self.good_channel),
                                channel=Device.CHANNEL, handle=Device.SESSION)
            self.assertTrue(answer["ok"])
            # but a channel that was opened is checked
            self.assertEqual(client.ask("content", session=session, kid=KID)["error"],
                             "unproven")
