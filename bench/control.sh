#!/usr/bin/env bash
# Copyright 2026 The Mainstay Authors
# SPDX-License-Identifier: Apache-2.0
#
# A control plane under simulated hosts: start to ready, checking 10,000 resources, certificates signed, and then HOSTS hosts over
# mTLS, each with one workload and its proxy's stream: all of them connecting, an endpoint that changes, a route that changes.
# Load and control plane share the machine, so times are upper bounds; CPU is the control plane's own.
#
#   bench/control.sh                             1,000 services, 1,000 hosts, state of the world, 20 rounds
#   bench/control.sh --hosts 300 --delta         fewer, incremental
#   bench/control.sh --only start,validate       some parts: start validate signing load
#
# Build first: mvn -Pquick package -DskipTests. MAINSTAY_PROFILE names the launch profile of the control plane (small). One JSON
# object per sample goes to bench/results/.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
services=1000 hosts=1000 variant=sotw rounds=20 only=start,validate,signing,load out=
while [ $# -gt 0 ]; do
  case $1 in
    --services) services=$2; shift ;;
    --hosts) hosts=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --delta) variant=delta ;;
    --only) only=$2; shift ;;
    --out) out=$2; shift ;;
    *) sed -n '5,16s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
profile=${MAINSTAY_PROFILE:-small}
out=${out:-$here/results/control-$(date -u +%Y%m%dT%H%M%SZ)-$commit.jsonl}
work=$(mktemp -d "${TMPDIR:-/tmp}/control.XXXXXX")
mkdir -p "$here/results"
pid=
stop() { if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=; fi; }
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

sample() { sed "s/^{/{\"commit\":\"$commit\",\"profile\":\"$profile\",/" | tee -a "$out"; }
millis() { echo $(($(date +%s%N) / 1000000)); }
wants() { case ",$only," in *,$1,*) return 0 ;; esac; return 1; }

# Starts a control plane with an empty state and waits for the line that says where it is.
up() {
  rm -rf "$work/state" "$work/up"
  mkfifo "$work/up"
  "$root/mainstay" up --state "$work/state" --listen 127.0.0.1:0 --api-socket "$work/api.sock" --metrics-listen off -o json \
    >"$work/up" 2>"$work/up.log" &
  pid=$!
  read -r where <"$work/up"
  port=$(sed 's/.*"mesh":"[^"]*:\([0-9]*\)".*/\1/' <<<"$where")
}

if wants start; then
  for round in 1 2 3 4 5; do
    begun=$(millis)
    up
    echo "{\"scenario\":\"start\",\"round\":$round,\"millis\":$(($(millis) - begun))}" | sample
    stop
  done
fi

if wants validate; then
  mkdir "$work/many"
  for ((i = 0; i < 10000; i++)); do
    printf -- '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r%d}\nspec:\n  parentRefs: [{group: "", kind: Service, name: s%d}]\n  rules:\n  - matches: [{path: {type: PathPrefix, value: /p%d}}]\n    backendRefs: [{name: s%d, port: 80}]\n' $i $i $i $i >>"$work/many/$((i / 2500)).yaml"
  done
  for round in 1 2 3; do
    begun=$(millis)
    "$root/mainstay" validate -f "$work/many" >"$work/valid"
    echo "{\"scenario\":\"validate\",\"round\":$round,\"resources\":$(wc -l <"$work/valid"),\"millis\":$(($(millis) - begun))}" | sample
  done
fi

java=$(command -v java || true)
for candidate in "${MAINSTAY_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
  [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] && grep -q 'JAVA_VERSION="25' "$candidate/release" && java=$candidate/bin/java && break
done
load() { "$java" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$here/target/classes:$root/dist/target/lib/*" io.mainstay.bench.control.ControlPlaneLoad "$@"; }

if wants signing; then load "$work/ca" | sample; fi
if wants load; then
  up
  load "$work/api.sock" "$port" "$pid" "$services" "$hosts" "$variant" "$rounds" 2>"$work/load.log" | sample || { tail -n 5 "$work/load.log" "$work/up.log" >&2; exit 1; }
fi
