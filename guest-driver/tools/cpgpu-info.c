// SPDX-License-Identifier: MIT
/* cpgpu-info: prints the properties of a cpgpu device. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <xf86drm.h>

#include <cpgpu.h>
#include <cpgpu_keyx.h>

#include "common.h"
#include "pci.h"

#define KIB 1024.0
#define CAP_BITS 32

static const char help[] =
"Usage: cpgpu-info [OPTION]...\n"
"Print the properties and capabilities of a cpgpu device.\n"
"\n"
"  -d, --device=PATH        device node (default: the first cpgpu device)\n"
"  -j, --json               print a JSON object\n"
"      --certificate=PATH   write the certificate chain for session keys:\n"
"                           concatenated DER, the device's own certificate first\n"
"      --channel-certificate=PATH\n"
"                           the same for channel keys\n"
"      --help               print this help and exit\n"
"      --version            print the version and exit\n"
"\n"
"Exit status: 0 success, 1 failure (such as no device), 2 wrong use.\n";

enum { OPT_CERTIFICATE = 256, OPT_CHANNEL_CERTIFICATE, OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{ "device", required_argument, NULL, 'd' },
	{ "json", no_argument, NULL, 'j' },
	{ "certificate", required_argument, NULL, OPT_CERTIFICATE },
	{ "channel-certificate", required_argument, NULL,
	  OPT_CHANNEL_CERTIFICATE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ }
};

/* A certificate chain, and the properties of its first certificate */
struct certificate {
	struct cpgpu_keyx_certificate content;
	uint8_t *chain;
	size_t size;
};

/* The data to print, as text or JSON. */
struct facts {
	const char *path;
	char pci[PCI_NAME_MAX];
	drmVersionPtr driver;
	struct drm_cpgpu_query_info info;
	struct certificate session, channel;
};

/* Capabilities that, when present or absent, make a device unfit for use. */
static const struct {
	uint32_t cap;
	bool present;
	const char *text;
} warnings[] = {
	{ DRM_CPGPU_CAP_TEST_IDENTITY, true,
	  "test identity: the device's private keys are public, so do not use it for real content" },
	{ DRM_CPGPU_CAP_SEEDED_RNG, true,
	  "seeded random numbers: they repeat in every run, so use them for tests and teaching only" },
	{ DRM_CPGPU_CAP_SOFTWARE, true,
	  "the device reports software protection (software-protection=on)" },
	{ DRM_CPGPU_CAP_FRESHEN_SESSION_KEY, false,
	  "session keys cannot be refreshed (freshen-session-key=off)" },
	{ DRM_CPGPU_CAP_IV_CHECK, false,
	  "an IV may be used twice under one key, which reveals the clear data (iv-check=off)" },
};

#define WARNING_COUNT (sizeof(warnings) / sizeof(warnings[0]))

/* The number of the next warning from @i on, or WARNING_COUNT. */
static size_t next_warning(const struct facts *facts, size_t i)
{
	while (i < WARNING_COUNT &&
	       !!(facts->info.caps & warnings[i].cap) != warnings[i].present)
		i++;
	return i;
}

static void read_certificate(struct certificate *certificate)
{
	int ret = cpgpu_keyx_describe(certificate->chain, certificate->size,
				      &certificate->content);

	if (ret)
		die_error(ret, "cannot read a certificate of the device");
}

static void gather(struct cpgpu_device *dev, struct facts *facts)
{
	int ret;

	facts->path = cpgpu_path(dev);
	pci_name(cpgpu_fd(dev), facts->pci);
	facts->driver = drmGetVersion(cpgpu_fd(dev));
	if (!facts->driver)
		die_error(-errno, "cannot query the driver's version");
	ret = cpgpu_query_info(dev, &facts->info);
	if (ret)
		die_error(ret, "cannot query the device");
	ret = cpgpu_query_certificate(dev, &facts->session.chain,
				      &facts->session.size);
	if (ret)
		die_error(ret, "cannot get the device's certificate");
	read_certificate(&facts->session);
	ret = cpgpu_query_channel_certificate(dev, &facts->channel.chain,
					      &facts->channel.size);
	if (ret)
		die_error(ret, "cannot get the device's certificate for channels");
	read_certificate(&facts->channel);
}

