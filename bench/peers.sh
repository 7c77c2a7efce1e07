#!/usr/bin/env bash
# Copyright 2026 The Mainstay Authors
# SPDX-License-Identifier: Apache-2.0
#
# Mainstay beside nginx, HAProxy and Envoy, on one machine, in one run. The proxy under test is pinned to one core, load
# and backend to another; peers take turns, round by round; the figure to trust is CPU time of the proxy per request.
# Only what is compared within one table means anything.
#
#   bench/peers.sh                     all scenarios, 5 rounds of 2 s after 25 s of warm-up (3 s for native peers)
#   bench/peers.sh --short             2 rounds of 1 s after 3 s: shows that it works, not how fast
#   bench/peers.sh --only h1,tcp       some scenarios: h1 h1-log h1-rate h2 tls tls-new tcp tcp-bulk warmup start rss
#   bench/peers.sh --peers mainstay,envoy
#
# Programs are found on PATH or by variables: NGINX HAPROXY ENVOY WRK H2LOAD. MAINSTAY is the launcher (./mainstay);
# MAINSTAY_PROFILES (default "throughput small") names the launch profiles that are measured.
# PROXY_CORE (1) and LOAD_CORE (0) are where things run. Raw samples go to bench/results/, the table to standard output.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
PATH=$PATH:/usr/sbin:/opt/envoy/bin
NGINX=${NGINX:-$(command -v nginx || true)}
HAPROXY=${HAPROXY:-$(command -v haproxy || true)}
ENVOY=${ENVOY:-$(command -v envoy || true)}
WRK=${WRK:-$(command -v wrk || true)}
H2LOAD=${H2LOAD:-$(command -v h2load || true)}
MAINSTAY=${MAINSTAY:-$root/mainstay}
MAINSTAY_PROFILES=${MAINSTAY_PROFILES:-throughput small}
PROXY_CORE=${PROXY_CORE:-1}
LOAD_CORE=${LOAD_CORE:-0}

rounds=5 seconds=2 warmup=25 only= peers= out=
while [ $# -gt 0 ]; do
  case $1 in
    --short) rounds=2 seconds=1 warmup=3 ;;
    --rounds) rounds=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    --warmup) warmup=$2; shift ;;
    --only) only=$2; shift ;;
    --peers) peers=$2; shift ;;
    --out) out=$2; shift ;;
    *) sed -n '5,19s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
[ -n "$NGINX" ] || { echo "peers.sh: nginx is needed as the backend; set NGINX" >&2; exit 2; }
[ -n "$WRK" ] || { echo "peers.sh: wrk is needed as the load; set WRK" >&2; exit 2; }
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
out=${out:-$here/results/peers-$(date -u +%Y%m%dT%H%M%SZ)-$commit.jsonl}
work=$(mktemp -d "${TMPDIR:-/tmp}/peers.XXXXXX")
chmod 755 "$work"
mkdir -p "$(dirname "$out")"

