#!/bin/sh
# package.sh FOLDER: makes the files of a release: a Debian package, a tarball, and SHA256SUMS. Runs on Debian 12
# after `sh .ci/setup --release`. The same program and the same commit give the same bytes.
#
# Swift's runtime and Debian's static libraries are linked into the program, because other releases of Debian and Ubuntu
# have other versions of them, and because a package's bytes depend on zlib. It uses the machine's libcurl and what
# linkage.txt lists.
#
# SAMPAN_PLACE  OWNER/NAME, to test this before the repository for releases is set
set -eu
umask 022
export LC_ALL=C TZ=UTC

[ $# = 1 ] || { echo 'usage: package.sh FOLDER' >&2; exit 64; }
fail() { printf 'package.sh: %s\n' "$1" >&2; exit 1; }

constant=$(dirname "$0")/../Sources/sampan/ReleasePlace.swift
place=${SAMPAN_PLACE:-$(sed -n 's/.*let repository = "\(.*\)"$/\1/p' "$constant")}
case $place in
  OWNER/*) fail "\"$place\" is a placeholder; set the repository for releases: sh .ci/regenerate OWNER/NAME" ;;
  */*) ;;
  *) fail "\"$place\" is not the OWNER/NAME of a repository on GitHub" ;;
esac
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
architecture=$(dpkg --print-architecture)
work=.build/packaging
rm -rf "$work"
mkdir -p "$work/archives" "$work/debian"

# The linker takes the first file with a matching name. So the folder with the archives must come before the folder with
# the shared objects; pkg-config sets the order.
libraries=$(pkg-config --variable=libdir libgit2)
for archive in mbedtls mbedx509 mbedcrypto http_parser pcre2-8 z; do
  [ -f "$libraries/lib$archive.a" ] || fail "lib$archive.a is missing; sh .ci/setup --release installs it"
  ln -s "$libraries/lib$archive.a" "$work/archives/"
done
ln -s "$(clang -print-file-name=libstdc++.a)" "$work/archives/"
clang -c -O2 -fPIC -o "$work/stand-ins.o" ci-templates/stand-ins.c
ar -M <<END
create $work/archives/libgit2.a
addmod $work/stand-ins.o
addlib $libraries/libgit2.a
save
end
END
links="-L$PWD/$work/archives -lgit2 -lmbedtls -lmbedx509 -lmbedcrypto -lhttp_parser -lpcre2-8"
folder_of=$(pkg-config --variable=pcfiledir libgit2)
sed "s|^Libs:.*|Libs: $links|" "$folder_of/libgit2.pc" >"$work/archives/libgit2.pc"
sed "s|^Libs:.*|Libs: -L$PWD/$work/archives -lz|" "$folder_of/zlib.pc" >"$work/archives/zlib.pc"
linked=$(swift build -c release --show-bin-path)/sampan
# The build does not notice that an archive has changed.
rm -f "$linked"
# Swift exports every symbol of a program, so that the linker could not leave out what is not used. What takes time is
# in zlib, libgit2 and mbedTLS: for our own code, a smaller program is worth more than a faster one.
PKG_CONFIG_PATH=$PWD/$work/archives swift build -c release --product sampan --static-swift-stdlib \
  -Xswiftc -Osize \
  -Xlinker --no-export-dynamic -Xlinker --icf=safe
program=$work/sampan
strip -o "$program" "$linked"

# linkage PROGRAM: the shared objects that it loads, and the oldest version of glibc.
linkage() {
  readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort
  objdump -T "$1" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1
}
linkage "$program" >"$work/linkage.txt"
grep -v '^#' ci-templates/linkage.txt | diff -u - "$work/linkage.txt" >&2 ||
  fail 'the program loads other libraries than ci-templates/linkage.txt lists'

[ "$(stat -c %s "$program")" -le 25000000 ] ||
  fail 'the program is larger than 25 MB: import FoundationEssentials, because Foundation brings the data of ICU'

version=$(env -i "$program" version)
version=${version#sampan }
grep -qx "newest=$version" ci-templates/install.sh || fail "install.sh does not install $version"
name=sampan-$version-linux-$architecture

env -i SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" "$program" help --man >"$work/sampan.1"

# notices FOLDER: the licenses of everything that is in the program.
notices() {
  mkdir -p "$1"
  install -m 644 LICENSE "$1/copyright"
  toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
  install -m 644 "$toolchain/share/swift/LICENSE.txt" "$1/copyright.swift"
  for package in libgit2-dev libmbedtls-dev libhttp-parser-dev libpcre2-dev zlib1g-dev libstdc++-12-dev; do
    install -m 644 "/usr/share/doc/$package/copyright" "$1/copyright.${package%-dev}"
  done
}

# The tarball.
mkdir -p "$work/$name"
install -m 755 "$program" "$work/$name/sampan"
notices "$work/$name/doc"
install -D -m 644 "$work/sampan.1" "$work/$name/man/man1/sampan.1"
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu \
  -cf "$work/$name.tar" "$name"
gzip -n -9 <"$work/$name.tar" >"$folder/$name.tar.gz"

# The Debian package. dpkg-shlibdeps lists the packages of the shared objects. The program loads libcurl to send
# requests, and TLS needs the certificates.
root=$work/debian/sampan
mkdir -p "$root/DEBIAN"
install -D -m 755 "$program" "$root/usr/bin/sampan"
notices "$root/usr/share/doc/sampan"
for place in bash:bash-completion/completions/sampan zsh:zsh/vendor-completions/_sampan \
  fish:fish/vendor_completions.d/sampan.fish; do
  completions=$root/usr/share/${place#*:}
  mkdir -p "$(dirname "$completions")"
  env -i "$program" completions "${place%%:*}" >"$completions"
done
mkdir -p "$root/usr/share/man/man1"
gzip -n -9 <"$work/sampan.1" >"$root/usr/share/man/man1/sampan.1.gz"
printf 'Source: sampan\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O -e debian/sampan/usr/bin/sampan | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || fail 'dpkg-shlibdeps printed no dependencies'
size=$(find "$root/usr" -type f -printf '%s\n' | awk '{ bytes += $1 } END { print int(bytes / 1024) + 1 }')
cat >"$root/DEBIAN/control" <<END
Package: sampan
Version: $version
Architecture: $architecture
Maintainer: Sampan
Installed-Size: $size
Depends: $depends, libcurl4 (>= 7.68), ca-certificates
Section: devel
Priority: optional
Homepage: https://github.com/$place
Description: deploys the current commit to a running cloud service
 Sampan derives a version from the commit, packages the source or names the image that CI pushed, calls the
 cloud's update API, and follows the rollout until that version is live. It runs in CI jobs, in git hooks, and
 by hand.
END
find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
deb=sampan_${version}_$architecture.deb
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$folder/$deb" >/dev/null

cd "$folder"
sha256sum "$deb" "$name.tar.gz" >SHA256SUMS
cat SHA256SUMS
