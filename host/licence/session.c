// SPDX-License-Identifier: MIT
#include <stddef.h>

#include <openssl/crypto.h>

#include "session.h"

static struct session **find_slot(struct sessions *sessions,
				  const struct session *session)
{
	int i;

	for (i = 0; i < SESSIONS_MAX; i++) {
		if (sessions->slots[i] == session)
			return &sessions->slots[i];
	}
	return NULL;
}

struct session *session_open(struct sessions *sessions, X509 *device)
{
	struct session **slot = find_slot(sessions, NULL);
	struct session *session;

	if (!slot)
		return NULL;
	session = OPENSSL_secure_zalloc(sizeof(*session));
	if (!session)
		return NULL;
	if (cpgpu_keyx_random_key(session->key)) {
		OPENSSL_secure_clear_free(session, sizeof(*session));
		return NULL;
	}
	X509_up_ref(device);
	session->device = device;
	session->number = ++sessions->last;
	*slot = session;
	return session;
}

struct session *session_find(const struct sessions *sessions, int64_t number)
{
	int i;

	for (i = 0; i < SESSIONS_MAX; i++) {
		if (sessions->slots[i] && sessions->slots[i]->number == number)
			return sessions->slots[i];
	}
	return NULL;
}

void session_close(struct sessions *sessions, struct session *session)
{
	*find_slot(sessions, session) = NULL;
	X509_free(session->device);
	OPENSSL_secure_clear_free(session, sizeof(*session));
}

void session_drop_channel(struct session *session)
{
	OPENSSL_cleanse(&session->channel, sizeof(session->channel));
	session->has_channel = false;
}

int session_count(const struct sessions *sessions)
{
	int i, count = 0;

	for (i = 0; i < SESSIONS_MAX; i++)
		count += sessions->slots[i] != NULL;
	return count;
}
