# SPDX-License-Identifier: MIT
"""cpgpu-licensed: which devices get a key, and what the keys are good for."""

import os
import random
import time
import unittest

import testing
from testing import KEY, KEY2, KID, KID2, Server, b64, ecb_open, unwrap, xor

# extended key usages of a device's certificates
SESSION, CHANNEL = "1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2"
FLIPS = 10000


class WithServer(unittest.TestCase):
    """One server for all tests of a class, each with a connection of its own."""

    root = "pki"

    @classmethod
    def setUpClass(cls):
        cls.server = Server(testing.WATCHED, root=cls.root)
        cls.server.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def setUp(self):
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        self.good = testing.PKI.chain("pki/good")

    def refused(self, der):
        """Why a chain gets no session: the word, and the text."""
        answer = self.client.ask("open", chain=b64(der))
        self.assertFalse(answer["ok"], answer)
        self.assertEqual(sorted(answer), ["error", "id", "ok", "text"])
        return answer["error"], answer["text"]

    def judged_alike(self, word, der):
        """The server says what cpgpu-identity says."""
        verdict = testing.PKI.verify(self.root, der)
        self.assertEqual(verdict[0], word)
        self.assertEqual(self.refused(der), verdict)


class VerdictTest(WithServer):
    def test_good(self):
        self.client.open(self.good)

    def test_below_an_intermediate(self):
        self.client.open(testing.PKI.chain("pki/below"))

    def test_without_the_root(self):
        for name in "pki/good", "pki/below":
            certs = testing.certificates(testing.PKI.path(name + ".pem"))
            self.client.open(b"".join(certs[:-1]))

    def test_expired(self):
        self.judged_alike("expired", testing.PKI.chain("pki/old"))

    def test_not_yet_valid(self):
        self.judged_alike("not-yet-valid", testing.PKI.chain("pki/early"))

    def test_revoked(self):
        self.judged_alike("revoked", testing.PKI.chain("pki/stolen"))

    def test_foreign(self):
        self.judged_alike("foreign", testing.PKI.chain("other/stranger"))
        self.judged_alike("foreign", testing.PKI.chain("fallen/gpu"))

    def test_foreign_without_its_root(self):
        certs = testing.certificates(testing.PKI.path("other/stranger.pem"))
        self.judged_alike("foreign", certs[0])

    def test_of_a_channel(self):
        for name in "pki/good", "pki/below", "other/stranger":
            self.judged_alike("wrong-purpose", testing.PKI.chain(name, "channel"))

    def test_verdicts_are_in_the_report(self):
        self.judged_alike("revoked", testing.PKI.chain("pki/stolen"))
        events = [e for e in self.server.events() if e["event"] == "refused"]
        self.assertEqual(events[-1]["error"], "revoked")
        self.assertIn("CN=cpgpu TEST device stolen", events[-1]["text"])


class RevokedIntermediateTest(WithServer):
    root = "fallen"

    def test_revoked_intermediate(self):
        self.judged_alike("revoked", testing.PKI.chain("fallen/gpu"))
        self.assertIn("certificate 2", self.refused(testing.PKI.chain("fallen/gpu"))[1])


class ListTest(unittest.TestCase):
    def test_a_list_that_expires_meanwhile(self):
        pki = testing.PKI
        path = pki.path("soon.pem")
        pki.list_for(4, path)
        with Server(testing.WATCHED, "--crl", path) as server, server.client() as client:
            client.open(pki.chain("pki/good"))
            time.sleep(5)
            answer = client.ask("open", chain=b64(pki.chain("pki/good")))
            self.assertEqual(answer["error"], "failed")
            self.assertIn("CRL has expired", answer["text"])
            # faults of the device are still reported
            answer = client.ask("open", chain=b64(pki.chain("pki/old")))
            self.assertEqual(answer["error"], "expired")
            answer = client.ask("open", chain=b64(pki.chain("pki/stolen")))
            self.assertEqual(answer["error"], "revoked")


