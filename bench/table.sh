#!/usr/bin/env bash
# Copyright 2026 The Mainstay Authors
# SPDX-License-Identifier: Apache-2.0
#
# Medians (and ranges) of the samples in a results file, as Markdown. Usage: bench/table.sh FILE.jsonl
set -euo pipefail

tr -d '{}"' <"$1" | awk -F, '
  function median(key,   list, n, i, j, t) {
    n = split(values[key], list, " ")
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
    low = list[1]; high = list[n]
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  {
    delete field
    for (i = 1; i <= NF; i++) { split($i, pair, ":"); field[pair[1]] = pair[2] }
    s = field["scenario"]; p = field["peer"]
    if (!((s, p) in seen)) { seen[s, p] = 1; order[++count] = s SUBSEP p; if (!(s in first)) { first[s] = 1; scenarios[++kinds] = s } }
    for (f in field) if (f !~ /^(commit|scenario|peer|round)$/) {
      values[s, p, f] = values[s, p, f] " " field[f]
      has[s, f] = 1
    }
  }
  END {
    columns = split("cpuMicros userMicros rps p50Micros p99Micros rssKb errors foreignShare gbitPerSecond cpuMillisPerGB millis cpuMillis secondsTo80 requestsTo80 bestPerSecond idleKb connections200Kb connections5000Kb", name, " ")
    for (k = 1; k <= kinds; k++) {
      s = scenarios[k]
      printf "\n### %s\n\n| proxy |", s
      line = "|---|"
      for (c = 1; c <= columns; c++) if ((s, name[c]) in has) { printf " %s |", name[c]; line = line "---|" }
      printf "\n%s\n", line
      for (o = 1; o <= count; o++) {
        split(order[o], key, SUBSEP)
        if (key[1] != s) continue
        printf "| %s |", key[2]
        for (c = 1; c <= columns; c++) if ((s, name[c]) in has) {
          if ((s, key[2], name[c]) in values) { m = median(s SUBSEP key[2] SUBSEP name[c]); printf low == high ? " %s |" : " %s [%s–%s] |", m, low, high }
          else printf " |"
        }
        printf "\n"
      }
    }
  }'
