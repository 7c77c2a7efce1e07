// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.mainstay.xds.WireForm;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import java.util.Optional;
import java.util.function.Function;

/** What differs between the variants on the wire, as the server needs it. {@code typeUrl} is for services of one type only. */
record Variant<Q, R extends MessageLite>(
        boolean delta, Function<Q, XdsRequest> read, Function<Q, Optional<Node>> node, Function<XdsResponse, R> write) {
    static Variant<DiscoveryRequest, DiscoveryResponse> sotw(String typeUrl) {
        return new Variant<>(
                false,
                request -> WireForm.read(
                        request.getTypeUrl().isEmpty()
                                ? request.toBuilder().setTypeUrl(typeUrl).build()
                                : request),
                request -> request.hasNode() ? Optional.of(request.getNode()) : Optional.empty(),
                response -> WireForm.write((XdsResponse.Sotw) response));
    }

    static Variant<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta(String typeUrl) {
        return new Variant<>(
                true,
                request -> WireForm.read(
                        request.getTypeUrl().isEmpty()
                                ? request.toBuilder().setTypeUrl(typeUrl).build()
                                : request),
                request -> request.hasNode() ? Optional.of(request.getNode()) : Optional.empty(),
                response -> WireForm.write((XdsResponse.Delta) response));
    }
}
