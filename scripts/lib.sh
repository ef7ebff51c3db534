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

# step WHAT TEXT: something that takes a while begins
step() {
    printf '  %-9s %s\n' "$1" "$2"
}

# logged LOG COMMAND...: run quietly, keep the output in LOG, and show its end
# when the command fails.  V=1 shows everything instead.
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

# only_one LOCK: wait until no other script holds this file's lock, and hold it as
# long as this script runs
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
