#!/bin/sh
# A machine of its own for one command, made of namespaces: the file system is a layer over this one's, the network has a
# loopback device and a road that leads nowhere, and nobody else's process can be seen. What is outside of the drill is watched.
# sandbox.sh ROOT NODE CASE OUT COMMAND...: CASE is laid as /play/case; OUT gets what was seen.
set -u
root=$1 node=$2 case=$3 out=$4
shift 4
if [ "${GAMEDAY_SANDBOX:-}" = "" ]; then
  GAMEDAY_SANDBOX=1 exec unshare --mount --net --pid --fork --kill-child --propagation private "$0" "$root" "$node" "$case" "$out" "$@"
fi
mount -t proc proc /proc
layer=$out/layer
mkdir "$layer"
mount -t tmpfs none "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/all"
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/all"
mount -t proc none "$layer/all/proc"
mount --rbind /dev "$layer/all/dev"
mkdir -p "$layer/all/play/home/.ssh" "$layer/all/play/tmp" "$layer/all/canary"
cp -a "$case/." "$layer/all/play/case"
[ -d "$case/../outside" ] && cp -a "$case/../outside/." "$layer/all/outside"
ip link set lo up
# Without IPv6 on the road, whose neighbours announce themselves: every packet there is somebody's wish.
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null
ip link add road type veth peer name nowhere
ip addr add 10.99.0.1/24 dev road
ip link set road up && ip link set nowhere up
ip route add default via 10.99.0.2
chroot "$layer/all" "$node" "$root/test/hostile/canary.mjs" & canary=$!
while [ ! -e "$layer/all/canary/ready" ]; do sleep 0.1; done
sent() { awk '$1 == "road:" { print $11 }' /proc/net/dev; }
before=$(sent)
chroot "$layer/all" /usr/bin/env -i PATH="$PATH" HOME=/play/home XDG_STATE_HOME=/play/state XDG_CACHE_HOME="$GAMEDAY_HOSTILE_CACHE" GAMEDAY_RUNS=/play/runs TMPDIR=/play/tmp NODE_COMPILE_CACHE=/play/compile NO_COLOR=1 GAMEDAY_BUSY_WAIT=0s \
  sh -c 'cd /play/case && exec "$@"' sh "$@" >"$out/stdout" 2>"$out/stderr" </dev/null
echo $? >"$out/code"
after=$(sent)
echo $((after - before)) >"$out/packets"
kill -0 $canary 2>/dev/null && echo alive >"$out/canary"
kill $canary 2>/dev/null
wait $canary
cp "$layer/all/canary/seen" "$out/seen" 2>/dev/null || : >"$out/seen"
# Every file of the layer that is none of the drill's own folders, and every place of those where the secret stands.
(cd "$layer/upper" && find . -type f -o -type l -o -type c -o -type s -o -type p) | sed 's/^\.//' | grep -v -e '^/play/' -e '^/canary/' -e "^$GAMEDAY_HOSTILE_CACHE/" -e '^/outside/private.key$' -e '^/outside/elsewhere.mjs$' -e '^/outside/load.k6.js$' >"$out/written"
cmp -s "$case/../outside/private.key" "$layer/all/outside/private.key" || echo /outside/private.key >>"$out/written"
grep -rlI SECRET-a7c1e0 "$layer/upper/play" "$out/stdout" "$out/stderr" 2>/dev/null | sed "s|^$layer/upper||" | grep -v -e '^/play/case/' >"$out/leaked"
(cd "$layer/all" && find ./play/home -type f) | sed 's/^\.//' >>"$out/written"
ps -e -o pid=,comm= | grep -v -e ' sh$' -e ' sandbox.sh$' -e ' ps$' -e ' grep$' >"$out/left"
exit 0
