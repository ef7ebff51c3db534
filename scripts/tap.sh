# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# TAP for test scripts: sourced, never run.  Each test is a function, whose output is
# printed as a comment if it fails.

TAP_DIR=$(mktemp -d)
trap 'rm -rf "$TAP_DIR"' EXIT
tap_count=0
tap_failed=0

# tap_test NAME FUNCTION [ARG...]
tap_test() {
    tap_count=$((tap_count + 1))
    local name=$1
    shift
    if ("$@") >"$TAP_DIR/output" 2>&1; then
        echo "ok $tap_count - $name"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_count - $name"
        sed 's/^/# /' "$TAP_DIR/output" | tail -n 40
    fi
}

# tap_skip NAME REASON
tap_skip() {
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

tap_end() {
    echo "1..$tap_count"
    [ "$tap_failed" -eq 0 ]
    exit
}

# fail TEXT: end the test
fail() {
    echo "failed: $*"
    exit 1
}

# expect_status N COMMAND...: run it; sets $output, for expect_output
expect_status() {
    local want=$1 got
    shift
    output=$("$@" 2>&1)
    got=$?
    [ "$got" -eq "$want" ] ||
        fail "$* ended with $got, not $want; output: $output"
}

expect_output() {
    [[ $output == *$1* ]] || fail "no '$1' in: $output"
}