/* Call @print with the name of each capability, or its bit if unknown. */
static void for_each_cap(uint32_t caps, void (*print)(const char *name, int n))
{
	const char *name;
	char unknown[16];
	int bit, n = 0;

	for (bit = 0; bit < CAP_BITS; bit++) {
		if (!(caps & 1u << bit))
			continue;
		name = cpgpu_cap_name(1u << bit);
		snprintf(unknown, sizeof(unknown), "bit-%d", bit);
		print(name ? name : unknown, n++);
	}
}

/* The kinds of work that the capabilities allow. */
static const struct ability {
	const char *work;
	uint32_t cap;
	const char *text;
} abilities[] = {
	{ "decryption", DRM_CPGPU_CAP_DECRYPTION_BLT, "session key" },
	{ "decryption", DRM_CPGPU_CAP_CONTENT_KEY, "content keys" },
	{ "decryption", DRM_CPGPU_CAP_PARTIAL_DECRYPTION, "patterns" },
	{ "decryption", DRM_CPGPU_CAP_PARTIAL_DECRYPTION, "sub-samples" },
	{ "IVs", DRM_CPGPU_CAP_IV_CHECK, "used ones are refused" },
	{ "IVs", DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV, "counts may continue" },
	{ "read-back", DRM_CPGPU_CAP_ENCRYPTED_READ_BACK, "session key" },
	{ "read-back", DRM_CPGPU_CAP_READ_BACK_KEY, "read-back keys" },
	{ "in video memory", DRM_CPGPU_CAP_COPY, "copies" },
	{ "in video memory", DRM_CPGPU_CAP_COPY, "fills" },
	{ "in video memory", DRM_CPGPU_CAP_CONVERT,
	  "conversion of NV12 and YUYV" },
};

#define ABILITY_COUNT (sizeof(abilities) / sizeof(abilities[0]))

/* ----------------------------------------------------------------- text -- */

static void print_cap(const char *name, int n)
{
	printf(n ? "                  %s\n" : "%s\n", name);
}

/* Print a line for each kind of work that the device supports. */
static void print_abilities(uint32_t caps)
{
	const char *work = "";
	size_t i;

	for (i = 0; i < ABILITY_COUNT; i++) {
		if (!(caps & abilities[i].cap))
			continue;
		if (strcmp(work, abilities[i].work))
			printf("%s%-18s%s", *work ? "\n" : "",
			       abilities[i].work, abilities[i].text);
		else
			printf(", %s", abilities[i].text);
		work = abilities[i].work;
	}
	if (*work)
		putchar('\n');
}

/* The types of authenticated channels are numbered as in Direct3D. */
static const char *channel_type(uint32_t caps)
{
	return caps & DRM_CPGPU_CAP_SOFTWARE ? "2 (driver, software)" :
					       "3 (driver, hardware)";
}

static void print_certificate(const char *title,
			      const struct certificate *certificate)
{
	const struct cpgpu_keyx_certificate *content = &certificate->content;

	printf("%-17s %s\n", title, content->subject);
	printf("  issued by       %s\n", content->issuer);
	printf("  valid           %s to %s\n", content->not_before,
	       content->not_after);
	printf("  key             %d bits, chain of %d, %zu bytes\n",
	       content->key_bits, content->chain_length, certificate->size);
}

static void print_text(const struct facts *facts)
{
	const struct drm_cpgpu_query_info *info = &facts->info;
	size_t i;

	printf("device            %s (PCI %s)\n", facts->path, facts->pci);
	printf("driver            %s %d.%d, %s\n", facts->driver->name,
	       facts->driver->version_major, facts->driver->version_minor,
	       facts->driver->desc);
	printf("hardware version  %u.%u\n", info->hw_version >> 16,
	       info->hw_version & 0xffff);
	printf("capabilities      ");
	for_each_cap(info->caps, print_cap);
	if (!info->caps)
		printf("none\n");
	print_abilities(info->caps);
	printf("sessions          %u\n", info->sessions);
	printf("channels          %u, type %s\n", info->channels,
	       channel_type(info->caps));
	printf("command rings     %u\n", info->rings);
	printf("video memory      %.0f KiB, %.0f KiB free\n",
	       info->vram_size / KIB, info->vram_free / KIB);
	printf("granularity       page %u bytes, block %u bytes\n",
	       info->page_size, info->block_align);
	print_certificate("certificate", &facts->session);
	print_certificate("for channels", &facts->channel);
	for (i = next_warning(facts, 0); i < WARNING_COUNT;
	     i = next_warning(facts, i + 1))
		printf("warning: %s\n", warnings[i].text);
}

