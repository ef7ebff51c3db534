# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# A private apt with its own lists, cache and sources under $build/apt.  It fetches
# packages and verifies their signatures without root and without changing the
# system's apt.  Sourced after lib.sh; needs $build.

apt_dir=$build/apt

apt_opts() {
    set -- -q \
        -o "Dir::State::lists=$apt_dir/lists" \
        -o "Dir::Cache=$apt_dir/cache" \
        -o "Dir::Etc::sourcelist=/dev/null" \
        -o "Dir::Etc::sourceparts=$apt_dir/sources.d" \
        -o "APT::Sandbox::User=root" \
        -o "APT::Install-Recommends=0" \
        -o "Acquire::Languages=none" \
        -o "Acquire::Retries=2" \
        -o "Dpkg::Use-Pty=0" "$@"
    "$apt_tool" "$@"
}

apt_get() {
    apt_tool=apt-get
    apt_opts "$@"
}

apt_cache() {
    apt_tool=apt-cache
    apt_opts "$@"
}

# Each of the machine's own Debian entries, once with deb and once with deb-src.
# Other origins, other releases and backports are left out, so that everything is
# from this release.
apt_one_line_sources() {
    awk -v names="$1" '
        BEGIN { n = split(names, list, " "); for (i = 1; i <= n; i++) ok[list[i]] = 1 }
        /^[ \t]*(deb|deb-src)[ \t]/ {
            sub(/#.*/, "")
            rest = $0
            sub(/^[ \t]*(deb|deb-src)[ \t]+/, "", rest)
            plain = rest
            sub(/^\[[^]]*\][ \t]*/, "", plain)
            split(plain, f, /[ \t]+/)
            if (ok[f[2]] && plain ~ /[ \t]main([ \t]|$)/ && !seen[rest]++)
                print "deb " rest "\ndeb-src " rest
        }' "$2"
}

apt_deb822_sources() {
    awk -v names="$1" '
        BEGIN {
            n = split(names, list, " "); for (i = 1; i <= n; i++) ok[list[i]] = 1
        }
        function flush(    i, k, s, suites) {
            k = split(stanza["suites"], s, /[ \t\n]+/)
            for (i = 1; i <= k; i++)
                if (ok[s[i]])
                    suites = suites " " s[i]
            if (suites != "" && tolower(stanza["enabled"]) !~ /no/ &&
                stanza["types"] ~ /deb/ && (" " stanza["components"] " ") ~ /[ \t]main[ \t]/)
                printf "Types: deb deb-src\nSuites:%s\n%s\n", suites, other
            split("", stanza)
            other = ""
            field = ""
        }
        /^#/ { next }
        /^[ \t]*$/ { flush(); next }
        /^[^ \t][^:]*:/ {
            field = tolower($0)
            sub(/:.*/, "", field)
        }
        {
            value = $0
            sub(/^[^ \t][^:]*:/, "", value)
            stanza[field] = stanza[field] value
            if (field != "types" && field != "suites")
                other = other $0 "\n"
        }
        END { flush() }' "$2"
}

# apt_setup: write the private sources and fetch the lists, once per run
apt_setup() {
    # one update serves all scripts that a configure and make run
    [ -n "$(find "$apt_dir/updated" -mmin -60 2>/dev/null)" ] && return
    # shellcheck disable=SC1091
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    suites="$codename $codename-updates $codename-security $codename/updates"
    mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial" \
        "$apt_dir/sources.d"
    rm -f "$apt_dir"/sources.d/*
    for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$f" ] && apt_one_line_sources "$suites" "$f" \
            >>"$apt_dir/sources.d/debian.list"
    done
    for f in /etc/apt/sources.list.d/*.sources; do
        [ -f "$f" ] && apt_deb822_sources "$suites" "$f" \
            >>"$apt_dir/sources.d/debian.sources"
    done
    [ -n "$(cat "$apt_dir"/sources.d/* 2>/dev/null)" ] ||
        die "no Debian '$codename main' entry in /etc/apt/sources.list or" \
            "/etc/apt/sources.list.d; add one"
    step APT "package lists of $codename (private copy)"
    apt_get update >"$build/log/apt-update.log" 2>&1 || true
    # apt-get update succeeds even without a network: check what it has fetched
    if [ -z "$(apt_cache showsrc --only-source qemu 2>/dev/null)" ]; then
        grep -hE '^(E|W|Err)' "$build/log/apt-update.log" | head -n 3 >&2
        die "cannot fetch Debian's package lists; check the network and the" \
            "apt sources of this machine (log: $build/log/apt-update.log)"
    fi
    : >"$apt_dir/updated"
}
