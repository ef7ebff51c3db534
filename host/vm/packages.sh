# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Debian packages as the content of an image.  They are only unpacked, without running
# maintainer scripts, so neither root nor a mount is needed.  Sourced after lib.sh and
# apt.sh.

# fetch_packages DEBS STATUS PACKAGE...: download them to the folder DEBS, with all that
# they depend on and that the dpkg status file STATUS does not have
fetch_packages() {
    debs=$1
    status=$2
    shift 2
    step FETCH "packages of $image"
    mkdir -p "$debs/partial"
    logged "$build/log/$prog-fetch.log" apt_get install -y --download-only \
        -o "Dir::State::status=$status" -o "Dir::Cache::archives=$debs" "$@" ||
        die "cannot download the packages of $image"
}

# unpack_packages DEBS ROOT
unpack_packages() {
    step UNPACK "$(find "$1" -name '*.deb' | wc -l) packages"
    rm -rf "$2"
    # /bin and others are links, as on an installed system
    for d in bin sbin lib lib64; do
        mkdir -p "$2/usr/$d"
        ln -s "usr/$d" "$2/$d"
    done
    for deb in "$1"/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$2" --keep-directory-symlink ||
            die "cannot unpack $deb"
    done
    rm -rf "$2"/usr/share/doc "$2"/usr/share/man "$2"/usr/share/locale \
        "$2"/usr/share/icons "$2"/usr/share/fonts "$2"/usr/share/gdb
}

# write_status DEBS STATUS: a dpkg status file in which these packages are installed
write_status() {
    for deb in "$1"/*.deb; do
        dpkg-deb -f "$deb" Package Version Architecture Multi-Arch Provides Depends \
            Pre-Depends Conflicts Breaks Replaces Maintainer
        echo "Description: part of an image"
        echo "Status: install ok installed"
        echo
    done >"$2"
}

# pack_image ROOT: make $build/$image.new of a folder.  It is not compressed, since
# unpacking would cost an emulated processor more than reading.
pack_image() {
    step PACK "$image"
    rm -f "$build/$image.new"
    logged "$build/log/$prog-pack.log" mksquashfs "$1" "$build/$image.new" \
        -all-root -noI -noD -noF -noX -no-progress ||
        die "cannot pack $image"
}
