# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The device from a test script, over QEMU's qtest protocol: sourced after
# tap.sh, never run.  The sourcing script sets $top.

# hw NAME: the value of NAME, or NAME(0), in the hardware header
hw() {
    sed -n "s/^#define $1\((.)\)\? *(\?\(0x[0-9a-f]*\|[0-9]*\).*/\2/p" \
        "$top/hw/cpgpu/cpgpu_hw.h"
}

# start_machine QEMU IDENTITY: start a machine that ends with the shell
start_machine() {
    coproc MACHINE {
        exec "$1" -M q35 -accel qtest -nodefaults -display none \
            -device "cpgpu,identity=$2,addr=4" -qtest stdio \
            -qtest-log /dev/null 2>qemu.log
    }
    trap 'kill "$MACHINE_PID"' EXIT
    bar=$((0xfe000000))
    run_qtest outl 0xcf8 0x80002010
    run_qtest outl 0xcfc "$bar"
    run_qtest outl 0xcf8 0x80002004
    run_qtest outw 0xcfc 2
}

# run_qtest WORD...: run a command of the protocol; sets $answer
run_qtest() {
    answer=
    echo "$*" >&"${MACHINE[1]}"
    read -r -t 60 -u "${MACHINE[0]}" answer
    [[ $answer == OK* ]] || fail "$*: $answer; $(cat qemu.log)"
    answer=${answer#OK}
}

peek() {
    run_qtest readl $((bar + $1))
    answer=$((answer))
}

poke() {
    run_qtest writel $((bar + $1)) "$2"
}

# read_certificates [CHANNEL_]: read the certificate window for sessions, or the one
# for channels, as a driver does
read_certificates() {
    local size at base text="" word
    peek "$(hw "CPGPU_${1:-}CERT_SIZE")"
    size=$answer
    base=$(hw "CPGPU_MMIO_${1:-}CERT")
    for ((at = 0; at < size; at += 4)); do
        peek $((base + at))
        printf -v word '\\x%02x' $((answer & 255)) $((answer >> 8 & 255)) \
            $((answer >> 16 & 255)) $((answer >> 24))
        text+=$word
    done
    printf '%b' "$text" | head -c "$size"
}

# session NAME: the offset of a register of session 0
session() {
    echo $(($(hw CPGPU_MMIO_SESSION) + $(hw "CPGPU_SESS_$1")))
}

# session_command NAME: run a command; sets $state, and $answer to its status
session_command() {
    poke "$(session CMD)" "$(hw "CPGPU_SESS_CMD_$1")"
    for _ in {1..2000}; do
        peek "$(session STATE)"
        [ $((answer >> 31)) -eq 1 ] || break
    done
    state=$answer
    peek "$(session STATUS)"
}
