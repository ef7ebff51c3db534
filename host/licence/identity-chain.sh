# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154,SC2034
# Reading and verifying certificate chains for cpgpu-identity: sourced by it, never run.

window=8192             # CPGPU_CERT_WINDOW
most_certs=8
most_input=262144
# exit statuses of verify
expired=3 not_yet_valid=4 revoked=5 foreign=6 broken=7 wrong_purpose=8
# extended key usages of a device's certificates, in the arc of RFC 5612
oid_session=1.3.6.1.4.1.32473.1.1
oid_channel=1.3.6.1.4.1.32473.1.2

# -------------------------------------------------------- reading a chain --

# verdict STATUS TEXT: print the result of verify, and exit
verdict() {
    local word
    for word in expired not_yet_valid revoked foreign broken wrong_purpose; do
        [ "$1" -ne "${!word}" ] || echo "$input: ${word//_/ }: $2"
    done
    exit "$1"
}

# bad_for STATUS TEXT: verify has a verdict for it; other commands fail.
bad_for() {
    [ "$command" = verify ] || die "$input: ${*:2}"
    verdict "$1" "${*:2}"
}

bad() {
    bad_for $broken "$*"
}

# load FILE [NAME]: its certificates as $work/1.pem..., their number as $count,
# whether it is PEM as $pem; messages call it NAME
load() {
    input=${2:-$1}
    [ "$1" != - ] || input="standard input"
    if [ "$1" = - ]; then cat; else cat -- "$1"; fi 2>/dev/null |
        head -c $((most_input + 1)) >"$work/input" ||
        [ -s "$work/input" ] || die "cannot read $input"
    [ "$(wc -c <"$work/input")" -le $most_input ] || bad "too large"
    pem=no keys=0 most=$most_certs
    if grep -q -a -e '-----BEGIN ' "$work/input"; then
        pem=yes most=$((2 * most_certs))
        load_pem
    else
        mv "$work/input" "$work/chain"
    fi
    split_chain
}

# Sections of a PEM file, decoded as the device does it
load_pem() {
    local section label
    awk -v base="$work/section" '
        /-----BEGIN / { file = sprintf("%s.%06d", base, ++n) }
        file { print >file }
        /-----END / { file = "" }' "$work/input"
    : >"$work/chain"
    for section in "$work"/section.*; do
        label=$(sed -n '1s/.*-----BEGIN \([A-Z0-9 ]*\)-----.*/\1/p' "$section")
        grep -q -e '-----END ' "$section" || bad "a PEM section has no end"
        case $label in
        CERTIFICATE)
            grep -v -e ----- "$section" | base64 -d -i 2>/dev/null \
                >>"$work/chain" || bad "a PEM section is no base64" ;;
        "PRIVATE KEY" | "RSA PRIVATE KEY")
            [ $((keys += 1)) -le 2 ] || bad "more than two private keys"
            mv "$section" "$work/$keys.key"
            ;;
        *) bad "the device does not take a PEM section '$label'" ;;
        esac
    done
}

# Each certificate begins with its length: the bytes 30 82 and two more.
split_chain() {
    local size at=0 length header
    size=$(wc -c <"$work/chain")
    count=0
    [ "$size" -gt 0 ] || bad "no certificate in it"
    # pick() checks the two chains of a PEM file
    [ "$pem" = yes ] || [ "$size" -le $window ] ||
        bad "$size bytes of certificates, the device's window has $window"
    while [ $at -lt "$size" ]; do
        [ $count -lt "$most" ] || bad "more than $most certificates"
        read -r -a header < <(od -An -v -tu1 -j $at -N 4 "$work/chain")
        [[ ${header[*]:0:2} = "48 130" && ${#header[@]} -eq 4 ]] ||
            bad "no certificate begins at byte $at of $size"
        length=$((4 + header[2] * 256 + header[3]))
        [ $((at + length)) -le "$size" ] ||
            bad "the certificate at byte $at of $size is cut off"
        count=$((count + 1)) bytes[count]=$length
        tail -c +$((at + 1)) "$work/chain" | head -c $length >"$work/$count.der"
        at=$((at + length))
        read_certificate $count
    done
}

# What certificate number $1 says, as NAME[$1]
read_certificate() {
    local line
    openssl x509 -inform DER -in "$work/$1.der" -out "$work/$1.pem" \
        -subject -issuer -startdate -enddate -serial -nameopt RFC2253 \
        -dateopt iso_8601 -ext basicConstraints,keyUsage,extendedKeyUsage \
        -text -certopt "$pubkey_only" >"$work/log" 2>&1 ||
        bad "certificate $1 cannot be read"
    usage[$1]="" extended[$1]="" is_ca[$1]=no kind[$1]="" bits[$1]=""
    while read -r line; do
        case $line in
        subject=*) name[$1]=${line#*=} ;;
        issuer=*) issuer[$1]=${line#*=} ;;
        notBefore=*) from[$1]=${line#*=} ;;
        notAfter=*) to[$1]=${line#*=} ;;
        serial=*) serial[$1]=${line#*=} ;;
        CA:TRUE*) is_ca[$1]=yes ;;
        "Public Key Algorithm: "*) kind[$1]=${line#*: } ;;
        *"Public-Key: ("*) bits[$1]=${line//[!0-9]/} ;;
        "X509v3 Key Usage:"*) read -r "usage[$1]" ;;
        "X509v3 Extended Key Usage:"*) read -r "extended[$1]" ;;
        -----BEGIN*) break ;;
        esac
    done <"$work/$1.pem"
}

