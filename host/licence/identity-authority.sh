# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154,SC2034,SC2119,SC2120
# The authorities of cpgpu-identity: sourced by it, never run.

ca_days=3650
crl_days=365

# One section for each authority.  Paths are relative, so that DIR may have any name.
write_config() {
    local name
    for name in root intermediate; do
        cat <<END
[$name]
database = ca/$name.index
new_certs_dir = ca/issued
certificate = $name.pem
private_key = ca/$name.key
crlnumber = ca/$name.crlnumber
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any
crl_extensions = for_crl
END
    done
    cat <<END
[any]
commonName = supplied
[for_crl]
authorityKeyIdentifier = keyid:always
[for_root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[for_intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[for_session]
extendedKeyUsage = critical, $oid_session
$(device_extensions)
[for_channel]
extendedKeyUsage = critical, $oid_channel
$(device_extensions)
[req]
distinguished_name = nothing
string_mask = utf8only
[nothing]
END
}

device_extensions() {
    cat <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
END
}

# enter DIR: work there, exclusively
enter() {
    [[ -d $1/ca && -e $1/root.pem ]] ||
        die "$1 has no root: run '$prog root $1' first"
    lock "$1"
}

lock() {
    { cd "$1" && exec 9>ca/lock; } 2>/dev/null || die "cannot write to $1"
    flock 9
}

make_key() {
    openssl_quietly "make a key" genpkey -algorithm RSA \
        -pkeyopt rsa_keygen_bits:2048 -out "$1"
}

# request KEY UNIT TEXT OPTION...: openssl req with the literal name TEXT, after the
# organizational unit UNIT unless that is empty
request() {
    local text=$3 special
    for special in "\\" / +; do
        text=${text//"$special"/"\\$special"}
    done
    openssl_quietly "make a request" req -new -config "$work/config" -utf8 \
        -key "$1" -subj "${2:+/OU=$2}/CN=$text" "${@:4}"
}

new_database() {
    rm -f "ca/$1.index"* "ca/$1.crlnumber"*
    { : >"ca/$1.index" && echo 01 >"ca/$1.crlnumber"; } || die "cannot write"
}

# From the options: $start and $end, in seconds
set_validity() {
    start=${not_before:-$(date +%s)}
    end=${not_after:-$((start + ${days:-$ca_days} * 86400))}
    [ "$start" -lt "$end" ] || wrong_use "the certificate would end before it begins"
}

# sign AUTHORITY EXTENSIONS CERTIFICATE: the request in $work/csr
sign() {
    openssl_quietly "sign the certificate" ca -batch -notext -preserveDN \
        -utf8 -config "$work/config" -name "$1" -extensions "$2" \
        -startdate "$(date -u -d "@$start" +%Y%m%d%H%M%SZ)" \
        -enddate "$(date -u -d "@$end" +%Y%m%d%H%M%SZ)" \
        -in "$work/csr" -out "$3"
}

make_intermediate() {
    local not_before="" not_after="" days="" start end
    [ ! -e ca/intermediate.key ] || return 0
    set_validity
    make_key "$work/intermediate.key"
    request "$work/intermediate.key" "" "cpgpu TEST intermediate" \
        -out "$work/csr"
    sign root for_intermediate "$work/intermediate.pem"
    new_database intermediate
    publish intermediate.pem
    mv "$work/intermediate.key" ca/ || die "cannot write to ca/"
    make_crl
}

# make_crl [DAYS]: the lists of all authorities in one file
make_crl() {
    local name
    for name in root intermediate; do
        [ -e "ca/$name.key" ] || continue
        openssl_quietly "make the revocation list" ca -gencrl \
            -config "$work/config" -name "$name" \
            -crldays "${1:-$crl_days}" -out "$work/$name.crl"
        cat "$work/$name.crl" >>"$work/crl.pem"
    done
    publish crl.pem
}

publish() {
    { chmod 644 "$work/$1" && mv -f "$work/$1" "$1"; } || die "cannot write $1"
}
