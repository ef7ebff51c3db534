// SPDX-License-Identifier: MIT
/*
 * Direct3D's interfaces and messages are the same in C, in C++, in Direct3D 9,
 * in Direct3D 11 and in the device.  Needs no device.
 */
#include <cpgpu_channel.h>

#include "harness.h"
#include "headers.h"
#include "interfaces.h"

/* -------------------------------------------------------- virtual calls -- */

#define SLOTS 256

/* Every slot of a fake object records its own number. */
static int called;

#define S1(n)	static long slot_##n(void) { called = 0x##n; return 0; }
#define S16(n)	S1(n##0) S1(n##1) S1(n##2) S1(n##3) S1(n##4) S1(n##5) \
		S1(n##6) S1(n##7) S1(n##8) S1(n##9) S1(n##a) S1(n##b) \
		S1(n##c) S1(n##d) S1(n##e) S1(n##f)
S16(0) S16(1) S16(2) S16(3) S16(4) S16(5) S16(6) S16(7)
S16(8) S16(9) S16(a) S16(b) S16(c) S16(d) S16(e) S16(f)

#define E16(n)	slot_##n##0, slot_##n##1, slot_##n##2, slot_##n##3, \
		slot_##n##4, slot_##n##5, slot_##n##6, slot_##n##7, \
		slot_##n##8, slot_##n##9, slot_##n##a, slot_##n##b, \
		slot_##n##c, slot_##n##d, slot_##n##e, slot_##n##f
static long (*const fake_vtbl[SLOTS])(void) = {
	E16(0), E16(1), E16(2), E16(3), E16(4), E16(5), E16(6), E16(7),
	E16(8), E16(9), E16(a), E16(b), E16(c), E16(d), E16(e), E16(f),
};

/* the slots according to the C declarations */
#define QUERY_INTERFACE(interface) METHOD(interface, QueryInterface, IUnknown)
#define METHOD(interface, method, base) \
	{ #interface "::" #method, \
	  offsetof(interface##Vtbl, method) / sizeof(void *) },
static const struct {
	const char *name;
	size_t slot;
} c_methods[] = {
#include "interfaces.inc"
};

TEST(virtual_calls_reach_their_methods)
{
	long (*const *object)(void) = fake_vtbl;
	size_t i;

	CHECK_EQ(cxx_method_count, ARRAY_SIZE(c_methods));
	for (i = 0; i < cxx_method_count; i++) {
		called = -1;
		cxx_methods[i].call(&object);
		if (called != (int)c_methods[i].slot)
			test_fail(__FILE__, __LINE__,
				  "%s: C++ calls slot %d, C has it in %zu",
				  cxx_methods[i].name, called,
				  c_methods[i].slot);
	}
	test_note("%zu methods called", cxx_method_count);
}

/* ---------------------------------------------------------------- GUIDs -- */

static const struct guid {
	const char *name;
	const GUID *d3d9, *d3d11;
	uint8_t device[CPGPU_GUID_SIZE];	/* zeros: unknown to the device */
} guids[] = {
#define SAME(a, b, ...) { #a, &a, &b, __VA_ARGS__ }
#define COMMAND(a, b) \
	SAME(D3DAUTHENTICATEDCONFIGURE_##a, D3D11_AUTHENTICATED_CONFIGURE_##b, \
	     CPGPU_CONFIGURE_##b)
#define QUESTION(a, b, device) \
	SAME(D3DAUTHENTICATEDQUERY_##a, D3D11_AUTHENTICATED_QUERY_##b, \
	     CPGPU_QUERY_##device)
	SAME(D3DCRYPTOTYPE_AES128_CTR, D3D11_CRYPTO_TYPE_AES128_CTR,
	     CPGPU_ENCRYPTION_AES128_CTR),
	SAME(D3DKEYEXCHANGE_RSAES_OAEP, D3D11_KEY_EXCHANGE_RSAES_OAEP, { 0 }),
	COMMAND(INITIALIZE, INITIALIZE),
	COMMAND(PROTECTION, PROTECTION),
	COMMAND(CRYPTOSESSION, CRYPTO_SESSION),
	COMMAND(SHAREDRESOURCE, SHARED_RESOURCE),
	COMMAND(ENCRYPTIONWHENACCESSIBLE, ENCRYPTION_WHEN_ACCESSIBLE),
	QUESTION(PROTECTION, PROTECTION, PROTECTION),
	QUESTION(CHANNELTYPE, CHANNEL_TYPE, CHANNEL_TYPE),
	QUESTION(DEVICEHANDLE, DEVICE_HANDLE, DEVICE_HANDLE),
	QUESTION(CRYPTOSESSION, CRYPTO_SESSION, CRYPTO_SESSION),
	QUESTION(RESTRICTEDSHAREDRESOURCEPROCESSCOUNT,
		 RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT, PROCESS_COUNT),
	QUESTION(RESTRICTEDSHAREDRESOURCEPROCESS,
		 RESTRICTED_SHARED_RESOURCE_PROCESS, PROCESS),
	QUESTION(UNRESTRICTEDPROTECTEDSHAREDRESOURCECOUNT,
		 UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
		 UNRESTRICTED_COUNT),
	QUESTION(OUTPUTIDCOUNT, OUTPUT_ID_COUNT, OUTPUT_ID_COUNT),
	QUESTION(OUTPUTID, OUTPUT_ID, OUTPUT_ID),
	QUESTION(ACCESSIBILITYATTRIBUTES, ACCESSIBILITY_ATTRIBUTES,
		 ACCESSIBILITY),
	QUESTION(ENCRYPTIONWHENACCESSIBLEGUIDCOUNT,
		 ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT, ENCRYPTION_COUNT),
	QUESTION(ENCRYPTIONWHENACCESSIBLEGUID, ENCRYPTION_WHEN_ACCESSIBLE_GUID,
		 ENCRYPTION),
	QUESTION(CURRENTENCRYPTIONWHENACCESSIBLE,
		 CURRENT_ENCRYPTION_WHEN_ACCESSIBLE, CURRENT_ENCRYPTION),
};

TEST(GUIDs_of_both_Direct3Ds_agree)
{
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(guids); i++) {
		if (!IsEqualGUID(guids[i].d3d9, guids[i].d3d11))
			test_fail(__FILE__, __LINE__, "%s differs",
				  guids[i].name);
		for (j = 0; j < i; j++)
			CHECK(!IsEqualGUID(guids[i].d3d9, guids[j].d3d9));
	}
}

TEST(GUIDs_are_those_of_the_device)
{
	static const uint8_t unknown[CPGPU_GUID_SIZE];
	const struct guid *guid;
	size_t compared = 0;

	for (guid = guids; guid < guids + ARRAY_SIZE(guids); guid++) {
		if (!memcmp(guid->device, unknown, sizeof(unknown)))
			continue;
		compared++;
		if (memcmp(guid->d3d9, guid->device, CPGPU_GUID_SIZE))
			test_fail(__FILE__, __LINE__, "%s differs", guid->name);
	}
	/* all but the key exchange */
	CHECK_EQ(compared, ARRAY_SIZE(guids) - 1);
}

/* ------------------------------------------------------------- messages -- */

/* One structure in Direct3D 9, in Direct3D 11 and in the device */
static const struct layout {
	const char *name;
	size_t d3d9, d3d11, device;
} layouts[] = {
#define SIZES(a, b, c) \
	{ #a, sizeof(D3DAUTHENTICATEDCHANNEL_##a), \
	  sizeof(D3D11_AUTHENTICATED_##b), sizeof(struct cpgpu_##c) }
#define PLACES(a, ma, b, mb, c, mc) \
	{ #a "." #ma, offsetof(D3DAUTHENTICATEDCHANNEL_##a, ma), \
	  offsetof(D3D11_AUTHENTICATED_##b, mb), \
	  offsetof(struct cpgpu_##c, mc) }
	SIZES(CONFIGURE_INPUT, CONFIGURE_INPUT, configure),
	SIZES(CONFIGURE_OUTPUT, CONFIGURE_OUTPUT, answer),
	SIZES(QUERY_INPUT, QUERY_INPUT, query),
	SIZES(QUERY_OUTPUT, QUERY_OUTPUT, answer),
	SIZES(CONFIGUREINITIALIZE, CONFIGURE_INITIALIZE_INPUT,
	      configure_initialize),
	SIZES(CONFIGUREPROTECTION, CONFIGURE_PROTECTION_INPUT,
	      configure_protection),
	SIZES(CONFIGURECRYPTOSESSION, CONFIGURE_CRYPTO_SESSION_INPUT,
	      configure_crypto_session),
	SIZES(CONFIGURESHAREDRESOURCE, CONFIGURE_SHARED_RESOURCE_INPUT,
	      configure_shared_resource),
	SIZES(QUERYPROTECTION_OUTPUT, QUERY_PROTECTION_OUTPUT,
	      answer_value),
	SIZES(QUERYCHANNELTYPE_OUTPUT, QUERY_CHANNEL_TYPE_OUTPUT,
	      answer_value),
	SIZES(QUERYDEVICEHANDLE_OUTPUT, QUERY_DEVICE_HANDLE_OUTPUT,
	      answer_device_handle),
	SIZES(QUERYCRYPTOSESSION_INPUT, QUERY_CRYPTO_SESSION_INPUT,
	      query_crypto_session),
	SIZES(QUERYCRYPTOSESSION_OUTPUT, QUERY_CRYPTO_SESSION_OUTPUT,
	      answer_crypto_session),
	SIZES(QUERYOUTPUTIDCOUNT_INPUT, QUERY_OUTPUT_ID_COUNT_INPUT,
	      query_output_id_count),
	SIZES(QUERYOUTPUTIDCOUNT_OUTPUT, QUERY_OUTPUT_ID_COUNT_OUTPUT,
	      answer_output_id_count),
	SIZES(QUERYOUTPUTID_INPUT, QUERY_OUTPUT_ID_INPUT,
	      query_output_id),
	SIZES(QUERYOUTPUTID_OUTPUT, QUERY_OUTPUT_ID_OUTPUT,
	      answer_output_id),
	PLACES(CONFIGURE_INPUT, ConfigureType,
	       CONFIGURE_INPUT, ConfigureType, configure, type),
	PLACES(CONFIGURE_INPUT, hChannel,
	       CONFIGURE_INPUT, hChannel, configure, channel),
	PLACES(CONFIGURE_INPUT, SequenceNumber,
	       CONFIGURE_INPUT, SequenceNumber, configure, sequence),
	PLACES(QUERY_OUTPUT, ReturnCode,
	       QUERY_OUTPUT, ReturnCode, answer, result),
	PLACES(CONFIGURECRYPTOSESSION, DXVA2DecodeHandle,
	       CONFIGURE_CRYPTO_SESSION_INPUT, DecoderHandle,
	       configure_crypto_session, decoder),
	PLACES(CONFIGURECRYPTOSESSION, CryptoSessionHandle,
	       CONFIGURE_CRYPTO_SESSION_INPUT, CryptoSessionHandle,
	       configure_crypto_session, session),
	PLACES(CONFIGURECRYPTOSESSION, DeviceHandle,
	       CONFIGURE_CRYPTO_SESSION_INPUT, DeviceHandle,
	       configure_crypto_session, device),
	PLACES(CONFIGURESHAREDRESOURCE, AllowAccess,
	       CONFIGURE_SHARED_RESOURCE_INPUT, AllowAccess,
	       configure_shared_resource, allow),
	PLACES(QUERYOUTPUTID_OUTPUT, OutputID,
	       QUERY_OUTPUT_ID_OUTPUT, OutputID,
	       answer_output_id, output),
};

TEST(messages_of_both_Direct3Ds_have_one_layout)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++)
		if (layouts[i].d3d9 != layouts[i].d3d11 ||
		    layouts[i].d3d9 != layouts[i].device)
			test_fail(__FILE__, __LINE__, "%s: %zu, %zu, %zu",
				  layouts[i].name, layouts[i].d3d9,
				  layouts[i].d3d11, layouts[i].device);
}

TEST(IVs_and_block_patterns_have_one_layout)
{
	CHECK_EQ(sizeof(D3DAES_CTR_IV), sizeof(D3D11_AES_CTR_IV));
	CHECK_EQ(offsetof(D3DAES_CTR_IV, Count),
		 offsetof(D3D11_AES_CTR_IV, Count));
	CHECK_EQ(sizeof(D3DENCRYPTED_BLOCK_INFO),
		 sizeof(D3D11_ENCRYPTED_BLOCK_INFO));
	CHECK_EQ(offsetof(D3DENCRYPTED_BLOCK_INFO, NumBytesInEncryptPattern),
		 offsetof(D3D11_ENCRYPTED_BLOCK_INFO,
			  NumBytesInEncryptPattern));
}
