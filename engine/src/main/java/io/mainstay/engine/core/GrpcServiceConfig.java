// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A gRPC server reached through one of our own clusters ({@code core.v3.GrpcService} with {@code envoy_grpc}).
 *
 * @param clusterName     a static cluster
 * @param authority       {@code :authority} to send; empty sends the cluster's name
 * @param timeout         of one call; zero is none
 * @param initialMetadata added to each call, values literal
 */
public record GrpcServiceConfig(
        String clusterName, String authority, Duration timeout, List<HeaderValue> initialMetadata) {
    public GrpcServiceConfig {
        Objects.requireNonNull(clusterName);
        Objects.requireNonNull(authority);
        Objects.requireNonNull(timeout);
        initialMetadata = List.copyOf(initialMetadata);
    }
}