class BrokenTest(WithServer):
    def broken(self, der, text):
        self.judged_alike("broken", der)
        self.assertIn(text, self.refused(der)[1])

    def test_no_certificates(self):
        self.broken(b"", "no certificate in it")
        self.broken(b"no certificate", "no certificate begins at byte 0 of 14")
        self.broken(b"\x30\x82", "no certificate begins at byte 0 of 2")
        self.broken(self.good[:900], "cut off")
        self.broken(self.good + b"\0\0\0\0", "no certificate begins at byte")
        self.broken(b"\x30\x82\x00\x04abcd", "certificate 1 cannot be read")

    def test_sizes(self):
        leaf = testing.certificates(testing.PKI.path("pki/good.pem"))[0]
        self.broken(leaf * 9, "more than 8 certificates")
        self.broken((leaf + bytes(8192))[:8193], "8193 bytes of certificates, the "
                    "device's window has 8192")

    def test_wrong_order(self):
        leaf, root = testing.certificates(testing.PKI.path("pki/good.pem"))
        alien = testing.certificates(testing.PKI.path("other/root.pem"))[0]
        below = testing.certificates(testing.PKI.path("pki/below.pem"))
        self.broken(root + leaf, "")
        self.broken(leaf + root + root, "certificate 2 signs itself, but is not the last")
        self.broken(leaf + leaf + root, "names another issuer than certificate 2")
        self.broken(leaf + alien, "certificate 1 is not signed by certificate 2")
        self.broken(below[0] + root, "names another issuer")
        self.broken(leaf + below[1], "names another issuer")

    def leaf(self, *options, extension="basicConstraints=CA:FALSE", digest="-sha256",
             usage=SESSION):
        """A certificate that the root has signed for a key of another kind."""
        pki = testing.PKI
        testing.run("openssl", "genpkey", *options, "-out", pki.path("odd.key"))
        testing.run("openssl", "req", "-new", "-key", pki.path("odd.key"), "-subj",
                    "/CN=odd", "-out", pki.path("odd.csr"))
        with open(pki.path("odd.ext"), "w") as file:
            file.write(extension + "\n" + (usage and "extendedKeyUsage=" + usage + "\n"))
        return testing.run("openssl", "x509", "-req", digest, "-in", pki.path("odd.csr"), "-CA",
                           pki.path("pki/root.pem"), "-CAkey", pki.path("pki/ca/root.key"),
                           "-set_serial", "7", "-days", "9", "-extfile", pki.path("odd.ext"),
                           "-outform", "DER")

    def test_keys_that_the_device_cannot_use(self):
        rsa = "-algorithm", "RSA", "-pkeyopt"
        root = testing.chain(testing.PKI.path("pki/root.pem"))
        self.broken(self.leaf("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256") + root,
                    "the device needs RSA of 2048 bits, not id-ecPublicKey of 256")
        self.broken(self.leaf(*rsa, "rsa_keygen_bits:1024") + root, "not rsaEncryption of 1024")
        self.broken(self.leaf(*rsa, "rsa_keygen_bits:3072") + root, "not rsaEncryption of 3072")
        self.broken(self.leaf("-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")
                    + root, "not rsassaPss")
        self.broken(self.leaf(*rsa, "rsa_keygen_bits:2048",
                              extension="basicConstraints=CA:TRUE") + root, "an authority's")
        self.broken(self.leaf(*rsa, "rsa_keygen_bits:2048",
                              extension="keyUsage=digitalSignature") + root,
                    "certificate 1 may not encipher keys")
        self.broken(self.leaf(*rsa, "rsa_keygen_bits:2048", digest="-sha1") + root, "too weak")
        self.client.open(self.leaf(*rsa, "rsa_keygen_bits:2048"))

    def test_purposes(self):
        """The extended key usage of the leaf must name sessions, and not channels."""
        rsa = "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"
        for usage, text in (("", "certificate 1 is for neither of sessions and channels"),
                            ("serverAuth", "neither"), (SESSION + "1", "neither"),
                            (CHANNEL, "certificate 1 is for channels, not sessions"),
                            ("critical," + CHANNEL, "channels, not sessions"),
                            (SESSION + "," + CHANNEL, "1 is for both of sessions")):
            leaf = self.leaf(*rsa, usage=usage)
            self.judged_alike("wrong-purpose", leaf)
            self.assertIn(text, self.refused(leaf)[1])
        self.client.open(self.leaf(*rsa, usage="critical,serverAuth," + SESSION))

    def test_signed_by_a_device(self):
        """A device's certificate makes no authority of its owner."""
        pki = testing.PKI
        csr = testing.run("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes",
                          "-keyout", pki.path("sub.key"), "-subj", "/CN=sub")
        with open(pki.path("sub.ext"), "w") as file:
            file.write("extendedKeyUsage=" + SESSION + "\n")
        leaf = testing.run("openssl", "x509", "-req", "-CA", pki.path("pki/good.pem"),
                           "-CAkey", pki.path("pki/good.pem"), "-set_serial", "8", "-days",
                           "9", "-extfile", pki.path("sub.ext"), "-outform", "DER", data=csr)
        self.broken(leaf + self.good, "")

    def test_random_flips(self):
        """None of so many changed bytes of a chain is taken for good."""
        chance = random.Random(4)
        chain = testing.PKI.chain("pki/below")
        self.client.open(chain)
        words = {}
        for _ in range(FLIPS):
            flipped = bytearray(chain)
            flipped[chance.randrange(len(chain))] ^= chance.randrange(1, 256)
            word = self.refused(bytes(flipped))[0]
            words[word] = words.get(word, 0) + 1
        # a purpose may be what a byte was changed in
        self.assertLessEqual(set(words), {"broken", "wrong-purpose"})
        self.assertIn("broken", words)
        self.client.open(chain)


