# SPDX-License-Identifier: MIT
"""What must not be found: keys and everything derived from them, in all forms."""

import base64
import hashlib
import hmac
import re
import subprocess

from failure import Failure

SIZE = 16
RCON = (1, 2, 4, 8, 16, 32, 64, 128, 27, 54)


def xtime(a):
    return a << 1 ^ (0x11b if a & 0x80 else 0)


def times(a, b):
    """Product in the field of AES."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = xtime(a), b >> 1
    return product


def make_sbox():
    """The S-box of FIPS 197, computed."""
    box = [0x63] * 256
    inverse = {a: b for a in range(1, 256) for b in range(1, 256) if times(a, b) == 1}
    for a, b in inverse.items():
        box[a] = 0x63
        for turn in range(5):
            box[a] ^= (b << turn | b >> 8 - turn) & 0xff
    return box


SBOX = make_sbox()


def schedule(key):
    """The 11 round keys of AES-128 (FIPS 197, 5.2)."""
    words = [key[i:i + 4] for i in range(0, SIZE, 4)]
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ RCON[i // 4 - 1]]) + word[1:]
        words.append(xor(words[-4], word))
    return [b"".join(words[i:i + 4]) for i in range(0, 44, 4)]


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def inverse_mix(block):
    """InvMixColumns, which the key schedule of decryption applies."""
    out = bytearray()
    for column in (block[i:i + 4] for i in range(0, SIZE, 4)):
        out += bytes(times(column[i], 14) ^ times(column[(i + 1) % 4], 11) ^
                     times(column[(i + 2) % 4], 13) ^ times(column[(i + 3) % 4], 9)
                     for i in range(4))
    return bytes(out)


def swapped(block):
    """Each word of 32 bits in the other byte order."""
    return b"".join(block[i:i + 4][::-1] for i in range(0, len(block), 4))


def fits_fips_197():
    """The standard's example of a key expansion, and of a mixed column."""
    keys = schedule(bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"))
    column = bytes.fromhex("8e4da1bc")
    return (keys[10].hex() == "d014f9a8c9ee2589e13f0cc8b6630ca6" and
            inverse_mix(4 * column).hex() == 4 * "db135345")


def orders(block, label):
    yield block, label
    yield swapped(block), label + ", words swapped"
    yield block[::-1], label + ", backwards"


def texts(key, label):
    """Keys as text, 16 characters at a time"""
    for digits in key.hex(), key.hex().upper():
        yield digits[:SIZE].encode(), label + ", hex digits"
        yield digits[SIZE:].encode(), label + ", hex digits"
    yield base64.b64encode(key)[:SIZE], label + ", base64"


def of_key(key, label):
    """All needles of one AES key: (value, label)."""
    yield from texts(key, label)
    for number, value in enumerate(schedule(key)):
        name = label + (", round key %d" % number if number else "")
        yield from orders(value, name)
        if 0 < number < 10:
            yield from orders(inverse_mix(value), name + " of decryption")


# ---------------------------------------------------------------- surface keys


def openssl(*words, data=None):
    done = subprocess.run(("openssl",) + words, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode:
        raise Failure("openssl %s failed: %s" % (words[0], done.stderr.decode().strip()))
    return done.stdout


def surface_key(key, salt, use):
    """SP 800-108 with HMAC-SHA-256, as in the device; use is the session's handle and its
    key instance."""
    handle, instance = use
    data = (bytes((0, 0, 0, 1)) + b"cpgpu session\0" + salt + handle.to_bytes(8, "big") +
            instance.to_bytes(4, "big") + bytes((0, 0, 1, 0)))
    return hmac.new(key, data, hashlib.sha256).digest()[:SIZE]


def page_keystreams(key, nonces):
    """The first block of a page's keystream, for each nonce."""
    blocks = b"".join(n.to_bytes(8, "big") + bytes(8) for n in nonces)
    out = openssl("enc", "-aes-128-ecb", "-nopad", "-K", key.hex(), data=blocks)
    return (out[i:i + SIZE] for i in range(0, len(out), SIZE))


# ------------------------------------------------------ the device's own secret


def of_identity(pem):
    """Each 16 bytes of the secret numbers of the device's RSA keys."""
    with open(pem) as file:
        keys = re.findall(r"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----",
                          file.read(), re.S)
    if len(keys) != 2:
        raise Failure("%s has %d private keys, not 2" % (pem, len(keys)))
    for purpose, key in zip(("sessions", "channels"), keys):
        yield from of_private_key(key.encode(), "device's private key for " + purpose)


def of_private_key(pem, name_of_key):
    """Each 16 bytes of the secret numbers of an RSA key, both byte orders."""
    text = openssl("rsa", "-noout", "-text", data=pem).decode()
    found = re.findall(r"^(\w+):((?:\s+[0-9a-f:]+$)+)", text, re.M)
    numbers = {name: bytes.fromhex(re.sub(r"[\s:]", "", digits)).lstrip(b"\0")
               for name, digits in found if not name.startswith("modulus")}
    if sorted(numbers) != ["coefficient", "exponent1", "exponent2", "prime1", "prime2",
                           "privateExponent"]:
        raise Failure("openssl does not print the " + name_of_key)
    for name, number in numbers.items():
        for value in number, number[::-1]:
            for at in range(0, len(value) - SIZE + 1, SIZE):
                yield value[at:at + SIZE], name_of_key + ", " + name


def words_of(keys):
    """The 32-bit values that a key in registers would consist of"""
    return {int.from_bytes(key[i:i + 4], order) for key in keys
            for i in range(0, SIZE, 4) for order in ("little", "big")}
