#!/bin/sh
# Behind `npm start` and `npm test`: brings a fresh clone to where its commands run. Does nothing twice.
#   setup.sh run    packages, build, a MySQL-compatible server; then the first drill
#   setup.sh test   packages, build, a MySQL-compatible server; then the tests (scripts/test.ts)
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.gameday-lock
if [ ! -x node_modules/.bin/node ] || ! cmp -s package-lock.json "$stamp"; then
  echo "setup  npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
else
  node_modules/.bin/node scripts/build.ts
fi
case ${1:-} in
  run)
    bin/gameday setup mysql
    exec bin/gameday run hot-mysql --autopilot --seed 7f3a
    ;;
  test)
    shift
    # Into the cache that the tests share.
    XDG_CACHE_HOME=$PWD/node_modules/.cache bin/gameday setup mysql || echo "setup  no MySQL-compatible server: the tests that need one are skipped"
    exec node_modules/.bin/node scripts/test.ts "$@"
    ;;
esac
