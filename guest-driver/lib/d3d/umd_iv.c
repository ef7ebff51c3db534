// SPDX-License-Identifier: MIT
/*
 * IV marks: all IVs of a key below its mark count as used.  The device has them,
 * and checks them; these copies only serve to tell an application what it did
 * wrong.  They know the session key and the latest content keys.
 */
#include <errno.h>

#include "umd_core.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t be64(const uint8_t *bytes)
{
	uint64_t value = 0;
	int i;

	for (i = 0; i < 8; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* NULL: the key has not been used. */
static struct umd_mark *find(struct umd_marks *marks, const void *content_key)
{
	unsigned int i;

	if (!content_key)
		return marks->session.used ? &marks->session : NULL;
	for (i = 0; i < UMD_MARKS; i++)
		if (marks->content[i].used &&
		    !memcmp(marks->content[i].key, content_key, UMD_KEY_SIZE))
			return &marks->content[i];
	return NULL;
}

static struct umd_mark *new_mark(struct umd_marks *marks,
				 const void *content_key)
{
	struct umd_mark *mark = &marks->session;

	if (content_key) {
		mark = &marks->content[marks->next++ % UMD_MARKS];
		memcpy(mark->key, content_key, UMD_KEY_SIZE);
	}
	mark->used = true;
	return mark;
}

void umd_marks_clear(struct umd_session *session)
{
	pthread_mutex_lock(&lock);
	memset(&session->marks, 0, sizeof(session->marks));
	pthread_mutex_unlock(&lock);
}

void umd_marks_use(struct umd_session *session, const void *content_key,
		   const void *iv, uint64_t blocks)
{
	uint64_t upper = be64(iv), lower = be64((const uint8_t *)iv + 8);
	bool sequential = session->object.device->caps &
			  DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV;
	struct umd_mark *mark;

	pthread_mutex_lock(&lock);
	mark = find(&session->marks, content_key);
	if (!mark)
		mark = new_mark(&session->marks, content_key);
	mark->upper = upper;
	mark->lower = lower + blocks;
	if (mark->lower < lower || !sequential) {
		mark->upper++;
		mark->lower = 0;
	}
	pthread_mutex_unlock(&lock);
}

int umd_marks_refuse(struct umd_session *session, const void *content_key,
		     const void *iv)
{
	unsigned long long upper = be64(iv);
	unsigned long long lower = be64((const uint8_t *)iv + 8);
	const char *kind = content_key ? "content" : "session";
	struct umd_mark *found, mark;

	pthread_mutex_lock(&lock);
	found = find(&session->marks, content_key);
	if (found)
		mark = *found;
	pthread_mutex_unlock(&lock);
	if (!found)
		return umd_refuse(-EEXIST,
				  "IV %llx:%llx may have been used with this %s key: take a higher one",
				  upper, lower, kind);
	return umd_refuse(-EEXIST,
			  "IV %llx:%llx is below the %s key's mark, so it may have been used: take %llx:%llx or more",
			  upper, lower, kind, (unsigned long long)mark.upper,
			  (unsigned long long)mark.lower);
}
