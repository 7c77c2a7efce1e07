// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What to run and as what.
 *
 * @param name           of the workload; empty: the node finds one
 * @param service        it backs; empty for one that only calls others
 * @param serviceAccount empty: the service's name, or {@code default}
 * @param version        value of its label {@code version}; empty for none
 * @param port           the application's; 0: a free one is taken and told in {@code $PORT}; -1: it serves nothing
 * @param command        the application and its arguments
 * @param nodeSocket     of the host's node
 * @param patience       how long to wait for the host's node
 * @param stopTimeout    how long the application may take to stop before it is killed
 * @param stdin          whether the application reads our standard input
 */
public record RunConfig(
        String namespace,
        String name,
        String service,
        String serviceAccount,
        String version,
        Map<String, String> labels,
        int port,
        List<String> command,
        Path nodeSocket,
        Duration patience,
        Duration stopTimeout,
        boolean stdin) {
    public RunConfig {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        Objects.requireNonNull(service);
        Objects.requireNonNull(serviceAccount);
        Objects.requireNonNull(version);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        command = List.copyOf(command);
        Objects.requireNonNull(nodeSocket);
        Objects.requireNonNull(patience);
        Objects.requireNonNull(stopTimeout);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no command to run");
        }
    }

    /** For messages. */
    String title() {
        return namespace + "/" + (name.isEmpty() ? service.isEmpty() ? "workload" : service : name);
    }
}
