// SPDX-License-Identifier: GPL-2.0-only
/*
 * Authenticated channels.
 */
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

/**
 * DOC: Channels
 *
 * The application and the device exchange messages through authenticated
 * channels.  The driver passes them on; it has no key, so it can neither read nor
 * forge them.  A handle identifies a channel within one file.
 */

static_assert(DRM_CPGPU_MESSAGE_MAX == CPGPU_CHAN_MESSAGE_MAX);
static_assert(DRM_CPGPU_BLOB_SIZE <= CPGPU_CHAN_MESSAGE_MAX);
static_assert(DRM_CPGPU_CHANNEL_SOFTWARE == CPGPU_CHAN_TYPE_SOFTWARE);
static_assert(DRM_CPGPU_CHANNEL_HARDWARE == CPGPU_CHAN_TYPE_HARDWARE);

/**
 * struct message - a message to the device or its answer
 * @size: bytes
 * @words: the bytes, padded with zeros
 */
struct message {
	u32 size;
	__le32 words[CPGPU_CHAN_MESSAGE_MAX / 4];
};

static u32 channel_reg(struct cpgpu_channel *channel, u32 reg)
{
	return cpgpu_read(channel->cpgpu,
			  CPGPU_MMIO_CHANNEL(channel->index) + reg);
}

static void channel_set(struct cpgpu_channel *channel, u32 reg, u32 value)
{
	cpgpu_write(channel->cpgpu, CPGPU_MMIO_CHANNEL(channel->index) + reg,
		    value);
}

/* Called with the device entered. */
static void channel_write(struct cpgpu_channel *channel,
			  const struct message *in)
{
	u32 i;

	channel_set(channel, CPGPU_CHAN_IN_SIZE, in->size);
	for (i = 0; i < DIV_ROUND_UP(in->size, 4); i++)
		channel_set(channel, CPGPU_CHAN_IN(i),
			    le32_to_cpu(in->words[i]));
}

/*
 * Run a command on the locked channel.  @in is the message or NULL, @max_out the
 * largest answer that the caller accepts.  Returns CPGPU_ST_*, or a negative
 * errno when the device did not answer.
 */
static int channel_command(struct cpgpu_channel *channel, u32 command,
			   const struct message *in, u32 max_out)
{
	struct cpgpu_device *cpgpu = channel->cpgpu;
	int ret, idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	if (in)
		channel_write(channel, in);
	channel_set(channel, CPGPU_CHAN_OUT_ROOM, max_out);
	channel_set(channel, CPGPU_CHAN_CMD, command);
	drm_dev_exit(idx);

	ret = cpgpu_command_wait(cpgpu, CPGPU_MMIO_CHANNEL(channel->index));
	if (ret == -ETIMEDOUT)
		drm_err(&cpgpu->drm, "channel %u: command %u timed out\n",
			channel->index, command);

	return ret;
}

/* Read the answer of the last command on the locked channel. */
static int channel_read(struct cpgpu_channel *channel, u32 max_out,
			struct message *out)
{
	int idx;
	u32 i;

	if (!drm_dev_enter(&channel->cpgpu->drm, &idx))
		return -ENODEV;
	out->size = min(channel_reg(channel, CPGPU_CHAN_OUT_SIZE), max_out);
	for (i = 0; i < DIV_ROUND_UP(out->size, 4); i++)
		out->words[i] =
			cpu_to_le32(channel_reg(channel, CPGPU_CHAN_OUT(i)));
	drm_dev_exit(idx);

	return 0;
}

static void channel_release(struct kref *ref)
{
	struct cpgpu_channel *channel = container_of(ref, struct cpgpu_channel,
						     ref);
	struct cpgpu_device *cpgpu = channel->cpgpu;
	int ret;

	ret = channel_command(channel, CPGPU_CHAN_CMD_DESTROY, NULL, 0);
	if (ret > 0)
		drm_err(&cpgpu->drm, "channel %u cannot be destroyed: %s\n",
			channel->index, cpgpu_status_name(ret));

	ida_free(&cpgpu->channels.taken, channel->index);
	cpgpu_file_put(channel->cfile);
	mutex_destroy(&channel->lock);
	kfree(channel);
}

static void channel_put(struct cpgpu_channel *channel)
{
	kref_put(&channel->ref, channel_release);
}

