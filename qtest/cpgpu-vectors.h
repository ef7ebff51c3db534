/* SPDX-License-Identifier: MIT */
/*
 * Published vectors for AES-128: NIST SP 800-38A, F.1.1 (ECB), F.5.1 and F.5.2
 * (CTR); RFC 4493 (CMAC), whose examples are those of SP 800-38B; RFC 3686
 */
#ifndef CPGPU_VECTORS_H
#define CPGPU_VECTORS_H

static const uint8_t nist_key[16] =
    "\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";

static const uint8_t nist_iv[16] =
    "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff";

static const uint8_t nist_plain[64] =
    "\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a"
    "\xae\x2d\x8a\x57\x1e\x03\xac\x9c\x9e\xb7\x6f\xac\x45\xaf\x8e\x51"
    "\x30\xc8\x1c\x46\xa3\x5c\xe4\x11\xe5\xfb\xc1\x19\x1a\x0a\x52\xef"
    "\xf6\x9f\x24\x45\xdf\x4f\x9b\x17\xad\x2b\x41\x7b\xe6\x6c\x37\x10";

static const uint8_t nist_cipher[64] =
    "\x87\x4d\x61\x91\xb6\x20\xe3\x26\x1b\xef\x68\x64\x99\x0d\xb6\xce"
    "\x98\x06\xf6\x6b\x79\x70\xfd\xff\x86\x17\x18\x7b\xb9\xff\xfd\xff"
    "\x5a\xe4\xdf\x3e\xdb\xd5\xd3\x5e\x5b\x4f\x09\x02\x0d\xb0\x3e\xab"
    "\x1e\x03\x1d\xda\x2f\xbe\x03\xd1\x79\x21\x70\xa0\xf3\x00\x9c\xee";

/* nist_plain in ECB, block by block */
static const uint8_t nist_ecb[64] =
    "\x3a\xd7\x7b\xb4\x0d\x7a\x36\x60\xa8\x9e\xca\xf3\x24\x66\xef\x97"
    "\xf5\xd3\xd5\x85\x03\xb9\x69\x9d\xe7\x85\x89\x5a\x96\xfd\xba\xaf"
    "\x43\xb1\xcd\x7f\x59\x8e\xce\x23\x88\x1b\x00\xe3\xed\x03\x06\x88"
    "\x7b\x0c\x78\x5e\x27\xe8\xad\x3f\x82\x23\x20\x71\x04\x72\x5d\xd4";

/* of the first @len bytes of nist_plain under nist_key */
static const struct CmacVector {
    unsigned len;
    uint8_t mac[16];
} cmac_vectors[] = {
    { 0, { 0xbb, 0x1d, 0x69, 0x29, 0xe9, 0x59, 0x37, 0x28,
           0x7f, 0xa3, 0x7d, 0x12, 0x9b, 0x75, 0x67, 0x46 } },
    { 16, { 0x07, 0x0a, 0x16, 0xb4, 0x6b, 0x4d, 0x41, 0x44,
            0xf7, 0x9b, 0xdd, 0x9d, 0xd0, 0x4a, 0x28, 0x7c } },
    { 40, { 0xdf, 0xa6, 0x67, 0x47, 0xde, 0x9a, 0xe6, 0x30,
            0x30, 0xca, 0x32, 0x61, 0x14, 0x97, 0xc8, 0x27 } },
    { 64, { 0x51, 0xf0, 0xbe, 0xbf, 0x7e, 0x3b, 0x9d, 0x92,
            0xfc, 0x49, 0x74, 0x17, 0x79, 0x36, 0x3c, 0xfe } },
};

/* RFC 3686, section 6, the three for AES-128 */
static const struct Rfc3686Vector {
    const char *key, *counter, *plain, *cipher;
} rfc3686_vectors[] = {
    { "ae6852f8121067cc4bf7a5765577f39e", "00000030000000000000000000000001",
      "53696e676c6520626c6f636b206d7367",
      "e4095d4fb7a7b3792d6175a3261311b8" },
    { "7e24067817fae0d743d6ce1f32539163", "006cb6dbc0543b59da48d90b00000001",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      "5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28" },
    { "7691be035e5020a8ac6e618529f9a0dc", "00e0017b27777f3f4a1786f000000001",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
      "20212223",
      "c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef31053"
      "25b2072f" },
};

#endif /* CPGPU_VECTORS_H */
