// SPDX-License-Identifier: MIT
/*
 * bench-cpu: what the guest can do without a cpgpu
 */
#include <errno.h>
#include <linux/if_alg.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "bare.h"
#include "options.h"

#ifndef SOL_ALG
#define SOL_ALG 279
#endif

static const char usage[] =
"Usage: bench-cpu TEST [OPTION...]\n"
"AES-128 without a cpgpu: bytes per second; or a counter.\n"
"\n"
"  openssl          AES-128-CTR by OpenSSL's EVP calls\n"
"  kernel           decryption by the kernel's crypto API (AF_ALG)\n"
"  spin             counts per second of a loop that does nothing else\n"
"\n"
"  --driver NAME    kernel: algorithm or its driver (default ctr(aes))\n"
"  --size BYTES     of one operation (default 1 MiB)\n"
"  --threads N      that do this at the same time (default 1)\n";

#define KEY	"benchmark key 1"	/* 16 bytes */
#define IV_SIZE	16
/* More in one piece makes virtio-crypto of Linux 6.1 hang. */
#define PIECE	65536

/* -------------------------------------------------------------- OpenSSL -- */

static uint64_t run_openssl(const struct options *o)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char *data = calloc(1, o->size), iv[IV_SIZE] = { 0 };
	double begin = now();
	uint64_t bytes = 0;
	int len;

	if (!ctx || !data)
		fail("no memory");
	do {
		if (!EVP_DecryptInit_ex(ctx, EVP_aes_128_ctr(), NULL,
					(const unsigned char *)KEY, iv) ||
		    !EVP_DecryptUpdate(ctx, data, &len, data, o->size))
			fail("OpenSSL failed");
		bytes += o->size;
	} while (now() - begin < o->seconds);
	EVP_CIPHER_CTX_free(ctx);
	free(data);
	return bytes;
}

/* --------------------------------------------------------------- kernel -- */

static int alg_open(const struct options *o)
{
	struct sockaddr_alg address = {
		.salg_family = AF_ALG,
		.salg_type = "skcipher",
	};
	int parent, fd;

	snprintf((char *)address.salg_name, sizeof(address.salg_name), "%s",
		 o->driver);
	parent = socket(AF_ALG, SOCK_SEQPACKET, 0);
	if (parent < 0 ||
	    bind(parent, (struct sockaddr *)&address, sizeof(address)))
		fail("the kernel has no %s: %s", o->driver, strerror(errno));
	if (setsockopt(parent, SOL_ALG, ALG_SET_KEY, KEY, 16))
		fail("%s does not take the key: %s", o->driver,
		     strerror(errno));
	fd = accept(parent, NULL, NULL);
	if (fd < 0)
		fail("%s: %s", o->driver, strerror(errno));
	close(parent);
	return fd;
}

static void alg_send(int fd, void *data, size_t size)
{
	union {
		char bytes[CMSG_SPACE(4) +
			   CMSG_SPACE(sizeof(struct af_alg_iv) + IV_SIZE)];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = data, .iov_len = size };
	struct msghdr msg = {
		.msg_control = &control,
		.msg_controllen = sizeof(control),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	uint32_t op = ALG_OP_DECRYPT;
	struct af_alg_iv *iv;

	c->cmsg_level = SOL_ALG;
	c->cmsg_type = ALG_SET_OP;
	c->cmsg_len = CMSG_LEN(sizeof(op));
	memcpy(CMSG_DATA(c), &op, sizeof(op));
	c = CMSG_NXTHDR(&msg, c);
	c->cmsg_level = SOL_ALG;
	c->cmsg_type = ALG_SET_IV;
	c->cmsg_len = CMSG_LEN(sizeof(*iv) + IV_SIZE);
	iv = (struct af_alg_iv *)CMSG_DATA(c);
	iv->ivlen = IV_SIZE;
	if (sendmsg(fd, &msg, 0) != (ssize_t)size)
		fail("sendmsg: %s", strerror(errno));
}

static void alg_receive(int fd, uint8_t *data, size_t size)
{
	while (size) {
		ssize_t n = read(fd, data, size);

		if (n <= 0)
			fail("read: %s", n ? strerror(errno) : "end of data");
		data += n;
		size -= n;
	}
}

static void alg_operation(int fd, uint8_t *data, size_t size)
{
	while (size) {
		size_t piece = size < PIECE ? size : PIECE;

		alg_send(fd, data, piece);
		alg_receive(fd, data, piece);
		data += piece;
		size -= piece;
	}
}

static uint64_t run_kernel(const struct options *o)
{
	uint8_t *data = calloc(1, o->size);
	double begin;
	uint64_t bytes = 0;
	int fd = alg_open(o);

	if (!data)
		fail("no memory");
	begin = now();
	do {
		alg_operation(fd, data, o->size);
		bytes += o->size;
	} while (now() - begin < o->seconds);
	close(fd);
	free(data);
	return bytes;
}

/* ---------------------------------------------------------------- others -- */

static uint64_t run_spin(const struct options *o)
{
	volatile uint64_t count = 0;
	double begin = now();
	unsigned int i;

	do {
		for (i = 0; i < 1000000; i++)
			count++;
	} while (now() - begin < o->seconds);
	return count;
}

struct thread {
	pthread_t id;
	const struct options *o;
	uint64_t (*run)(const struct options *o);
	uint64_t result;
};

static void *thread_main(void *data)
{
	struct thread *t = data;

	t->result = t->run(t->o);
	return NULL;
}

static double rate(const struct options *o,
		   uint64_t (*run)(const struct options *o))
{
	struct thread threads[64];
	uint64_t sum = 0;
	unsigned int i;
	double begin = now();

	for (i = 0; i < o->threads; i++) {
		threads[i] = (struct thread){ .o = o, .run = run };
		if (pthread_create(&threads[i].id, NULL, thread_main,
				   &threads[i]))
			fail("cannot start a thread");
	}
	for (i = 0; i < o->threads; i++) {
		pthread_join(threads[i].id, NULL);
		sum += threads[i].result;
	}
	return sum / (now() - begin);
}

int main(int argc, char **argv)
{
	struct options o = {
		.size = 1 << 20, .threads = 1, .driver = "ctr(aes)",
	};
	uint64_t (*run)(const struct options *o);
	unsigned int i;

	options_parse(&o, argc, argv, usage);
	if (!strcmp(o.test, "openssl"))
		run = run_openssl;
	else if (!strcmp(o.test, "kernel"))
		run = run_kernel;
	else if (!strcmp(o.test, "spin"))
		run = run_spin;
	else
		options_no_test(&o);
	for (i = 0; i < o.rounds; i++)
		report(rate(&o, run));
	return 0;
}
