#!/bin/sh
# Stands for ci-templates/install.sh: "installs" the program that was just built.
set -eu
case "$#:$1:$2:$3" in 4:--version:0.1.0:--to) ;; *) echo "install.sh: not so: $*" >&2 && exit 64 ;; esac
mkdir -p "$4"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$BUILT" >"$4/sampan"
chmod +x "$4/sampan"
echo "installed sampan $2"