declare -A session=()  # peer -> session id of its processes
stop_all() {
  local sid
  unset 'session[direct]'
  for sid in "${session[@]}"; do pkill -TERM -s "$sid" 2>/dev/null || true; done
  for sid in "${session[@]}"; do
    for _ in {1..50}; do [ -n "$(pids_of "$sid")" ] || break; sleep 0.1; done
    pkill -KILL -s "$sid" 2>/dev/null && echo "peers.sh: had to kill session $sid" >&2 || true
  done
  session=()
}
cleanup() {
  stop_all
  [ -n "${backend_sid:-}" ] && pkill -TERM -s "$backend_sid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

free_port() {
  local port
  while :; do
    port=$((21000 + RANDOM % 10000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# A session of its own, so that a proxy's master and workers, or a launcher and its JVM, are measured and ended as one.
launch() { # core log command...
  local core=$1 log=$2
  shift 2
  setsid taskset -c "$core" "$@" >"$log" 2>&1 </dev/null &
  launched=$!
}
pids_of() { [ -z "$1" ] || ps -o pid= -s "$1" | tr -d ' '; }
await_port() { # port seconds
  local end=$((SECONDS + $2))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.02
  done
}

# --- backend: nginx answering from memory ------------------------------------------------------------------------------

h1_port=$(free_port) h2_port=$(free_port)
start_backend() {
  mkdir -p "$work/backend/logs"
  head -c 1024 /dev/zero | tr '\0' x >"$work/backend/body"
  truncate -s 1G "$work/backend/bulk"
  cat >"$work/backend/nginx.conf" <<EOF
daemon off; worker_processes 1; error_log $work/backend/error.log; pid $work/backend/pid;
events { worker_connections 16000; }
http {
  access_log off; keepalive_requests 100000000; sendfile on; types { } default_type text/plain;
  client_body_temp_path $work/backend/t1; proxy_temp_path $work/backend/t2; fastcgi_temp_path $work/backend/t3;
  uwsgi_temp_path $work/backend/t4; scgi_temp_path $work/backend/t5;
  server { listen 127.0.0.1:$h1_port reuseport backlog=8192; root $work/backend;
    location / { return 200 "$(cat "$work/backend/body")"; } location = /bulk { } }
  server { listen 127.0.0.1:$h2_port http2; http2_max_requests 100000000;
    location / { return 200 "$(cat "$work/backend/body")"; } }
}
EOF
  launch "$LOAD_CORE" "$work/backend/out" "$NGINX" -c "$work/backend/nginx.conf" -p "$work/backend"
  backend_sid=$launched
  await_port "$h1_port" 5 || { cat "$work/backend/out" "$work/backend/error.log" >&2; exit 1; }
}

# --- peers ---------------------------------------------------------------------------------------------------------------

certificate() {
  [ -f "$work/cert.pem" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  cat "$work/cert.pem" "$work/key.pem" >"$work/both.pem"
}

nginx_config() { # scenario port
  local server="" upstream="upstream b { server 127.0.0.1:$h1_port; keepalive 6000; keepalive_requests 100000000; }"
  local log="access_log off;" listen="listen 127.0.0.1:$2 reuseport backlog=8192" tls=""
  case $1 in
    h1-log) log="access_log $work/nginx-access.log;" ;;
    h2) listen="listen 127.0.0.1:$2 http2; http2_max_requests 100000000" ;;
    tls | tls-new) listen="listen 127.0.0.1:$2 ssl"; tls="ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;" ;;
    tcp | tcp-bulk)
      [ -f /usr/lib/nginx/modules/ngx_stream_module.so ] || return 1
      cat <<EOF
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; worker_processes 1; error_log $work/nginx.err; pid $work/nginx.pid; events { worker_connections 16000; }
stream { server { listen 127.0.0.1:$2 reuseport; proxy_pass 127.0.0.1:$h1_port; } }
EOF
      return ;;
  esac
  cat <<EOF
daemon off; worker_processes 1; error_log $work/nginx.err; pid $work/nginx.pid; events { worker_connections 16000; }
http { $log keepalive_requests 100000000; $upstream
  client_body_temp_path $work/n1; proxy_temp_path $work/n2; fastcgi_temp_path $work/n3; uwsgi_temp_path $work/n4;
  scgi_temp_path $work/n5;
  server { $listen; $tls location / { proxy_pass http://b; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for; } } }
EOF
}

haproxy_config() { # scenario port
  local mode=http bind="bind 127.0.0.1:$2" server="server s 127.0.0.1:$h1_port" more="option forwardfor" log=""
  case $1 in
    h1-log) log="log stdout format raw local0 info"; more="option forwardfor
  option httplog
  log global" ;;
    h2) bind="bind 127.0.0.1:$2 proto h2"; server="server s 127.0.0.1:$h2_port proto h2" ;;
    tls | tls-new) bind="bind 127.0.0.1:$2 ssl crt $work/both.pem" ;;
    tcp | tcp-bulk) mode=tcp more="" ;;
  esac
  cat <<EOF
global
  nbthread 1
  maxconn 9000
  $log
defaults
  mode $mode
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  $([ $mode = http ] && echo "http-reuse always")
frontend f
  $bind
  $more
  default_backend b
backend b
  $server maxconn 9000
EOF
}

envoy_config() { # scenario port; the bootstrap that Mainstay gets too
  local codec=HTTP1 port=$h1_port options="" log="" tls="" filter
  case $1 in
    h1-log) log="access_log: [{name: f, typed_config: {'@type': type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, path: ACCESS_LOG}}]" ;;
    h2)
      codec=HTTP2 port=$h2_port
      options="typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {'@type': type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions, explicit_http_config: {http2_protocol_options: {}}}}" ;;
    tls | tls-new) tls="transport_socket: {name: tls, typed_config: {'@type': type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext, common_tls_context: {tls_certificates: [{certificate_chain: {filename: $work/cert.pem}, private_key: {filename: $work/key.pem}}]}}}" ;;
  esac
  case $1 in
    tcp | tcp-bulk) filter="{name: envoy.filters.network.tcp_proxy, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: t, cluster: b}}" ;;
    *) filter="{name: envoy.filters.network.http_connection_manager, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: h, codec_type: $codec, use_remote_address: true, ${log:+$log,} http_filters: [{name: envoy.filters.http.router, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}], route_config: {name: r, virtual_hosts: [{name: v, domains: ['*'], routes: [{match: {prefix: /}, route: {cluster: b, timeout: 0s}}]}]}}}" ;;
  esac
  cat <<EOF
