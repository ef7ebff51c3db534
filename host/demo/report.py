# SPDX-License-Identifier: MIT
"""The checks of the demo, and its reports."""

import json
import re

import guestview

KERNEL_TROUBLE = re.compile(r"WARNING: CPU|BUG:|Oops|Call Trace|\*ERROR\*|cpgpu.*timed out")


class Checks:
    def __init__(self):
        self.list = []

    def add(self, ok, text):
        self.list.append({"ok": bool(ok), "text": text})

    @property
    def failed(self):
        return [check for check in self.list if not check["ok"]]


def check_monitor(checks, judge, least):
    """Check the captures of the monitor."""
    checks.add(not judge.wrong,
               "every capture of the video equals a frame of ffmpeg's decoding in "
               "every bit: %d of %d" % (judge.matched,
                                        judge.matched + len(judge.wrong)))
    checks.add(judge.distinct >= least,
               "enough was seen: %d different frames captured, at least %d asked"
               % (judge.distinct, least))
    last = judge.clip.frames - 1
    checks.add(judge.last is not None and judge.last[1] == last,
               "the last frame (%d) is on the monitor at the end" % last)


def check_refreshes(checks, judge, expected, stats, surfaces):
    done = stats["stat-refreshes"]
    checks.add(done == expected,
               "key refreshes finished by the device: %d, expected %d"
               % (done, expected))
    size = done * sum(surface.size for surface in surfaces)
    checks.add(stats["stat-bytes-reencrypted"] == size,
               "bytes re-encrypted by the device: %d, %d refreshes of %d framebuffers "
               "make %d" % (stats["stat-bytes-reencrypted"], done, len(surfaces), size))
    seen = sum(1 for count in judge.per_key.values() if count)
    checks.add(seen * 2 > done and judge.per_key.get(done),
               "correct captures under %d of the %d keys, at least half asked, and the "
               "last one: %d" % (seen, done + 1, judge.per_key.get(done, 0)))


def check_player(checks, clip, end, status, stats):
    checks.add(status == 0, "the player ended with status %d" % status)
    checks.add(end is not None and end["frames"] == clip.frames,
               "frames shown according to the player: %s of %d"
               % (end["frames"] if end else "none", clip.frames))
    size = clip.frame_size * clip.frames
    checks.add(stats["stat-bytes-decrypted"] == size,
               "bytes decrypted by the device: %d, the clip has %d"
               % (stats["stat-bytes-decrypted"], size))
    for name in ("stat-command-errors", "stat-guest-errors"):
        checks.add(stats[name] == 0, "%s is %d" % (name, stats[name]))


def check_keys(checks, keys, refreshes, end):
    """Check that the licence server had all keys, and the guest none."""
    ram = keys["ram"] >> 20
    if not keys["server"]:
        checks.add(keys["places_in_ram"] > 0,
                   "the player has the clip's key: found at %d places of the guest's %d "
                   "MiB of memory" % (keys["places_in_ram"], ram))
        return
    checks.add(keys["places_in_ram"] == 0,
               "places of the guest's %d MiB of memory with the clip's key: %d"
               % (ram, keys["places_in_ram"]))
    checks.add(len(keys["subjects"]) == 1 and not keys["refused"],
               "devices that the licence server gave a session key: %d%s, refused: %d"
               % (len(keys["subjects"]),
                  " (%s)" % keys["subjects"][0] if keys["subjects"] else "",
                  keys["refused"]))
    checks.add(keys["refreshes"] == refreshes,
               "refreshes that the licence server followed: %d, the device finished %d"
               % (keys["refreshes"], refreshes))
    checks.add(keys["wrapped"] == refreshes + 1,
               "times that it wrapped the clip's key: %d, once for each of %d session keys"
               % (keys["wrapped"], refreshes + 1))
    # the last refresh is after the event that ends the player's count
    said = end["licence_keys"] if end else None
    checks.add(said == refreshes, "wrapped keys that the player got until its last frame: "
               "%s, expected %d" % (said, refreshes))
    checks.add(keys["status"] == 0, "the licence server ended with status %s"
               % keys["status"])


def keys_text(keys):
    if not keys["server"]:
        return "the player has the clip's key and makes the session keys (--local-key)"
    return ("licence server: the clip's key wrapped %d times, %d refreshes followed"
            % (keys["wrapped"], keys["refreshes"]))


