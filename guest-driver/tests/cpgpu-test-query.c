// SPDX-License-Identifier: MIT
/* Queries of the device's properties, and its certificates. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/x509.h>
#include <xf86drm.h>

#include "fixture.h"

TEST(info_is_sane)
{
	struct drm_cpgpu_query_info info = device_info(open_device());

	CHECK_EQ(info.hw_version >> 16, 2);
	CHECK_EQ(info.page_size, 4096);
	CHECK_EQ(info.block_align, 16);
	CHECK(info.sessions >= 1 && info.sessions <= 256);
	CHECK(info.rings >= 1 && info.rings <= 16);
	CHECK(info.vram_size >= MIB);
	CHECK_EQ(info.vram_size & (info.vram_size - 1), 0);
	CHECK(info.vram_free <= info.vram_size);
	CHECK(info.certificate_size > 0);
	CHECK(info.channels >= 1 && info.channels <= 64);
	CHECK(info.device_handle);
}

TEST(info_has_the_base_capabilities)
{
	const uint32_t base = DRM_CPGPU_CAP_CONTENT_KEY |
			      DRM_CPGPU_CAP_ENCRYPTED_READ_BACK |
			      DRM_CPGPU_CAP_DECRYPTION_BLT |
			      DRM_CPGPU_CAP_HARDWARE_TEARDOWN;
	uint32_t caps = device_info(open_device()).caps;

	CHECK_EQ(caps & base, base);
	/* one of the two */
	CHECK_EQ(!!(caps & DRM_CPGPU_CAP_HARDWARE),
		 !(caps & DRM_CPGPU_CAP_SOFTWARE));
}

/* Makes sure that a run behind an IOMMU really is one. */
TEST(iommu_translates)
{
	char path[PCI_PATH_MAX], type[32] = {};
	FILE *file;

	pci_path(open_device(), "iommu_group/type", path);
	file = fopen(path, "re");
	if (!file)
		test_skip("there is no IOMMU: add -device intel-iommu, and boot with intel_iommu=on");
	CHECK(fgets(type, sizeof(type), file));
	fclose(file);
	test_note("%s", type);
	CHECK(!strncmp(type, "DMA", 3));
}

TEST(every_capability_has_a_name)
{
	uint32_t caps = device_info(open_device()).caps;
	int bit;

	for (bit = 0; bit < 32; bit++) {
		if (caps & 1u << bit)
			CHECK(cpgpu_cap_name(1u << bit));
	}
}

static void read_output(const char *command, char *text, size_t size)
{
	FILE *out = popen(command, "re");
	size_t n;

	CHECK(out);
	n = fread(text, 1, size - 1, out);
	text[n] = '\0';
	CHECK_OK(pclose(out));
}

/* cpgpu-info, for people and as JSON. */
TEST(tool_tells_it_all)
{
	static char text[16384], json[16384];
	struct drm_cpgpu_query_info info = device_info(open_device());
	char word[64];
	uint32_t bit;

	read_output("cpgpu-info", text, sizeof(text));
	read_output("cpgpu-info --json", json, sizeof(json));
	for (bit = 1; bit; bit <<= 1) {
		if (!(info.caps & bit))
			continue;
		CHECK(strstr(text, cpgpu_cap_name(bit)));
		snprintf(word, sizeof(word), "\"%s\"", cpgpu_cap_name(bit));
		CHECK(strstr(json, word));
	}
	snprintf(word, sizeof(word), "command rings     %u\n", info.rings);
	CHECK(strstr(text, word));
	snprintf(word, sizeof(word), "\"rings\":%u,", info.rings);
	CHECK(strstr(json, word));
	snprintf(word, sizeof(word), "channels          %u, type %d ",
		 info.channels,
		 info.caps & DRM_CPGPU_CAP_SOFTWARE ? 2 : 3);
	CHECK(strstr(text, word));
	snprintf(word, sizeof(word), "\"channels\":%u,", info.channels);
	CHECK(strstr(json, word));
	CHECK(strstr(text, "\nfor channels      "));
	CHECK(strstr(json, "\"channel_certificate\":{\"subject\":"));
	CHECK_EQ(!!strstr(text, "used ones are refused"),
		 !!(info.caps & DRM_CPGPU_CAP_IV_CHECK));
	CHECK_EQ(!!strstr(text, "read-back keys"),
		 !!(info.caps & DRM_CPGPU_CAP_READ_BACK_KEY));
}

