# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Helpers shared by configure and the scripts: sourced, never run.
# The sourcing script sets $prog to the name its user knows it by.

warn() {
    echo "${prog:-cpgpu}: $*" >&2
}

die() {
    warn "$*"
    exit 1
}

wrong_use() {
    warn "$*; see '$prog --help'"
    exit 2
}

# step WHAT TEXT: print that a longer step begins
step() {
    printf '  %-9s %s\n' "$1" "$2"
}

# logged LOG COMMAND...: run quietly with the output in LOG, and print the end of it if
# the command fails.  V=1 prints everything instead.
logged() {
    log=$1
    shift
    if [ -n "${V:-}" ]; then
        "$@"
        return
    fi
    mkdir -p "${log%/*}"
    "$@" >"$log" 2>&1 && return
    tail -n 15 "$log" >&2
    warn "'$1' failed; the full log is $log"
    return 1
}

# only_one LOCK: wait for the lock on this file, and hold it as long as this script
# runs
only_one() {
    exec 9>>"$1"
    flock -n 9 && return
    step WAIT "another ${prog:-cpgpu} or build works there: ${1%/*}"
    flock 9
}

# The value of one KEY=value line in build/config.mk
config_value() {
    sed -n "s/^$1=//p" "$2"
}
