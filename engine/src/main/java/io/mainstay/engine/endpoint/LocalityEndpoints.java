// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

import io.mainstay.engine.core.Metadata;
import io.mainstay.model.Locality;
import java.util.List;
import java.util.Objects;

/**
 * The endpoints of one locality at one priority ({@code LocalityLbEndpoints}).
 *
 * @param priority 0 first; 0..128, without holes over the assignment
 * @param weight   share among the localities of a priority, when the cluster is locality weighted; 0: unset, gets nothing
 */
public record LocalityEndpoints(
        Locality locality, int priority, int weight, List<EndpointConfig> endpoints, Metadata metadata) {
    public LocalityEndpoints {
        Objects.requireNonNull(locality);
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(metadata);
    }
}