static_resources:
  listeners:
  - name: l
    address: {socket_address: {address: 127.0.0.1, port_value: $2}}
    filter_chains:
    - filters: [$filter]
      $tls
  clusters:
  - name: b
    type: STATIC
    connect_timeout: 5s
    $options
    circuit_breakers: {thresholds: [{max_connections: 30000, max_pending_requests: 30000, max_requests: 30000}]}
    load_assignment: {cluster_name: b, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: $port}}}}]}]}
EOF
}

declare -A port=()
prepare() { # peer scenario: writes the configuration and sets $command, or fails when the peer cannot do it
  local peer=$1 scenario=$2 file=$work/$1-$2
  port[$peer]=$(free_port)
  case $peer in
    nginx)
      [ -n "$NGINX" ] && nginx_config "$scenario" "${port[$peer]}" >"$file.conf" || return 1
      command=("$NGINX" -c "$file.conf" -p "$work") ;;
    haproxy)
      [ -n "$HAPROXY" ] && haproxy_config "$scenario" "${port[$peer]}" >"$file.conf" || return 1
      command=("$HAPROXY" -db -f "$file.conf") ;;
    envoy)
      [ -n "$ENVOY" ] || return 1
      envoy_config "$scenario" "${port[$peer]}" | sed "s#ACCESS_LOG#$work/envoy-access.log#" >"$file.yaml"
      command=("$ENVOY" -c "$file.yaml" --concurrency 1 --disable-hot-restart -l error) ;;
    mainstay-*)
      [ -x "$MAINSTAY" ] || return 1
      envoy_config "$scenario" "${port[$peer]}" | sed "s#ACCESS_LOG#$work/$peer-access.log#" >"$file.yaml"
      command=(env "MAINSTAY_PROFILE=${peer#mainstay-}" "$MAINSTAY" proxy -c "$file.yaml" --concurrency 1) ;;
  esac
  commands[$peer]=$(IFS=$'\t'; echo "${command[*]}")
}
declare -A commands=()
# The same file again: what a peer has kept of it counts, as it does when a machine restarts.
prepared() { IFS=$'\t' read -ra command <<<"${commands[$1]:-false}"; }
start_peer() { # peer scenario
  prepare "$1" "$2" || return 1
  launch "$PROXY_CORE" "$work/$1.out" "${command[@]}"
  session[$1]=$launched
  if ! await_port "${port[$1]}" 20; then
    echo "peers.sh: $1 did not start for $2:" >&2
    tail -3 "$work/$1.out" >&2
    pkill -TERM -s "$launched" 2>/dev/null || true
    unset "session[$1]"
    return 1
  fi
}

# --- measuring -------------------------------------------------------------------------------------------------------------

