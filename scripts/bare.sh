#!/usr/bin/env bash
# Runs commands as on a machine that has Debian's base system, Node, npm and nothing else: in a fresh clone of what is committed here, with an empty
# HOME, and with the programs of the packages that every Debian has.
#   scripts/bare.sh [--npm-cache FOLDER] plain|root [COMMAND …]      each command is a line for sh; npm start and npm test when none is given
# As root, `plain` makes a user for this and removes it, and a mount namespace hides the rest of /usr/bin and /usr/sbin, a Docker socket as well; where
# that is not possible PATH alone does. --npm-cache fills the npm cache from a folder, and an empty folder from the cache.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=""
if [ "${1:-}" = --npm-cache ]; then cache=$2; shift 2; fi
who=${1:-}
case $who in plain | root) shift ;; *) sed -n '2,6s/^# //p' "$0" >&2; exit 64 ;; esac
[ $# -gt 0 ] || set -- "npm start" "npm test"
am_root=no; [ "$(id -u)" != 0 ] || am_root=yes
if [ "$who" = root ] && [ "$am_root" = no ]; then echo "bare.sh root is for root" >&2; exit 64; fi

work=$(mktemp -d /tmp/gameday-bare.XXXXXX)
user=""
finish() {
  if [ -n "$user" ]; then
    local left; left=$(ps -o pid=,args= -u "$user" 2>/dev/null || true)
    [ -z "$left" ] || printf 'bare  still running as %s:\n%s\n' "$user" "$left" >&2
    userdel --force "$user" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

masked=no
if [ "$am_root" = yes ] && unshare --mount true 2>/dev/null; then masked=yes; fi

# Programs of a minimal Debian: packages of priority "required", what apt checks signatures with, and Node.
mkdir "$work/bin" "$work/none" "$work/home"
provide() { if [ "$masked" = yes ]; then cp -a --reflink=auto "$1" "$work/bin/"; else ln -sf "$1" "$work/bin/"; fi; }
packages=$(dpkg-query -W -f '${Priority} ${binary:Package}\n' | sed -n 's/^required //p')
# shellcheck disable=SC2086
dpkg -L $packages gpgv | grep -E '^(/usr)?/s?bin/[^/]+$' | sort -u >"$work/programs"
while read -r program; do [ ! -e "$program" ] || provide "$program"; done <"$work/programs"
for name in awk which; do provide "$(command -v "$name")"; done   # alternatives, in no package's list
node=$(node -p process.execPath)
rm -f "$work/bin/node"
provide "$node"
for name in npm npx; do ln -sf "$(realpath "$(command -v "$name")")" "$work/bin/$name"; done

git clone --quiet --no-hardlinks "$root" "$work/clone"
if [ -n "$cache" ] && [ -d "$cache/_cacache" ]; then cp -a "$cache" "$work/home/.npm"; fi
cat >"$work/commands" <<'INNER'
cd "$BARE/clone"
worst=0
for command in "$@"; do
  began=$(date +%s)
  status=0
  echo "bare  $(id -un): $command"
  sh -c "$command" </dev/null || status=$?
  echo "bare  $(id -un): $command: exit $status after $(($(date +%s) - began)) s, load average $(cut -d' ' -f1-3 /proc/loadavg)"
  [ "$status" = 0 ] || worst=$status
done
times
exit "$worst"
INNER
# Nothing of this environment but how the network is reached.
kept=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR npm_config_registry; do
  [ -z "${!name:-}" ] || kept+=("$name=${!name}")
done
name=$(id -un)
drop=()
if [ "$who" = plain ] && [ "$am_root" = yes ]; then
  user="gdbare$$"
  useradd --no-create-home --home-dir "$work/home" --shell /bin/sh "$user"
  chmod 755 "$work"
  chown -R "$user:" "$work/home" "$work/clone"
  name=$user
  drop=(setpriv --reuid "$user" --regid "$user" --clear-groups)
fi
path="$work/bin"
[ "$masked" = no ] || path=/usr/sbin:/usr/bin
inside=("${drop[@]}" env -i "${kept[@]}" BARE="$work" HOME="$work/home" USER="$name" LOGNAME="$name" SHELL=/bin/sh LANG=C.UTF-8 TERM=dumb PATH="$path" sh "$work/commands" "$@")

status=0
if [ "$masked" = yes ]; then
  echo "bare  $(wc -l <"$work/programs") programs of $(echo "$packages" | wc -l) packages, and Node $(node -v); the rest of this machine is hidden"
  # shellcheck disable=SC2016
  unshare --mount --propagation private bash -c '
    set -e
    work=$1; shift
    for socket in /run/docker.sock /run/podman/podman.sock; do [ ! -e "$socket" ] || mount --bind /dev/null "$socket"; done
    for folder in /usr/local/bin /usr/local/sbin /usr/libexec /opt; do [ ! -d "$folder" ] || mount --bind "$work/none" "$folder"; done
    for folder in /bin /sbin /usr/sbin /usr/bin; do [ -L "$folder" ] || mount --bind "$work/bin" "$folder"; done
    exec "$@"' bare "$work" "${inside[@]}" || status=$?
else
  echo "bare  $(wc -l <"$work/programs") programs of $(echo "$packages" | wc -l) packages, and Node $(node -v); the rest of this machine is not on PATH"
  "${inside[@]}" || status=$?
fi
if [ -n "$cache" ] && [ ! -d "$cache/_cacache" ] && [ -d "$work/home/.npm/_cacache" ]; then
  mkdir -p "$cache"
  cp -r "$work/home/.npm/_cacache" "$cache/"
fi
exit "$status"
