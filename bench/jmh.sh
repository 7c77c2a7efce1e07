#!/usr/bin/env bash
# Copyright 2026 The Mainstay Authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the JMH benchmarks of the hot functions. Arguments go to JMH, for example: bench/jmh.sh RouteMatch -f 1 -wi 3 -i 5
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
cd "$root"
mvn -B -q -pl bench -am compile dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime \
  -Djacoco.skip=true >&2
exec "$java" --enable-native-access=ALL-UNNAMED -cp "bench/target/classes:$(cat bench/target/classpath)" org.openjdk.jmh.Main "$@"