TEST(size_is_told_without_a_pointer)
{
	struct drm_cpgpu_dev_query query = { .type = DRM_CPGPU_QUERY_INFO };
	struct cpgpu_device *dev = open_device();

	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query));
	CHECK_EQ(query.size, sizeof(struct drm_cpgpu_query_info));
	query.type = DRM_CPGPU_QUERY_CERTIFICATE;
	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query));
	CHECK_EQ(query.size, device_info(dev).certificate_size);
	query.type = DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE;
	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query));
	CHECK(query.size);
}

TEST(short_buffer_gets_no_more_than_fits)
{
	uint8_t buffer[sizeof(struct drm_cpgpu_query_info)];
	struct drm_cpgpu_dev_query query = {
		.type = DRM_CPGPU_QUERY_INFO,
		.size = 8,
		.pointer = pointer(buffer),
	};
	struct cpgpu_device *dev = open_device();
	struct drm_cpgpu_query_info info = device_info(dev);
	size_t i;

	memset(buffer, 0xee, sizeof(buffer));
	CHECK_OK(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query));
	CHECK_EQ(query.size, 8);
	CHECK_MEM(buffer, &info, 8);
	for (i = 8; i < sizeof(buffer); i++)
		CHECK_EQ(buffer[i], 0xee);
}

TEST(long_buffer_is_not_filled_up)
{
	uint8_t buffer[sizeof(struct drm_cpgpu_query_info) + 64];
	struct drm_cpgpu_dev_query query = {
		.type = DRM_CPGPU_QUERY_INFO,
		.size = sizeof(buffer),
		.pointer = pointer(buffer),
	};
	size_t i;

	memset(buffer, 0xee, sizeof(buffer));
	CHECK_OK(device_ioctl(open_device(), DRM_IOCTL_CPGPU_DEV_QUERY, &query));
	CHECK_EQ(query.size, sizeof(struct drm_cpgpu_query_info));
	for (i = query.size; i < sizeof(buffer); i++)
		CHECK_EQ(buffer[i], 0xee);
}

TEST(unknown_type_is_refused)
{
	struct drm_cpgpu_dev_query query = {
		.type = DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE + 1,
	};
	struct cpgpu_device *dev = open_device();

	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query), -EINVAL);
	query.type = ~0u;
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query), -EINVAL);
}

TEST(bad_pointer_is_refused)
{
	struct drm_cpgpu_dev_query query = {
		.type = DRM_CPGPU_QUERY_INFO,
		.size = sizeof(struct drm_cpgpu_query_info),
		.pointer = BAD_POINTER,
	};
	struct cpgpu_device *dev = open_device();

	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query), -EFAULT);
	query.type = DRM_CPGPU_QUERY_CERTIFICATE;
	query.size = 16;
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query), -EFAULT);
	query.type = DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE;
	query.size = 16;
	CHECK_RET(device_ioctl(dev, DRM_IOCTL_CPGPU_DEV_QUERY, &query), -EFAULT);
}

TEST(unknown_ioctl_is_refused)
{
	uint64_t nothing[16] = {};

	CHECK_RET(device_ioctl(open_device(),
			       DRM_IOWR(DRM_COMMAND_BASE + 0x3f, uint64_t[16]),
			       nothing), -EINVAL);
}

/* The chain for sessions, or the one for channels */
static uint8_t *get_chain(bool channel, size_t *size)
{
	struct cpgpu_device *dev = open_device();
	uint8_t *chain;

	if (channel)
		CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, size));
	else
		CHECK_OK(cpgpu_query_certificate(dev, &chain, size));
	return chain;
}

