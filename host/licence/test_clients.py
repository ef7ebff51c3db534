# SPDX-License-Identifier: MIT
"""cpgpu-licensed: sessions, lines of every kind, many clients and hostile ones."""

import json
import os
import random
import select
import socket
import time
import unittest

import testing
from testing import KEY, KEY2, KID, Server, b64, wait_until
from test_chains import FLIPS, WithServer

SESSIONS, CONNECTIONS, LINE, AT_WORK = 16, 64, 65536, 10


class SessionTest(WithServer):
    def error(self, op, **members):
        answer = self.client.ask(op, **members)
        self.assertFalse(answer["ok"])
        return answer["error"]

    def test_hello(self):
        answer = self.client.ask("hello")
        self.assertEqual(answer["protocol"], 2)
        self.assertRegex(answer["server"], r"^cpgpu-licensed \d+\.\d+")
        self.assertTrue(answer["test_reveal"])

    def test_no_session(self):
        for number in (0, 1, -1, 2**63 - 1, -2**63):
            for op in "content", "refresh", "close":
                self.assertEqual(self.error(op, session=number, kid=KID,
                                            random=b64(bytes(16))), "no-session")
        for number in ("1", 1.0, None, True, [1], {}):
            self.assertEqual(self.error("close", session=number), "bad-request")

    def test_limit(self):
        numbers = [self.client.open(self.good)[0] for _ in range(SESSIONS)]
        self.assertEqual(numbers, list(range(1, SESSIONS + 1)))
        self.assertEqual(self.error("open", chain=b64(self.good)), "limit")
        self.assertTrue(self.client.ask("close", session=7)["ok"])
        self.assertEqual(self.error("close", session=7), "no-session")
        self.assertEqual(self.client.open(self.good)[0], SESSIONS + 1)
        self.assertEqual(self.error("open", chain=b64(self.good)), "limit")
        for number in numbers[:6] + numbers[7:]:
            self.client.content(number)

    def test_sessions_are_the_connections_own(self):
        session, _ = self.client.open(self.good)
        with self.server.client() as other:
            answer = other.ask("content", session=session, kid=KID)
            self.assertEqual(answer["error"], "no-session")
            self.assertEqual(other.ask("close", session=session)["error"], "no-session")
        self.client.content(session)

    def test_hello_ends_sessions(self):
        sessions = [self.client.open(self.good)[0] for _ in range(3)]
        self.client.ask("hello")
        for session in sessions:
            self.assertEqual(self.error("content", session=session, kid=KID), "no-session")

    def test_end_of_connection_ends_sessions(self):
        with self.server.client() as other:
            session, _ = other.open(self.good)
        wait_until(lambda: self.server.events()[-1]["event"] == "close")
        self.assertEqual(self.server.events()[-1]["session"], session)