/* ----------------------------------------------------------------- JSON -- */

static void json_item(const char *text, int n)
{
	if (n)
		putchar(',');
	print_json_text(stdout, text);
}

static void json_member(const char *name, const char *text)
{
	printf("\"%s\":", name);
	print_json_text(stdout, text);
	putchar(',');
}

static void json_certificate(const char *name,
			     const struct certificate *certificate)
{
	const struct cpgpu_keyx_certificate *content = &certificate->content;

	printf("\"%s\":{", name);
	json_member("subject", content->subject);
	json_member("issuer", content->issuer);
	json_member("not_before", content->not_before);
	json_member("not_after", content->not_after);
	printf("\"key_bits\":%d,\"chain\":%d,\"size\":%zu},", content->key_bits,
	       content->chain_length, certificate->size);
}

static void print_json(const struct facts *facts)
{
	const struct drm_cpgpu_query_info *info = &facts->info;
	size_t i;
	int n = 0;

	putchar('{');
	json_member("device", facts->path);
	json_member("pci", facts->pci);
	printf("\"driver\":{");
	json_member("name", facts->driver->name);
	json_member("description", facts->driver->desc);
	printf("\"version\":\"%d.%d\"},", facts->driver->version_major,
	       facts->driver->version_minor);
	printf("\"hardware_version\":\"%u.%u\",", info->hw_version >> 16,
	       info->hw_version & 0xffff);
	printf("\"caps\":{\"value\":%u,\"names\":[", info->caps);
	for_each_cap(info->caps, json_item);
	printf("]},\"sessions\":%u,\"channels\":%u,\"rings\":%u,\"page_size\":%u,\"block_align\":%u,",
	       info->sessions, info->channels, info->rings, info->page_size,
	       info->block_align);
	printf("\"vram_size\":%llu,\"vram_free\":%llu,",
	       (unsigned long long)info->vram_size,
	       (unsigned long long)info->vram_free);
	json_certificate("certificate", &facts->session);
	json_certificate("channel_certificate", &facts->channel);
	printf("\"warnings\":[");
	for (i = next_warning(facts, 0); i < WARNING_COUNT;
	     i = next_warning(facts, i + 1))
		json_item(warnings[i].text, n++);
	printf("]}\n");
}

/* ----------------------------------------------------------------- main -- */

static void write_certificate(const struct certificate *certificate,
			      const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file)
		die("cannot write %s: %s", path, strerror(errno));
	fwrite(certificate->chain, 1, certificate->size, file);
	finish_output(file, path);
	fclose(file);
}

int main(int argc, char **argv)
{
	const char *path = NULL, *session = NULL, *channel = NULL;
	struct facts facts = {};
	struct cpgpu_device *dev;
	bool json = false;
	int c, ret;

	while ((c = getopt_long(argc, argv, "d:j", long_options, NULL)) != -1) {
		switch (c) {
		case 'd':
			path = optarg;
			break;
		case 'j':
			json = true;
			break;
		case OPT_CERTIFICATE:
			session = optarg;
			break;
		case OPT_CHANNEL_CERTIFICATE:
			channel = optarg;
			break;
		case OPT_HELP:
			fputs(help, stdout);
			finish_output(stdout, "standard output");
			return EXIT_SUCCESS;
		case OPT_VERSION:
			puts("cpgpu-info " CPGPU_LIB_VERSION);
			finish_output(stdout, "standard output");
			return EXIT_SUCCESS;
		default:
			fputs("Try cpgpu-info --help.\n", stderr);
			return EXIT_USAGE;
		}
	}
	if (optind < argc)
		die_usage("unexpected argument \"%s\"", argv[optind]);
	ret = cpgpu_open(path, &dev);
	if (ret)
		die_open(ret, path);
	gather(dev, &facts);
	if (session)
		write_certificate(&facts.session, session);
	if (channel)
		write_certificate(&facts.channel, channel);
	if (json)
		print_json(&facts);
	else
		print_text(&facts);
	finish_output(stdout, "standard output");
	drmFreeVersion(facts.driver);
	free(facts.session.chain);
	free(facts.channel.chain);
	cpgpu_close(dev);
	return EXIT_SUCCESS;
}
