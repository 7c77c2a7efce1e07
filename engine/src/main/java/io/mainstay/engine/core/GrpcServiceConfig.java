// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/**
 * A gRPC server reached through one of our own clusters ({@code core.v3.GrpcService} with {@code envoy_grpc}).
 *
 * @param clusterName a static cluster
 */
public record GrpcServiceConfig(String clusterName) {
    public GrpcServiceConfig {
        Objects.requireNonNull(clusterName);
    }
}