static struct cpgpu_channel *channel_find(struct drm_file *file, u32 handle)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct cpgpu_channel *channel;

	xa_lock(&cfile->channels);
	channel = xa_load(&cfile->channels, handle);
	if (channel)
		kref_get(&channel->ref);
	xa_unlock(&cfile->channels);

	return channel;
}

void cpgpu_channels_close(struct cpgpu_file *cfile)
{
	struct cpgpu_channel *channel;
	unsigned long handle;

	xa_for_each(&cfile->channels, handle, channel)
		channel_put(channel);
	xa_destroy(&cfile->channels);
}

/**
 * cpgpu_channels_lost() - did channels lose their keys since the last call?
 * @cfile: the file, with the device entered
 *
 * Return: true when one did.
 */
bool cpgpu_channels_lost(struct cpgpu_file *cfile)
{
	struct cpgpu_channel *channel;
	unsigned long handle;
	bool changed = false;

	xa_lock(&cfile->channels);
	xa_for_each(&cfile->channels, handle, channel) {
		bool lost = (channel_reg(channel, CPGPU_CHAN_STATE) &
			     CPGPU_CHAN_STATE_MASK) == CPGPU_CHAN_KEY_LOST;

		changed |= lost && !channel->lost;
		channel->lost |= lost;
	}
	xa_unlock(&cfile->channels);

	return changed;
}

/* The channel has no handle yet, so it needs no lock. */
static int channel_start(struct cpgpu_channel *channel, u32 type)
{
	struct cpgpu_device *cpgpu = channel->cpgpu;
	int ret, idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	channel_set(channel, CPGPU_CHAN_TYPE, type);
	channel_set(channel, CPGPU_CHAN_CONTEXT, channel->cfile->context);
	drm_dev_exit(idx);

	ret = channel_command(channel, CPGPU_CHAN_CMD_CREATE, NULL, 0);
	if (ret)
		return cpgpu_status_to_errno(ret);

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	channel->hw_handle = cpgpu_read64(cpgpu,
					  CPGPU_MMIO_CHANNEL(channel->index) +
					  CPGPU_CHAN_HANDLE_LO);
	drm_dev_exit(idx);

	return 0;
}

static struct cpgpu_channel *channel_create(struct cpgpu_file *cfile, u32 type)
{
	struct cpgpu_device *cpgpu = cfile->cpgpu;
	struct cpgpu_channel *channel;
	int ret;

	channel = kzalloc(sizeof(*channel), GFP_KERNEL);
	if (!channel)
		return ERR_PTR(-ENOMEM);

	ret = ida_alloc_max(&cpgpu->channels.taken, cpgpu->num_channels - 1,
			    GFP_KERNEL);
	if (ret < 0)
		goto err_free;

	kref_init(&channel->ref);
	mutex_init(&channel->lock);
	channel->cpgpu = cpgpu;
	channel->index = ret;
	channel->cfile = cfile;

	ret = channel_start(channel, type);
	if (ret)
		goto err_index;

	cpgpu_file_get(cfile);

	return channel;

err_index:
	mutex_destroy(&channel->lock);
	ida_free(&cpgpu->channels.taken, channel->index);
err_free:
	kfree(channel);

	return ERR_PTR(ret == -ENOSPC ? -EBUSY : ret);
}

static bool channel_type_available(struct cpgpu_device *cpgpu, u32 type)
{
	u32 cap = type == CPGPU_CHAN_TYPE_SOFTWARE ? CPGPU_CAP_SOFTWARE :
						     CPGPU_CAP_HARDWARE;

	/* Devices before 1.3 have no channels at all. */
	return cpgpu->num_channels && (cpgpu->caps & cap);
}

int cpgpu_channel_create_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_cpgpu_channel_create *args = data;
	struct cpgpu_channel *channel;
	u64 hw_handle;
	u32 handle;
	int ret;

	if (args->flags || args->pad ||
	    (args->type != DRM_CPGPU_CHANNEL_SOFTWARE &&
	     args->type != DRM_CPGPU_CHANNEL_HARDWARE))
		return -EINVAL;
	if (!channel_type_available(to_cpgpu(drm), args->type))
		return -EOPNOTSUPP;

	channel = channel_create(cfile, args->type);
	if (IS_ERR(channel))
		return PTR_ERR(channel);

	/* Once the channel has a handle, another thread may destroy it. */
	hw_handle = channel->hw_handle;
	ret = xa_alloc(&cfile->channels, &handle, channel, xa_limit_31b,
		       GFP_KERNEL);
	if (ret) {
		channel_put(channel);
		return ret;
	}
	args->handle = handle;
	args->hw_handle = hw_handle;

	return 0;
}

