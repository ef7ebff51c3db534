/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Usage statistics of open files.
 */
#ifndef CPGPU_FDINFO_H
#define CPGPU_FDINFO_H

struct file;
struct seq_file;

void cpgpu_show_fdinfo(struct seq_file *m, struct file *f);

#endif /* CPGPU_FDINFO_H */
