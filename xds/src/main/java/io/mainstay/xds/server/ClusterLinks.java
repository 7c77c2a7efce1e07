// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.mainstay.xds.XdsResource;
import java.util.Optional;

/** What a cluster refers to. */
final class ClusterLinks {
    private ClusterLinks() {}

    /** Name of the endpoints a cluster waits for; empty when it takes none from discovery. */
    static Optional<String> endpointName(XdsResource resource) {
        try {
            Cluster cluster = Cluster.parseFrom(resource.body().getValue());
            if (!cluster.hasEdsClusterConfig()) {
                return Optional.empty();
            }
            String service = cluster.getEdsClusterConfig().getServiceName();
            return Optional.of(service.isEmpty() ? cluster.getName() : service);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // the client will refuse it
        }
    }
}