int cpgpu_channel_destroy_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_cpgpu_channel_destroy *args = data;
	struct cpgpu_channel *channel;

	if (args->pad)
		return -EINVAL;

	channel = xa_erase(&cfile->channels, args->handle);
	if (!channel)
		return -ENOENT;
	/* Frees the channel, unless another thread still runs a command. */
	channel_put(channel);

	return 0;
}

int cpgpu_channel_key_exchange_ioctl(struct drm_device *drm, void *data,
				     struct drm_file *file)
{
	struct drm_cpgpu_channel_key_exchange *args = data;
	struct message blob = { .size = DRM_CPGPU_BLOB_SIZE };
	struct cpgpu_channel *channel;
	int ret;

	if (args->size != DRM_CPGPU_BLOB_SIZE)
		return -EINVAL;

	channel = channel_find(file, args->handle);
	if (!channel)
		return -ENOENT;

	if (copy_from_user(blob.words, u64_to_user_ptr(args->data), blob.size)) {
		ret = -EFAULT;
		goto out_put;
	}

	ret = mutex_lock_interruptible(&channel->lock);
	if (ret)
		goto out_put;
	ret = channel_command(channel, CPGPU_CHAN_CMD_KEY_EXCHANGE, &blob, 0);
	mutex_unlock(&channel->lock);

	/* Re-keying would reset the sequence numbers and allow replay. */
	ret = ret == CPGPU_ST_BAD_STATE ? -EALREADY : cpgpu_status_to_errno(ret);
out_put:
	memzero_explicit(&blob, sizeof(blob));
	channel_put(channel);

	return ret;
}

/* Returns CPGPU_ST_*, or a negative errno.  The channel is locked. */
static int channel_message(struct cpgpu_channel *channel, u32 command,
			   const struct message *in, u32 max_out,
			   struct message *out)
{
	struct cpgpu_channels *channels = &channel->cpgpu->channels;
	int ret, status;

	status = channel_command(channel, command, in, max_out);
	if (status < 0)
		return status;

	ret = channel_read(channel, max_out, out);
	if (ret)
		return ret;

	atomic64_inc(&channels->messages);
	if (status)
		atomic64_inc(&channels->refused);

	return status;
}

static int channel_message_user(struct cpgpu_channel *channel, u32 command,
				struct drm_cpgpu_channel_message *args)
{
	u32 max_out = min_t(u32, args->out_size, CPGPU_CHAN_MESSAGE_MAX);
	char __user *user = u64_to_user_ptr(args->out);
	struct message in = { .size = args->in_size }, out = { };
	int ret;

	if (copy_from_user(in.words, u64_to_user_ptr(args->in), in.size))
		return -EFAULT;
	/* Fail before the device has used up a sequence number. */
	if (fault_in_safe_writeable(user, max_out))
		return -EFAULT;

	ret = mutex_lock_interruptible(&channel->lock);
	if (ret)
		return ret;
	ret = channel_message(channel, command, &in, max_out, &out);
	mutex_unlock(&channel->lock);
	if (ret < 0)
		return ret;

	if (copy_to_user(user, out.words, out.size))
		return -EFAULT;
	args->status = ret;
	args->out_size = out.size;

	return 0;
}

static int channel_message_ioctl(struct drm_file *file, u32 command,
				 struct drm_cpgpu_channel_message *args)
{
	struct cpgpu_channel *channel;
	int ret;

	if (!args->in_size || args->in_size > DRM_CPGPU_MESSAGE_MAX)
		return -EINVAL;

	channel = channel_find(file, args->handle);
	if (!channel)
		return -ENOENT;

	ret = channel_message_user(channel, command, args);
	channel_put(channel);

	return ret;
}

int cpgpu_channel_configure_ioctl(struct drm_device *drm, void *data,
				  struct drm_file *file)
{
	return channel_message_ioctl(file, CPGPU_CHAN_CMD_CONFIGURE, data);
}

int cpgpu_channel_query_ioctl(struct drm_device *drm, void *data,
			      struct drm_file *file)
{
	return channel_message_ioctl(file, CPGPU_CHAN_CMD_QUERY, data);
}
