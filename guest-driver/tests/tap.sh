# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What run-all and run-host share: running test programs as one TAP stream.
# They set $me, $bin, $programs and $play_tests, and call these in this order.
# shellcheck disable=SC2154

fail() {
    echo "$me: $1" >&2
    exit "$2"
}

# The libraries and the player of this build come first; all programs exist.
prepare_programs() {
    LD_LIBRARY_PATH=${CPGPU_LIB:-$bin/../lib}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    PATH=$bin:$PATH
    export LD_LIBRARY_PATH PATH
    for program in $programs; do
        [ -x "$bin/cpgpu-test-$program" ] ||
            fail "$bin/cpgpu-test-$program is missing: run make first" 1
    done
}

# The tests of $1 that the WORDs ask for; a program's name asks for all of its.
# $play_tests is a pattern for those of cpgpu-test-play that are meant.
chosen() {
    program=$1
    shift
    for test in $("$bin/cpgpu-test-$program" --list); do
        # shellcheck disable=SC2254
        case $program/$test in
        play/$play_tests) ;;
        play/*) continue ;;
        esac
        [ $# -gt 0 ] || echo "$test"
        for word in "$@"; do
            case $program/$test in
            *"$word"*) echo "$test"; break ;;
            esac
        done
    done
}

# Set $plan and tests_PROGRAM, since TAP wants the number before the first test.
choose_tests() {
    plan=0
    for program in $programs; do
        # shellcheck disable=SC2046
        set_tests "$program" $(chosen "$program" "$@")
    done
}

set_tests() {
    program=$1
    shift
    eval "tests_$program=\$*"
    plan=$((plan + $#))
}

print_tests() {
    for program in $programs; do
        eval "tests=\$tests_$program"
        for test in $tests; do
            echo "$program/$test"
        done
    done
}

# Number the results of $1 on from $2; of $3 tests the unreported ones failed.
renumber() {
    awk -v program="$1" -v number="$2" -v expected="$3" '
        /^(ok|not ok) / {
            seen++
            word = $1 == "ok" ? "ok" : "not ok"
            if (word != "ok")
                failed = 1
            sub(/^(ok|not ok) [0-9]+ - /, "")
            print word " " ++number " - " program "/" $0
            fflush()
            next
        }
        /^TAP version|^1\.\.[0-9]+$/ { next }
        { if ($0 !~ /^#/) $0 = "# " $0; print; fflush() }
        END {
            for (; seen < expected; seen++) {
                failed = 1
                print "not ok " ++number " - " program "/not-reported"
            }
            exit failed
        }'
}

# Run what was chosen; fails if any test did.
run_programs() {
    number=0
    status=0
    [ "$plan" -gt 0 ] || fail "no test has such a name (see --list)" 2
    echo "TAP version 13"
    echo "1..$plan"
    for program in $programs; do
        eval "tests=\$tests_$program"
        [ -n "$tests" ] || continue
        # shellcheck disable=SC2086
        set -- $tests
        echo "# cpgpu-test-$program"
        # whole names, since one may be part of another
        "$bin/cpgpu-test-$program" --exact "$@" </dev/null 2>&1 |
            renumber "$program" "$number" $# || status=1
        number=$((number + $#))
    done
    return $status
}