# where the chain of a purpose begins and ends
declare -A head=() tail=()

pubkey_only=no_header,no_version,no_serial,no_signame,no_validity,no_subject
pubkey_only+=,no_issuer,no_sigdump,no_extensions,no_aux

# --------------------------------------------------------------- checking --

# purpose_of NUMBER: session, channel, both or neither
purpose_of() {
    local list=", ${extended[$1]}," purpose=neither
    [[ $list != *", $oid_session,"* ]] || purpose=session
    if [[ $list == *", $oid_channel,"* ]]; then
        [ $purpose = session ] && purpose=both || purpose=channel
    fi
    echo $purpose
}

# Find the chains of a PEM file as the device does.  The certificate of a private key
# begins a chain and says its purpose.  Sets head[] and tail[], by purpose.
find_chains() {
    local i k key="" leaf=() final=()
    check_keys
    for ((i = 1; i <= count; i++)); do
        for ((k = 1; k <= keys; k++)); do
            is_key_of $k $i || continue
            [ -z "${leaf[k]:-}" ] || bad "certificates ${leaf[k]} and $i are" \
                "of the same private key: sessions and channels need a key each"
            key=$k leaf[k]=$i
        done
        [ -z "$key" ] || final[key]=$i
    done
    [ ${#leaf[@]} -gt 0 ] || bad "no certificate is that of a private key in it"
    for k in "${!leaf[@]}"; do
        name_chain "${leaf[k]}" "${final[k]}"
    done
    for i in session channel; do
        [ "$keys" -eq 2 ] || [ -n "${head[$i]:-}" ] ||
            bad "no private key for ${i}s in it"
        [ -n "${head[$i]:-}" ] || bad "no certificate for ${i}s in it"
    done
    [ "${head[session]}" -eq 1 ] || [ "${head[channel]}" -eq 1 ] ||
        bad "certificate 1 is not that of a private key in it"
}

check_keys() {
    local k
    [ "$keys" -gt 0 ] || bad "no private key in it"
    read_public_keys
    for ((k = 1; k <= keys; k++)); do
        [ -s "$work/$k.key.pub" ] || bad "private key $k cannot be read"
    done
    [ "$keys" -eq 1 ] || ! cmp -s "$work/1.key.pub" "$work/2.key.pub" ||
        bad "both private keys are the same: sessions and channels need a key" \
            "each"
}

read_public_keys() {
    local i
    for ((i = 1; i <= keys; i++)); do
        openssl pkey -in "$work/$i.key" -passin pass: -pubout \
            >"$work/$i.key.pub" 2>/dev/null
    done
    for ((i = 1; i <= count; i++)); do
        openssl x509 -in "$work/$i.pem" -noout -pubkey \
            >"$work/$i.pub" 2>/dev/null
    done
}

# is_key_of KEY CERTIFICATE: whether this private key is the certificate's
is_key_of() {
    cmp -s "$work/$1.key.pub" "$work/$2.pub"
}

# name_chain FIRST LAST: find the purpose of a chain
name_chain() {
    local purpose
    purpose=$(purpose_of "$1")
    [ "$keys" -eq 2 ] || [ "$purpose" != neither ] ||
        bad "one private key for sessions and channels, as older devices had:" \
            "make a new file, with two, by '$prog device DIR NAME'"
    [[ $purpose != [nb]* ]] || bad_for $wrong_purpose \
        "certificate $1 is for $purpose of sessions and channels"
    [ -z "${head[$purpose]:-}" ] ||
        bad "certificates ${head[$purpose]} and $1 are both for ${purpose}s"
    head[$purpose]=$1 tail[$purpose]=$2
}

# A file that is not PEM has one chain, which must be for $purpose.
take_chain() {
    local is
    is=$(purpose_of 1)
    # check_leaf() refuses authorities, with a better reason
    [ "${is_ca[1]}" = no ] || is=$purpose
    case $is in
    "$purpose") ;;
    session | channel)
        bad_for $wrong_purpose "certificate 1 is for ${is}s, not ${purpose}s" ;;
    *)
        bad_for $wrong_purpose \
            "certificate 1 is for $is of sessions and channels"
        ;;
    esac
    head[$purpose]=1 tail[$purpose]=$count
}

