#!/bin/sh
# Two or three replicas of 'nightjar serve' behind nginx on this machine, without containers.
#
#   fleet.sh start MODELS KEY_STORE   three replicas and nginx at http://127.0.0.1:8080/
#   fleet.sh restart                  one replica after the other; no request is lost
#   fleet.sh stop
#
# MODELS is the folder of 'nightjar serve --models'. KEY_STORE is a store that replicas share, as of --key-store, such as
# files:folder=/srv/keys:shared=true or s3:bucket=keys (credentials in the environment). State and logs are in
# $FLEET_HOME, by default ./fleet.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=${FLEET_HOME:-$PWD/fleet}
nightjar=${NIGHTJAR:-$here/../../nightjar}
ports="8081 8082 8083"
waits=120   # seconds for a replica to be ready, or to finish what it has begun

ready() {
  curl -sf -o "$home/health-$1" "http://127.0.0.1:$1/health"
}

start_replica() {
  models=$(cat "$home/models") store=$(cat "$home/store")
  "$nightjar" serve --models "$models" --port "$1" --key-store "$store" --behind-proxy >>"$home/replica-$1.log" 2>&1 &
  echo $! >"$home/replica-$1.pid"
  second=0
  until ready "$1"; do
    kill -0 "$(cat "$home/replica-$1.pid")" 2>/dev/null || { echo "replica $1 ended, see $home/replica-$1.log" >&2; exit 1; }
    second=$((second + 1))
    [ "$second" -lt "$waits" ] || { echo "replica $1 is not ready, see $home/replica-$1.log" >&2; exit 1; }
    sleep 1
  done
}

stop_replica() {
  pid=$(cat "$home/replica-$1.pid")
  kill "$pid" 2>/dev/null || return 0
  second=0
  while kill -0 "$pid" 2>/dev/null; do
    second=$((second + 1))
    [ "$second" -lt "$waits" ] || { echo "replica $1 does not end, see $home/replica-$1.log" >&2; exit 1; }
    sleep 1
  done
}

# nginx asks a replica no more before it stops, as a connection that comes while its port is closed is broken. What
# nginx has taken until then is passed on within the second, and the replica finishes it.
take_out() {
  sed "s/server 127.0.0.1:$1 max_fails=0;/server 127.0.0.1:$1 down;/" "$here/nginx.conf" >"$home/nginx.conf"
  nginx -p "$home" -e nginx-error.log -c nginx.conf -s reload
  sleep 1
}

put_back() {
  cp "$here/nginx.conf" "$home/nginx.conf"
  nginx -p "$home" -e nginx-error.log -c nginx.conf -s reload
}

case ${1:-} in
  start)
    [ $# -eq 3 ] || { sed -n '4p' "$0" >&2; exit 2; }
    mkdir -p "$home"
    (cd "$2" && pwd) >"$home/models"
    echo "$3" >"$home/store"
    cp "$here/nginx.conf" "$home/nginx.conf"
    nginx -p "$home" -e nginx-error.log -c nginx.conf -t
    for port in $ports; do start_replica "$port"; done
    nginx -p "$home" -e nginx-error.log -c nginx.conf
    echo "serving at http://127.0.0.1:8080/" ;;
  restart)
    for port in $ports; do
      take_out "$port"
      stop_replica "$port"
      start_replica "$port"
      put_back "$port"
    done ;;
  stop)
    nginx -p "$home" -e nginx-error.log -c nginx.conf -s quit || :
    for port in $ports; do stop_replica "$port"; done ;;
  *)
    sed -n '2,9p' "$0" >&2
    exit 2 ;;
esac