TEST(certificates_are_chains_for_rsa_2048)
{
	struct cpgpu_keyx_certificate certificate;
	uint8_t *chain;
	size_t size;
	int i;

	for (i = 0; i < 2; i++) {
		chain = get_chain(i, &size);
		CHECK_OK(cpgpu_keyx_describe(chain, size, &certificate));
		CHECK_EQ(certificate.key_bits, 2048);
		test_note("%s, issued by %s", certificate.subject,
			  certificate.issuer);
		if (!i)
			CHECK_EQ(size,
				 device_info(open_device()).certificate_size);
		free(chain);
	}
}

/* Neither can be taken for the other, though both are good. */
TEST(certificates_are_for_one_purpose)
{
	uint8_t key[KEY_SIZE] = {}, blob[DRM_CPGPU_BLOB_SIZE];
	size_t session_size, channel_size;
	uint8_t *session = get_chain(false, &session_size);
	uint8_t *channel = get_chain(true, &channel_size);

	CHECK_OK(cpgpu_keyx_wrap_session_key(session, session_size, key, blob));
	CHECK_OK(cpgpu_keyx_wrap_channel_key(channel, channel_size, key, blob));
	CHECK_RET(cpgpu_keyx_wrap_session_key(channel, channel_size, key,
					      blob), -EPERM);
	CHECK_RET(cpgpu_keyx_wrap_channel_key(session, session_size, key,
					      blob), -EPERM);
	free(session);
	free(channel);
}

TEST(test_identity_says_so_in_its_subjects)
{
	struct cpgpu_keyx_certificate certificate;
	uint8_t *chain;
	size_t size;
	int i;

	if (!(device_info(open_device()).caps & DRM_CPGPU_CAP_TEST_IDENTITY))
		test_skip("the device has an identity of its own");
	for (i = 0; i < 2; i++) {
		chain = get_chain(i, &size);
		CHECK_OK(cpgpu_keyx_describe(chain, size, &certificate));
		CHECK(strcasestr(certificate.subject, "test"));
		CHECK(strstr(certificate.subject, i ? "channel" : "session"));
		free(chain);
	}
}

/* Each certificate of the chain is signed by the next one. */
static void check_signatures(const uint8_t *chain, size_t size)
{
	X509 *cert = NULL, *issuer;
	const unsigned char *p = chain;

	while (p < chain + size) {
		issuer = d2i_X509(NULL, &p, chain + size - p);
		CHECK(issuer);
		if (cert)
			CHECK_EQ(X509_verify(cert, X509_get0_pubkey(issuer)), 1);
		X509_free(cert);
		cert = issuer;
	}
	/* the last one is a root or was signed by one that is not sent */
	CHECK(cert);
	X509_free(cert);
}

TEST(certificate_chains_are_signed)
{
	uint8_t *chain;
	size_t size;
	int i;

	for (i = 0; i < 2; i++) {
		chain = get_chain(i, &size);
		check_signatures(chain, size);
		free(chain);
	}
}

TEST(driver_tells_its_name_and_features)
{
	struct cpgpu_device *dev = open_device();
	drmVersionPtr version = drmGetVersion(cpgpu_fd(dev));
	uint64_t value;

	CHECK(version);
	CHECK(!strcmp(version->name, "cpgpu"));
	CHECK(version->desc_len > 0);
	drmFreeVersion(version);
	CHECK_OK(drmGetCap(cpgpu_fd(dev), DRM_CAP_SYNCOBJ, &value));
	CHECK_EQ(value, 1);
	CHECK_OK(drmGetCap(cpgpu_fd(dev), DRM_CAP_SYNCOBJ_TIMELINE, &value));
	CHECK_EQ(value, 1);
	CHECK_OK(drmGetCap(cpgpu_fd(dev), DRM_CAP_DUMB_BUFFER, &value));
	CHECK_EQ(value, 1);
}

TEST(library_refuses_other_devices)
{
	struct cpgpu_device *dev = NULL;

	CHECK_RET(cpgpu_open("/dev/null", &dev), -ENOTTY);
	CHECK_RET(cpgpu_open("/dev/dri/none", &dev), -ENOENT);
	CHECK(!dev);
	cpgpu_close(NULL);
}