# pick PURPOSE: set $first and $last to its chain
pick() {
    local i size=0
    first=${head[$1]} last=${tail[$1]}
    for ((i = first; i <= last; i++)); do
        size=$((size + bytes[i]))
    done
    [ $((last - first)) -lt $most_certs ] ||
        bad "more than $most_certs certificates for ${1}s"
    [ $size -le $window ] || bad "$size bytes of certificates for ${1}s," \
        "the device's window has $window"
}

# Whether the device can use the first certificate
check_leaf() {
    [ "${kind[first]} ${bits[first]}" = "rsaEncryption 2048" ] || bad "the" \
        "device needs RSA of 2048 bits, not ${kind[first]} of ${bits[first]}"
    [ "${is_ca[first]}" = no ] || bad "certificate $first is an authority's"
    [ -z "${usage[first]}" ] || [[ ${usage[first]} == *"Key Encipherment"* ]] ||
        bad "certificate $first may not encipher keys"
}

# signed_by CERTIFICATE AUTHORITY
signed_by() {
    openssl verify -partial_chain -no_check_time -trusted "$2" "$1" \
        >/dev/null 2>&1
}

# Each certificate must be signed by the one after it.
check_links() {
    local i next
    for ((i = first, next = i + 1; i < last; i = next++)); do
        [ "${name[i]}" != "${issuer[i]}" ] ||
            bad "certificate $i signs itself, but is not the last one"
        [ "${issuer[i]}" = "${name[next]}" ] ||
            bad "certificate $i names another issuer than certificate $next"
        signed_by "$work/$i.pem" "$work/$next.pem" ||
            bad "certificate $i is not signed by certificate $next"
    done
}

# Sets found[NUMBER] to the place in the chain of each error of openssl verify
run_openssl() {
    local i extra=() number depth
    for ((i = first + 1; i <= last; i++)); do
        extra+=(-untrusted "$work/$i.pem")
    done
    found=()
    openssl verify -trusted "$1/root.pem" -CRLfile "$1/crl.pem" \
        -crl_check_all -auth_level 2 "${extra[@]}" "$work/$first.pem" \
        >"$work/log" 2>&1 && return
    while read -r number depth; do
        found[number]=$((first + depth))
    done < <(sed -n 's/^error \(.*\) at \(.*\) depth.*/\1 \2/p' "$work/log")
    [ ${#found[@]} -gt 0 ] ||
        die "openssl cannot verify: $(tail -n 1 "$work/log")"
}

# The number of the first of these errors that was found, and as $at its place
has() {
    local number
    for number; do
        at=${found[number]:-}
        [ -z "$at" ] || return 0
    done
    return 1
}

this() {
    local of="the root of $dir"
    [ "$at" -gt "$last" ] || of=${name[at]}
    echo "certificate $at, $of"
}

# Numbers are those of X509_V_ERR_*, see openssl-verification-options(1).
check_trust() {
    local at number
    run_openssl "$dir"
    for number in "${!found[@]}"; do
        case $number in
        2 | 3 | [89] | 1[0-2] | 18 | 19 | 2[013]) ;;
        *) at=${found[number]}
           bad "$(this): $(sed -n "s/^error $number at .*lookup: //p" \
               "$work/log" | head -n 1)" ;;
        esac
    done
    has 2 18 19 20 21 &&
        verdict $foreign "${name[first]} does not come from the root of $dir"
    check_end
    has 23 && verdict $revoked "$(this)"
    has 9 && verdict $not_yet_valid "$(this), from ${from[at]:-later on}"
    has 10 && verdict $expired "$(this), on ${to[at]:-an earlier day}"
    has 12 && die "$dir/crl.pem has expired: run '$prog crl $dir'"
    has 3 8 11 && die "$dir/crl.pem is not of this root: run '$prog crl $dir'"
}

# openssl ignores the last certificate if it finds another way to the root.
check_end() {
    openssl x509 -in "$dir/root.pem" -outform DER |
        cmp -s - "$work/$last.der" ||
        signed_by "$work/$last.pem" "$dir/root.pem" ||
        bad "certificate $last is not the root of $dir"
}