cpu_ticks() { # session -> "user system" of all its processes, in ticks
  local pid user=0 system=0 line
  for pid in $(pids_of "$1"); do
    line=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    set -- ${line##*) }
    user=$((user + ${12})) system=$((system + ${13}))
  done
  echo "$user $system"
}
rss_kb() { # session
  local pid sum=0 kb
  for pid in $(pids_of "$1"); do
    kb=$(awk '/^VmRSS/ {print $2}' "/proc/$pid/status" 2>/dev/null) || continue
    sum=$((sum + ${kb:-0}))
  done
  echo "$sum"
}
core_busy() { awk -v c="cpu$PROXY_CORE" '$1 == c {print $2 + $3 + $4 + $7 + $8}' /proc/stat; }
# wrk and h2load print 1.23ms, 456us, 1.2s
micros() { awk -v t="$1" 'BEGIN { n = t + 0; if (t ~ /us$/) n *= 1; else if (t ~ /ms$/) n *= 1000; else if (t ~ /[0-9]s$/) n *= 1000000; printf "%.0f", n }'; }

load() { # scenario port seconds -> requests errors p50 p99 (microseconds)
  local text
  case $1 in
    h2)
      text=$(taskset -c "$LOAD_CORE" "$H2LOAD" -c 16 -m 10 -D "$3" "http://127.0.0.1:$2/" 2>&1)
      echo "$(awk '/^requests:/ {print $6}' <<<"$text") $(awk '/^requests:/ {print $10 + $12}' <<<"$text") 0 0" ;;
    h1-rate)
      taskset -c "$LOAD_CORE" "$H2LOAD" --h1 -c 32 --rps 625 -D "$3" --log-file "$work/rate.log" "http://127.0.0.1:$2/" >"$work/rate.out" 2>&1
      sort -n -k3 "$work/rate.log" | awk '{ t[NR] = $3; if ($2 != 200) e++ } END { print NR, e + 0, t[int(NR / 2) + 1], t[int(NR * 0.99) + 1] }'
      rm -f "$work/rate.log" ;;
    *)
      local url=http://127.0.0.1:$2/
      local -a more=()
      case $1 in tls) url=https://127.0.0.1:$2/ ;; tls-new) url=https://127.0.0.1:$2/ more=(-H "Connection: close") ;; esac
      text=$(taskset -c "$LOAD_CORE" "$WRK" -t1 "-c${connections:-64}" "-d${3}s" --latency ${more[@]+"${more[@]}"} "$url" 2>&1)
      echo "$(awk '/requests in/ {print $1}' <<<"$text") $(awk '/Non-2xx/ {n += $NF} /Socket errors/ {gsub(",", ""); n += $4 + $6 + $8 + $10} END {print n + 0}' <<<"$text")" \
        "$(micros "$(awk '$1 == "50%" {print $2}' <<<"$text")") $(micros "$(awk '$1 == "99%" {print $2}' <<<"$text")")" ;;
  esac
}
bulk() { # port -> bytes seconds
  taskset -c "$LOAD_CORE" curl -s -o /dev/null -w '%{size_download} %{time_total}\n' "http://127.0.0.1:$1/bulk"
}
record() { # scenario peer round key value ...
  local line
  printf -v line '{"commit":"%s","scenario":"%s","peer":"%s","round":%s' "$commit" "$1" "$2" "$3"
  shift 3
  while [ $# -gt 0 ]; do line+=",\"$1\":$2"; shift 2; done
  echo "$line}" >>"$out"
}

sample() { # scenario peer round
  local sid=${session[$2]} before after u0 s0 u1 s1 busy0 busy1 requests errors p50 p99
  read -r u0 s0 < <(cpu_ticks "$sid")
  busy0=$(core_busy)
  if [ "$1" = tcp-bulk ]; then
    read -r bytes time < <(bulk "${port[$2]}")
  else
    read -r requests errors p50 p99 < <(load "$1" "${port[$2]}" "$seconds")
  fi
  read -r u1 s1 < <(cpu_ticks "$sid")
  busy1=$(core_busy)
  local own=$((u1 + s1 - u0 - s0)) foreign
  foreign=$(awk -v b=$((busy1 - busy0)) -v o=$own 'BEGIN { f = b > 0 ? (b - o) / b : 0; printf "%.2f", f < 0 ? 0 : f }')
  if [ "$1" = tcp-bulk ]; then
    record "$1" "$2" "$3" gbitPerSecond "$(awk -v b="$bytes" -v t="$time" 'BEGIN { printf "%.2f", b * 8 / t / 1e9 }')" \
      cpuMillisPerGB "$(awk -v b="$bytes" -v o=$own 'BEGIN { printf "%.0f", o * 10 / (b / 1e9) }')" foreignShare "$foreign"
  elif [ "${requests:-0}" -gt 0 ]; then
    record "$1" "$2" "$3" requests "$requests" errors "$errors" rps $((requests / seconds)) \
      cpuMicros "$(awk -v n="$requests" -v o=$own 'BEGIN { printf "%.2f", o * 10000 / n }')" \
      userMicros "$(awk -v n="$requests" -v o=$((u1 - u0)) 'BEGIN { printf "%.2f", o * 10000 / n }')" \
      p50Micros "$p50" p99Micros "$p99" rssKb "$(rss_kb "$sid")" foreignShare "$foreign"
  else
    record "$1" "$2" "$3" requests 0 errors 1
  fi
}

start_time() { # peer round: milliseconds from launch to the first answer through it; round 0 only warms what is kept between starts
  if [ "$2" = 0 ]; then prepare "$1" h1 || return 0; else prepared "$1"; fi
  local began ended
  began=$(date +%s%N)
  launch "$PROXY_CORE" "$work/$1.out" "${command[@]}"
  session[$1]=$launched
  until curl -s -o /dev/null --max-time 1 "http://127.0.0.1:${port[$1]}/" || [ $(($(date +%s%N) - began)) -gt 20000000000 ]; do :; done
  ended=$(date +%s%N)
  [ "$2" = 0 ] || record start "$1" "$2" millis $(((ended - began) / 1000000)) \
    cpuMillis "$(cpu_ticks "$launched" | awk '{print ($1 + $2) * 10}')" rssKb "$(rss_kb "$launched")"
  stop_all
  sleep 0.2
}
# What a cold process needs until it is as fast as it will be: seconds, and requests served in them, to 80 % of the best second.
warm_up() { # peer
  start_peer "$1" h1 || return 0
  local -a counts=()
  local second requests best=0 sum=0
  for second in {1..40}; do
    read -r requests _ < <(load h1 "${port[$1]}" 1)
    counts+=("${requests:-0}")
    [ "${requests:-0}" -gt "$best" ] && best=$requests
  done
  for second in "${!counts[@]}"; do
    [ $((counts[second] * 10)) -lt $((best * 8)) ] || break
    sum=$((sum + counts[second]))
  done
  record warmup "$1" 1 secondsTo80 "$second" requestsTo80 "$sum" bestPerSecond "$best"
  stop_all
}
memory() { # peer; the second start with the same file counts
  start_peer "$1" h1 || return 0
  stop_all
  sleep 1
  prepared "$1"
  launch "$PROXY_CORE" "$work/$1.out" "${command[@]}"
  session[$1]=$launched
  await_port "${port[$1]}" 20 || return 0
  local idle some many
  curl -s -o /dev/null "http://127.0.0.1:${port[$1]}/"
  idle=$(rss_kb "${session[$1]}")
  connections=200 load h1 "${port[$1]}" 3 >/dev/null
  some=$(rss_kb "${session[$1]}")
  connections=5000 load h1 "${port[$1]}" 3 >/dev/null
  many=$(rss_kb "${session[$1]}")
  record rss "$1" 1 idleKb "$idle" connections200Kb "$some" connections5000Kb "$many"
  stop_all
}

# --- the run ---------------------------------------------------------------------------------------------------------------

all_peers=(nginx haproxy envoy)
for profile in $MAINSTAY_PROFILES; do all_peers+=("mainstay-$profile"); done
# Native code is warm at once; a JIT compiler needs its time, and no figure of it counts before.
warmup_of() { case $1 in mainstay-*) echo "$warmup" ;; *) echo 3 ;; esac; }
wanted() { [ -z "$2" ] || [[ ,$2, == *",$1,"* ]] || [[ $1 == mainstay-* && ,$2, == *,mainstay,* ]]; }