class KeyTest(WithServer):
    def session(self, name="pki/good"):
        number, blob = self.client.open(testing.PKI.chain(name))
        self.assertEqual(len(blob), 256)
        return number, unwrap(testing.PKI.path(name + ".pem"), blob)

    def content(self, session, key, kid=KID):
        return ecb_open(key, self.client.content(session, kid)).hex()

    def test_only_the_device_can_open_it(self):
        for name in "pki/good", "pki/below":
            _, key = self.session(name)
            self.assertEqual(len(key), 16)
            self.assertEqual(self.server.keys("session")[-1], key)
        _, blob = self.client.open(self.good)
        with self.assertRaises(AssertionError):
            unwrap(testing.PKI.path("pki/below.pem"), blob)

    def test_each_session_has_its_key(self):
        keys = {self.session()[1] for _ in range(8)}
        self.assertEqual(len(keys), 8)

    def test_content_keys(self):
        session, key = self.session()
        self.assertEqual(self.content(session, key), KEY)
        self.assertEqual(self.content(session, key, KID2), KEY2)
        self.assertEqual(self.content(session, key, KID.upper()), KEY)
        self.assertEqual(self.server.keys("content")[-1].hex(), KEY)

    def test_refresh(self):
        session, key = self.session()
        other, other_key = self.session()
        before = self.client.content(session)
        for _ in range(3):
            random_number = os.urandom(16)
            answer = self.client.ask("refresh", session=session, random=b64(random_number))
            self.assertEqual(sorted(answer), ["id", "ok"])
            self.assertTrue(answer["ok"])
            key = xor(key, random_number)
            self.assertEqual(self.server.keys("refreshed")[-1], key)
            self.assertEqual(self.content(session, key), KEY)
            self.assertEqual(self.content(session, key, KID2), KEY2)
        self.assertNotEqual(self.client.content(session), before)
        self.assertEqual(self.content(other, other_key), KEY)

    def test_refused_refresh_changes_nothing(self):
        session, key = self.session()
        for value in (b64(bytes(15)), b64(b"x" * 17), "", "x" * 22, None, 5, [b64(bytes(16))],
                      b64(b"y" * 16) + "\n", b64(b"y" * 16)[:-2], b64(b"y" * 16)[:-1] + "A"):
            answer = self.client.ask("refresh", session=session, random=value)
            self.assertEqual(answer["error"], "bad-request", value)
        self.assertEqual(self.content(session, key), KEY)

    def test_unknown_kid(self):
        session, _ = self.session()
        answer = self.client.ask("content", session=session, kid="0" * 32)
        self.assertEqual(answer["error"], "unknown-kid")
        for kid in (KID[:-1], KID + "0", KID[:-1] + "g", "", None, 7, KID + "\n"):
            answer = self.client.ask("content", session=session, kid=kid)
            self.assertEqual(answer["error"], "bad-request", kid)

    def test_report(self):
        session, _ = self.session()
        self.client.content(session)
        self.client.ask("refresh", session=session, random=b64(bytes(16)))
        self.client.ask("close", session=session)
        events = self.server.events()[-4:]
        self.assertEqual([e["event"] for e in events], ["open", "content", "refresh", "close"])
        self.assertEqual({e["session"] for e in events}, {session})
        self.assertEqual(events[0]["subject"], "CN=cpgpu TEST device good,OU=session")
        self.assertEqual(events[1]["kid"], KID)
