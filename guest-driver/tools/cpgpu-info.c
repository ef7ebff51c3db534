// SPDX-License-Identifier: MIT
/* cpgpu-info: what a cpgpu device is and can do. */
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
#define WARNINGS_MAX 5

static const char help[] =
"Usage: cpgpu-info [OPTION]...\n"
"Print what a cpgpu device is and can do.\n"
"\n"
"  -d, --device=PATH        device node (default: the first cpgpu device)\n"
"  -j, --json               print a JSON object\n"
"      --certificate=PATH   write the device's certificate chain for sessions,\n"
"                           joined DER, its own certificate first\n"
"      --channel-certificate=PATH\n"
"                           the same of the chain for channels\n"
"      --help               print this and leave\n"
"      --version            print the version and leave\n"
"\n"
"Exit status: 0 done, 1 it failed (no device), 2 wrong use.\n";

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

/* A chain of certificates, and what the first one says */
struct certificate {
	struct cpgpu_keyx_certificate says;
	uint8_t *chain;
	size_t size;
};

/* All that is printed, in either form. */
struct facts {
	const char *path;
	char pci[PCI_NAME_MAX];
	drmVersionPtr driver;
	struct drm_cpgpu_query_info info;
	struct certificate session, channel;
	const char *warnings[WARNINGS_MAX];
	int warning_count;
};

static void gather_warnings(struct facts *facts)
{
	uint32_t caps = facts->info.caps;

	if (caps & DRM_CPGPU_CAP_TEST_IDENTITY)
		facts->warnings[facts->warning_count++] =
			"test identity: the device's private keys are public, so protect nothing real with it";
	if (caps & DRM_CPGPU_CAP_SEEDED_RNG)
		facts->warnings[facts->warning_count++] =
			"seeded random numbers: they repeat in every run, for tests and teaching only";
	if (caps & DRM_CPGPU_CAP_SOFTWARE)
		facts->warnings[facts->warning_count++] =
			"the device says that its protection is software (software-protection=on)";
	if (!(caps & DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		facts->warnings[facts->warning_count++] =
			"session keys cannot be refreshed (freshen-session-key=off)";
	if (!(caps & DRM_CPGPU_CAP_IV_CHECK))
		facts->warnings[facts->warning_count++] =
			"an IV may be used twice under one key, which shows the clear data (iv-check=off)";
}

static void read_certificate(struct certificate *certificate)
{
	int ret = cpgpu_keyx_describe(certificate->chain, certificate->size,
				      &certificate->says);

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
		die_error(-errno, "cannot ask the driver for its version");
	ret = cpgpu_query_info(dev, &facts->info);
	if (ret)
		die_error(ret, "cannot ask the device about itself");
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
	gather_warnings(facts);
}

/* Call @print with the name of each capability; unknown ones by their bit. */
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

/* What the capabilities mean for each kind of work. */
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
	{ "IVs", DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV, "counts may go on" },
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

/* A line for each kind of work, or none if the device cannot do it at all. */
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

/* As Direct3D numbers the types of authenticated channels. */
static const char *channel_type(uint32_t caps)
{
	return caps & DRM_CPGPU_CAP_SOFTWARE ? "2 (driver, software)" :
					       "3 (driver, hardware)";
}

static void print_certificate(const char *title,
			      const struct certificate *certificate)
{
	const struct cpgpu_keyx_certificate *says = &certificate->says;

	printf("%-17s %s\n", title, says->subject);
	printf("  issued by       %s\n", says->issuer);
	printf("  valid           %s to %s\n", says->not_before,
	       says->not_after);
	printf("  key             %d bits, chain of %d, %zu bytes\n",
	       says->key_bits, says->chain_length, certificate->size);
}

static void print_text(const struct facts *facts)
{
	const struct drm_cpgpu_query_info *info = &facts->info;
	int i;

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
	for (i = 0; i < facts->warning_count; i++)
		printf("warning: %s\n", facts->warnings[i]);
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
	const struct cpgpu_keyx_certificate *says = &certificate->says;

	printf("\"%s\":{", name);
	json_member("subject", says->subject);
	json_member("issuer", says->issuer);
	json_member("not_before", says->not_before);
	json_member("not_after", says->not_after);
	printf("\"key_bits\":%d,\"chain\":%d,\"size\":%zu},", says->key_bits,
	       says->chain_length, certificate->size);
}

static void print_json(const struct facts *facts)
{
	const struct drm_cpgpu_query_info *info = &facts->info;
	int i;

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
	for (i = 0; i < facts->warning_count; i++)
		json_item(facts->warnings[i], i);
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