# Start-up caches are made behind the first start, and would be measured with it.
caches() {
  local profile lock=${XDG_CACHE_HOME:-$HOME/.cache}/mainstay/aot/proxy.lock
  for profile in $MAINSTAY_PROFILES; do
    MAINSTAY_PROFILE=$profile "$MAINSTAY" proxy --help >/dev/null
    sleep 1
    for _ in {1..120}; do [ -d "$lock" ] || break; sleep 1; done
  done
}

ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
if wanted mainstay-any "$peers"; then caches; fi
start_backend
certificate
for scenario in h1 h1-log h1-rate h2 tls tls-new tcp tcp-bulk; do
  wanted "$scenario" "$only" || continue
  [[ $scenario == h2 || $scenario == h1-rate ]] && [ -z "$H2LOAD" ] && continue
  running=()
  for peer in "${all_peers[@]}"; do
    wanted "$peer" "$peers" && start_peer "$peer" "$scenario" && running+=("$peer") || true
  done
  # What the load tool sees without any proxy: to be taken off the others' latency.
  if [ "$scenario" = h1-rate ]; then running+=(direct) port[direct]=$h1_port session[direct]=; fi
  for peer in "${running[@]}"; do [ "$scenario" = tcp-bulk ] || load "$scenario" "${port[$peer]}" "$(warmup_of "$peer")" >/dev/null; done
  for ((round = 1; round <= rounds; round++)); do
    for peer in "${running[@]}"; do sample "$scenario" "$peer" "$round"; done
    echo "peers.sh: $scenario, round $round of $rounds" >&2
  done
  stop_all
  sleep 0.5
done
if wanted warmup "$only"; then
  for peer in "${all_peers[@]}"; do if [[ $peer == mainstay-* ]]; then warm_up "$peer"; fi; done
fi
if wanted start "$only"; then
  for ((round = 0; round <= rounds; round++)); do
    for peer in "${all_peers[@]}"; do if wanted "$peer" "$peers"; then start_time "$peer" "$round"; fi; done
  done
fi
if wanted rss "$only"; then
  for peer in "${all_peers[@]}"; do if wanted "$peer" "$peers"; then memory "$peer"; fi; done
fi

echo "peers.sh: samples in ${out#"$root"/}" >&2
"$here/table.sh" "$out"
