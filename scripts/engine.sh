#!/bin/sh
# Starts a Docker engine on a machine that has the program and no engine that answers, as CI does:  scripts/engine.sh start | stop
# What it started is stopped by its number and nothing else is; images stay, so that the next start finds them.
set -eu
# GAMEDAY_ENGINE_SOCKET and GAMEDAY_ENGINE_ARGS make a second one beside another.
socket=${GAMEDAY_ENGINE_SOCKET:-/var/run/docker.sock}
pidfile=${GAMEDAY_ENGINE_PID:-${TMPDIR:-/tmp}/gameday-engine.pid}
log=${TMPDIR:-/tmp}/gameday-engine.log
answers() { [ -S "$socket" ] && curl -fsS --max-time 5 --unix-socket "$socket" http://engine/_ping >/dev/null 2>&1; }

case "${1:-}" in
  start)
    if answers; then echo "an engine answers at $socket"; exit 0; fi
    command -v dockerd >/dev/null || { echo "no dockerd on PATH (Debian: docker.io iptables)" >&2; exit 69; }
    # shellcheck disable=SC2086
    setsid dockerd --host="unix://$socket" ${GAMEDAY_ENGINE_ARGS:-} >"$log" 2>&1 </dev/null &
    echo $! >"$pidfile"
    for _ in $(seq 120); do
      if answers; then echo "started an engine, pid $(cat "$pidfile")"; exit 0; fi
      kill -0 "$(cat "$pidfile")" 2>/dev/null || break
      sleep 0.5
    done
    echo "the engine does not come up; the end of $log:" >&2
    tail -n 15 "$log" >&2
    exit 69
    ;;
  stop)
    [ -f "$pidfile" ] || exit 0
    pid=$(cat "$pidfile")
    rm -f "$pidfile"
    kill "$pid" 2>/dev/null || exit 0
    for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || exit 0; sleep 0.5; done
    echo "the engine (pid $pid) does not end" >&2
    exit 75
    ;;
  *) sed -n 2,3p "$0"; exit 64 ;;
esac