class LineTest(WithServer):
    def bad(self, line, id_=None):
        answer = self.client.ask_line(line)
        self.assertEqual((answer["id"], answer["ok"], answer["error"]),
                         (id_, False, "bad-request"), (line[:80], answer))
        return answer["text"]

    def still_works(self):
        self.assertTrue(self.client.ask("hello")["ok"])

    def test_ids_come_back(self):
        for id_ in (0, -1, 2**63 - 1, "", "a", 'x"\\\n\u20ac', "y" * 64):
            answer = self.client.ask_line(json.dumps({"op": "hello", "id": id_}).encode())
            self.assertEqual((answer["id"], answer["ok"]), (id_, True))
        self.assertIsNone(self.client.ask_line(b'{"op":"hello"}')["id"])
        for id_ in ("z" * 65, 1.5, None, True, [], {}):
            self.bad(json.dumps({"op": "hello", "id": id_}).encode())
        self.bad(b'{"id":4}', 4)
        self.bad(b'{"id":5,"op":"nonsense"}', 5)

    def test_garbage(self):
        for line in (b"x", b"{", b"{}", b"[]", b"5", b'"hello"', b"null", b"\0", b"\xff\xfe",
                     b'{"op":"hello"} x', b'{"op":"hello","op":"hello"}', b'{"op":7}',
                     b'{"op":"\xff"}', b'{"op":"hello\\u0000"}', b'{"op":"hello"\0}',
                     b'{"op":"HELLO"}', b"[" * 60000, b'{"a":' * 10000, b'{"op":null}',
                     b'{"op":"open"}', b'{"op":"open","chain":5}', b'{"op":"content"}',
                     b'{"op":"open","chain":"!!!!"}', b'{"op":"open","chain":"QQ=="x}',
                     b'{"op":"hello","x":1e999999}', b'{"op":"close","session":' +
                     b"9" * 40 + b"}", b"GET / HTTP/1.1\r"):
            self.bad(line)
        self.still_works()

    def test_base64_is_standard(self):
        good = b64(self.good)
        for text in (good[:-1], good + "=", good + "====", good + "\n", " " + good,
                     good[:100] + "\n" + good[100:], good[:100] + " " + good[101:],
                     good.replace("+", "-").replace("/", "_"), "=" * 4, "A===", "AB==",
                     good[:4] + "=" * 4 + good[8:], "A", good[:7] + "\0" + good[8:]):
            self.bad(json.dumps({"op": "open", "chain": text}).encode())
        self.client.open(self.good)

    def test_lines_that_mean_nothing(self):
        self.client.send(b"\n\r\n  \t\n\n")
        self.still_works()

    def test_unknown_members_are_ignored(self):
        answer = self.client.ask("hello", later=[1, {"x": None}], chain=5)
        self.assertTrue(answer["ok"])

    def test_longest_line(self):
        line = b'{"op":"hello"}'
        answer = self.client.ask_line(line + b" " * (LINE - len(line)))
        self.assertTrue(answer["ok"])
        for more in 1, 2, 100, LINE, 10 * LINE, 10 * LINE + 1:
            self.assertIn("longer than 65536",
                          self.bad(line + b" " * (LINE - len(line) + more)))
            self.still_works()

    def test_lines_in_pieces(self):
        for byte in b'{"id":1,"op":"hello"}\n{"id":2,':
            self.client.send(bytes([byte]))
            time.sleep(0.002)
        self.assertEqual(self.client.answer()["id"], 1)
        self.client.send(b'"op":"hello"}\n')
        self.assertEqual(self.client.answer()["id"], 2)

    def test_many_lines_at_once(self):
        count = 2000
        lines = [b'{"id":%d,"op":"hello"}\n' % n for n in range(count)]
        self.client.send(b"".join(lines))
        self.assertEqual([self.client.answer()["id"] for _ in range(count)],
                         list(range(count)))

    def test_end_of_input(self):
        """Whoever has sent all gets all answers; a line without an end is none."""
        self.client.send(b'{"id":1,"op":"hello"}\n{"id":2,"op":"hello"}\n{"id":3,"op":"hello"}')
        self.client.socket.shutdown(socket.SHUT_WR)
        self.assertEqual(self.client.answer()["id"], 1)
        self.assertEqual(self.client.answer()["id"], 2)
        self.assertIsNone(self.client.answer())

    def flip(self, chance, lines):
        line = bytearray(chance.choice(lines))
        line[chance.randrange(len(line))] ^= chance.randrange(1, 256)
        return bytes(line)

    def chain_of(self, line):
        """The chain in a line that the server took, or None."""
        try:
            return json.loads(line.decode("utf-8", "replace")).get("chain")
        except (ValueError, AttributeError):
            return None

    @staticmethod
    def mark(number):
        return {"id": number, "ok": False, "error": "no-session",
                "text": "this connection has no such session"}

    def test_random_flips(self):
        """A changed byte anywhere in a request: an answer, and no key for a wrong chain."""
        chance = random.Random(5)
        chain = b64(testing.PKI.chain("pki/below"))
        session = self.client.open(self.good)[0]
        lines = [json.dumps(dict(r, id="x")).encode() for r in (
            {"op": "open", "chain": chain}, {"op": "open", "chain": chain},
            {"op": "content", "session": session, "kid": KID},
            {"op": "refresh", "session": session, "random": b64(b"r" * 16)},
            {"op": "close", "session": 999}, {"op": "hello", "id": "x" * 30})]
        given = refused = 0
        for number in range(FLIPS):
            line = self.flip(chance, lines)
            self.client.send(line + b'\n{"op":"close","session":0,"id":%d}\n' % number)
            answers = list(iter(self.client.answer, self.mark(number)))
            refused += sum(not answer["ok"] for answer in answers)
            sessions = [answer["session"] for answer in answers if "session" in answer]
            for session in sessions:
                given += 1
                self.assertEqual(self.chain_of(line), chain)
                self.assertTrue(self.client.ask("close", session=session)["ok"])
        self.assertGreater(refused, FLIPS // 2)
        self.assertGreater(given, 0)        # one flip in an id, for example
        self.still_works()


class CrowdTest(unittest.TestCase):
    def setUp(self):
        self.good = testing.PKI.chain("pki/good")

    def crowd(self, server, count):
        clients = [server.client() for _ in range(count)]
        for client in clients:
            self.addCleanup(client.close)
        return clients

    def test_all_at_once(self):
        with Server(testing.WATCHED) as server:
            clients = self.crowd(server, CONNECTIONS)
            for client in clients:
                client.send(json.dumps({"op": "open", "id": 1,
                                        "chain": b64(self.good)}).encode() + b"\n")
            for client in clients:
                self.assertTrue(client.answer()["ok"])
            self.assertEqual(len(set(server.keys("session"))), CONNECTIONS)
            # one more, and all have sessions and were at work just now
            with server.client() as late:
                self.assertEqual(late.answer()["error"], "limit")
                self.assertIsNone(late.answer())
            for client in clients:
                self.assertTrue(client.ask("close", session=1)["ok"])

    def test_idle_ones_with_sessions_make_room(self):
        with Server(testing.WATCHED) as server:
            clients = self.crowd(server, CONNECTIONS)
            for client in clients:
                client.open(self.good)
            time.sleep(AT_WORK + 1)
            idle = clients.pop(7)
            for client in clients:
                client.content(1)
            with server.client() as late:
                session, _ = late.open(self.good)
                late.content(session)
                self.check_evicted(server, idle, 8, "room", "make room")
                with server.client() as later:      # the others are at work
                    self.assertEqual(later.answer()["error"], "limit")
                for client in clients:
                    client.content(1)

    def check_evicted(self, server, client, number, reason, text):
        """The client, the report and the log say so."""
        last = client.answer()
        self.assertEqual((last["id"], last["error"]), (None, "limit"))
        self.assertIn(text, last["text"])
        self.assertIsNone(client.answer())
        events = [event for event in server.events() if event["connection"] == number]
        self.assertIn({"event": "evicted", "connection": number, "reason": reason}, events)
        self.assertEqual(events[-1]["event"], "close")
        self.assertIn(b"connection %d: %s" % (number, last["text"].encode()),
                      server.read("err"))

    def test_idle_limit(self):
        with Server(testing.WATCHED, "--idle-limit=3") as server:
            idle, busy, blank = self.crowd(server, 3)
            for client in idle, busy, blank:
                client.open(self.good)
            end = time.monotonic() + 5
            while time.monotonic() < end:
                busy.content(1)
                blank.send(b"\n")                    # no request
                time.sleep(0.5)
                if select.select([blank.socket], [], [], 0)[0]:
                    break
            self.check_evicted(server, idle, 1, "idle", "idle for too long")
            self.check_evicted(server, blank, 3, "idle", "idle for too long")
            busy.content(1)

    def test_total_limit(self):
        with Server(testing.WATCHED, "--total-limit=3") as server, server.client() as busy:
            busy.open(self.good)
            begin = time.monotonic()
            while not select.select([busy.socket], [], [], 0)[0]:
                self.assertLess(time.monotonic() - begin, testing.WAIT)
                busy.send(b'{"op":"content","session":1,"kid":"%s","id":1}\n' % KID.encode())
                answer = busy.answer()
                if answer["id"] is None:
                    break
                time.sleep(0.2)
            else:
                answer = busy.answer()
            self.assertGreater(time.monotonic() - begin, 2.5)
            self.assertIn("time limit", answer["text"])
            self.assertEqual(server.events()[-2],
                             {"event": "evicted", "connection": 1, "reason": "total"})

    def test_once_has_no_limits(self):
        with Server(testing.WATCHED, "--once", "--idle-limit=1") as server:
            with server.client() as client:
                self.assertEqual(client.answer()["error"], "limit")
            wait_until(lambda: server.process.poll() is not None)
        with Server(testing.WATCHED, "--once") as server, server.client() as client:
            time.sleep(1)
            client.open(self.good)

    def test_silent_ones_make_room(self):
        with Server(testing.WATCHED) as server:
            clients = self.crowd(server, CONNECTIONS)
            silent, owner = clients.pop(30), clients.pop(0)
            owner.open(self.good)
            time.sleep(2)                       # the silent one was never heard
            for client in clients:
                client.ask("hello")
            with server.client() as late:
                late.open(self.good)
            self.assertEqual(silent.answer()["error"], "limit")
            self.assertIsNone(silent.answer())
            owner.content(1)
            for client in clients:
                self.assertTrue(client.ask("hello")["ok"])

    def served_in_time(self, server):
        """Another client gets its keys while the first one does its worst."""
        begin = time.monotonic()
        with server.client() as client:
            for _ in range(5):
                session, _ = client.open(self.good)
                client.content(session)
                client.ask("close", session=session)
        self.assertLess(time.monotonic() - begin, testing.WAIT)

    def test_one_that_never_reads(self):
        with Server(testing.WATCHED) as server, server.client() as deaf:
            deaf.socket.setblocking(False)
            lines, sent = b'{"op":"hello"}\n' * 10000, 0
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if select.select([], [deaf.socket], [], 0.1)[1]:
                    sent += deaf.socket.send(lines[sent % 15:])
            self.assertGreater(sent, 100000)
            self.served_in_time(server)
            # its requests wait in the socket, not in the server
            with open("/proc/%d/status" % server.process.pid) as file:
                self.assertLess(sent, 4 << 20, file.read())

    def test_one_that_asks_all_the_time(self):
        line = json.dumps({"op": "open", "chain": b64(self.good)}).encode() + b"\n"
        with Server(testing.WATCHED) as server, server.client() as busy:
            busy.socket.setblocking(False)
            for _ in range(3):
                self.assertGreater(busy.socket.send(line * 5), 0)
            self.served_in_time(server)

    def test_half_a_line(self):
        with Server(testing.WATCHED) as server, server.client() as slow:
            slow.send(b'{"op":"hel')
            self.served_in_time(server)
            slow.send(b'lo"}\n')
            self.assertTrue(slow.answer()["ok"])

    def test_ones_that_vanish(self):
        with Server(testing.WATCHED) as server:
            for number in range(200):
                client = server.client()
                client.send(json.dumps({"op": "open", "chain": b64(self.good)}).encode()
                            + b"\n" * (number % 3))
                client.close()
            self.served_in_time(server)

    def test_log_has_an_end(self):
        with Server(testing.WATCHED) as server, server.client() as client:
            bad = json.dumps({"op": "open", "chain": b64(b"x")}).encode() + b"\n"
            begin = time.monotonic()
            for _ in range(2000):
                client.send(bad)
                self.assertEqual(client.answer()["error"], "broken")
            seconds = time.monotonic() - begin
            self.assertLess(server.read("err").count(b"\n"), 22 * (seconds + 2))


class SecretTest(unittest.TestCase):
    """The server's whole memory, as its machine's root can read it."""

    @staticmethod
    def count(server, key):
        """How often a key, or the first words of its schedule, stands in memory."""
        pid, found = server.process.pid, 0
        with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as mem:
            for line in maps:
                place, rights = line.split()[:2]
                if not rights.startswith("rw") or "[v" in line:
                    continue
                start, end = (int(word, 16) for word in place.split("-"))
                try:
                    found += os.pread(mem.fileno(), end - start, start).count(key)
                except OSError:
                    continue            # a guard page
        return found

    def test_keys_are_wiped(self):
        pki = testing.PKI
        with Server(testing.PROGRAM) as server, server.client() as client:
            try:
                open("/proc/%d/mem" % server.process.pid, "rb").close()
            except PermissionError:
                self.skipTest("only root can read the server's memory")
            session, blob = client.open(pki.chain("pki/good"))
            first = testing.unwrap(pki.path("pki/good.pem"), blob)
            client.content(session)
            self.assertEqual(self.count(server, first), 1)
            client.ask("refresh", session=session, random=b64(b"r" * 16))
            client.content(session)
            second = testing.xor(first, b"r" * 16)
            self.assertEqual((self.count(server, first), self.count(server, second)), (0, 1))
            client.ask("close", session=session)
            self.assertEqual((self.count(server, first), self.count(server, second)), (0, 0))
            for key in KEY, KEY2:
                self.assertEqual(self.count(server, bytes.fromhex(key)), 1)
                self.assertEqual(self.count(server, key.encode()), 0)

    def test_keys_memory_is_locked(self):
        with Server(testing.PROGRAM) as server:
            with open("/proc/%d/status" % server.process.pid) as file:
                locked = [line.split()[1] for line in file if line.startswith("VmLck:")]
            warned = b"cannot lock memory" in server.read("err")
            self.assertTrue(int(locked[0]) >= 256 or warned, locked)

    def test_answers_have_no_key(self):
        with Server(testing.PROGRAM) as server, server.client() as client:
            lines = []
            for op, members in (("open", {"chain": b64(testing.PKI.chain("pki/good"))}),
                                ("content", {"session": 1, "kid": KID}),
                                ("refresh", {"session": 1, "random": b64(os.urandom(16))}),
                                ("content", {"session": 1, "kid": KID})):
                client.send(json.dumps(dict(members, op=op)).encode() + b"\n")
                lines.append(client.file.readline())
            answers = b"".join(lines)
            secrets = server.keys("session") + server.keys("refreshed")
            self.assertEqual(len(secrets), 2)
            testing.assert_no_secret(answers, secrets + [bytes.fromhex(KEY)])