def never_seen(keys):
    if not keys["server"]:
        return "the guest knew all of them"
    return ("%d keys the guest never saw: the clip's, searched for in %d MiB of its "
            "memory, and %d of the session"
            % (keys["refreshes"] + 2, keys["ram"] >> 20, keys["refreshes"] + 1))


def check_logs(checks, output, serial):
    """Check that QEMU and the runner print nothing, and the kernel no warning."""
    with open(output, errors="replace") as file:
        said = file.read().strip().splitlines()
    checks.add(not said, "lines that QEMU and the VM's runner printed: %d%s"
               % (len(said), " (%s)" % said[0] if said else ""))
    with open(serial, errors="replace") as file:
        bad = [line.strip() for line in file if KERNEL_TROUBLE.search(line)]
    checks.add(not bad, "warnings in the guest's kernel log: %d%s"
               % (len(bad), " (%s)" % bad[0] if bad else ""))


def check_surfaces(checks, clip, reference, vram, surfaces, when):
    """Check each framebuffer as the guest reads it.  Returns figures for the report."""
    figures = []
    for surface in surfaces:
        data = surface.cut(vram, clip)
        plain = reference.bgra(surface.frame)
        entropy, chi_square = guestview.uniformity(data)
        figure = {"when": when, "buffer": surface.buffer, "frame": surface.frame,
                  "vram_offset": surface.offset,
                  "equal_blocks": guestview.equal_blocks(data, plain),
                  "blocks": len(plain) // guestview.BLOCK,
                  "entropy": entropy, "chi_square": chi_square,
                  "plain_entropy": guestview.uniformity(plain)[0]}
        figures.append(figure)
        checks.add(figure["equal_blocks"] == 0
                   and chi_square < guestview.CHI_SQUARE_MAX,
                   "guest's view of frame %(frame)d, %(when)s: %(equal_blocks)d of "
                   "%(blocks)d blocks are the plaintext's, %(entropy).4f bits per byte, "
                   "chi-square %(chi_square).0f (plaintext: %(plain_entropy).4f bits)"
                   % figure)
    checks.add(figures, "framebuffers read through the VRAM BAR %s: %d"
               % (when, len(figures)))
    return figures


def text(figures, checks, whole):
    """The report as text; whole: with the checks that passed, too"""
    rows = [
        ("clip", "%(width)dx%(height)d, %(fps)g fps, %(frames)d frames, AES-128-CTR (cenc), "
                 "%(megabytes).1f MB" % figures["clip"]),
        ("boot", "%.1f s to the first command in the VM" % figures["boot_seconds"]),
        ("keys", keys_text(figures["keys"])),
        ("", never_seen(figures["keys"])),
        ("shown", "%(frames)s frames in %(seconds).1f s, %(late)s of them late"
                  % figures["player"]),
        ("captured", "%(matched)d captures equal to a frame, %(distinct)d different "
                     "frames, %(wrong)d wrong" % figures["captures"]),
        ("refreshes", "%d; captures under each key: %s" % (
            figures["device"]["stat-refreshes"],
            " ".join(str(n) for n in figures["captures"]["per_key"]))),
        ("", "%d captures had a refresh finish in them"
             % figures["captures"]["during_refresh"]),
        ("throughput", "%.1f MB/s of video through the device (real time is %.1f)"
         % (figures["mb_per_second"], figures["clip"]["mb_per_second"])),
        ("video memory", "%d MiB read as the guest does, %d blocks of the clip in it"
                         % (figures["vram"]["bytes"] >> 20, figures["vram"]["clip_blocks"])),
        ("device", ", ".join("%s %d" % (name[5:], value) for name, value
                             in sorted(figures["device"].items()))),
        ("whole run", "%.1f s" % figures["wall_seconds"]),
    ]
    lines = ["cpgpu demo: " + ("everything matches" if not checks.failed else "FAILED"), ""]
    lines += ["%-14s%s" % row for row in rows]
    good = len(checks.list) - len(checks.failed)
    lines += ["%-14s%d of %d ok" % ("checks", good, len(checks.list))]
    lines += ["  %-7s%s" % ("ok" if c["ok"] else "FAILED", c["text"])
              for c in checks.list if whole or not c["ok"]]
    if figures["captures"]["details"]:
        lines += ["  " + line for line in figures["captures"]["details"]]
    return "\n".join(lines) + "\n"


def write_json(path, figures, checks):
    with open(path, "w") as file:
        json.dump(dict(figures, ok=not checks.failed, checks=checks.list), file, indent=2)
        file.write("\n")
