// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import com.google.protobuf.Any;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.io.IOException;
import java.util.Optional;

/** Between what the machines say and Envoy's protobuf. Touches no protobuf descriptor. */
public final class WireForm {
    private static final int INVALID_ARGUMENT = 3;
    private static final int NAME_FIELD = 1;
    private static final String RESOURCE_WRAPPER = "type.googleapis.com/envoy.service.discovery.v3.Resource";

    private WireForm() {}

    public static XdsRequest.Sotw read(DiscoveryRequest request) {
        return new XdsRequest.Sotw(
                request.getTypeUrl(),
                request.getResourceNamesList(),
                request.getVersionInfo(),
                request.getResponseNonce(),
                error(request.hasErrorDetail(), request.getErrorDetail()));
    }

    public static XdsRequest.Delta read(DeltaDiscoveryRequest request) {
        return new XdsRequest.Delta(
                request.getTypeUrl(),
                request.getResourceNamesSubscribeList(),
                request.getResourceNamesUnsubscribeList(),
                request.getInitialResourceVersionsMap(),
                request.getResponseNonce(),
                error(request.hasErrorDetail(), request.getErrorDetail()));
    }

    /** The message without its node, which only the first of a stream carries. */
    public static DiscoveryRequest.Builder write(XdsRequest.Sotw request) {
        DiscoveryRequest.Builder wire = DiscoveryRequest.newBuilder()
                .setTypeUrl(request.typeUrl())
                .addAllResourceNames(request.names())
                .setVersionInfo(request.version())
                .setResponseNonce(request.nonce());
        request.error().ifPresent(text -> wire.setErrorDetail(status(text)));
        return wire;
    }

    /** The message without its node, which only the first of a stream carries. */
    public static DeltaDiscoveryRequest.Builder write(XdsRequest.Delta request) {
        DeltaDiscoveryRequest.Builder wire = DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(request.typeUrl())
                .addAllResourceNamesSubscribe(request.subscribe())
                .addAllResourceNamesUnsubscribe(request.unsubscribe())
                .putAllInitialResourceVersions(request.initialVersions())
                .setResponseNonce(request.nonce());
        request.error().ifPresent(text -> wire.setErrorDetail(status(text)));
        return wire;
    }

    public static XdsResponse.Sotw read(DiscoveryResponse response) {
        return new XdsResponse.Sotw(
                response.getTypeUrl(),
                response.getVersionInfo(),
                response.getNonce(),
                response.getResourcesList().stream()
                        .map(body -> unwrap(body, response.getVersionInfo()))
                        .toList());
    }

    public static XdsResponse.Delta read(DeltaDiscoveryResponse response) {
        return new XdsResponse.Delta(
                response.getTypeUrl(),
                response.getSystemVersionInfo(),
                response.getNonce(),
                response.getResourcesList().stream()
                        .map(resource ->
                                new XdsResource(resource.getName(), resource.getVersion(), resource.getResource()))
                        .toList(),
                response.getRemovedResourcesList());
    }

    public static DiscoveryResponse write(XdsResponse.Sotw response) {
        return DiscoveryResponse.newBuilder()
                .setTypeUrl(response.typeUrl())
                .setVersionInfo(response.version())
                .setNonce(response.nonce())
                .addAllResources(
                        response.resources().stream().map(XdsResource::body).toList())
                .build();
    }

    public static DeltaDiscoveryResponse write(XdsResponse.Delta response) {
        DeltaDiscoveryResponse.Builder wire = DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(response.typeUrl())
                .setSystemVersionInfo(response.version())
                .setNonce(response.nonce())
                .addAllRemovedResources(response.removed());
        for (XdsResource resource : response.resources()) {
            wire.addResources(Resource.newBuilder()
                    .setName(resource.name())
                    .setVersion(resource.version())
                    .setResource(resource.body()));
        }
        return wire.build();
    }

    /** Name of a resource: field 1 of every type that discovery carries. Empty when there is none. */
    public static String nameOf(Any body) {
        try {
            CodedInputStream in = body.getValue().newCodedInput();
            String name = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == NAME_FIELD
                        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    name = in.readString();
                } else if (!in.skipField(tag)) {
                    break;
                }
            }
            return name;
        } catch (IOException e) {
            return ""; // reported as a resource without a name
        }
    }

    private static XdsResource unwrap(Any body, String version) {
        if (!body.getTypeUrl().equals(RESOURCE_WRAPPER)) {
            return new XdsResource(nameOf(body), version, body);
        }
        try {
            Resource wrapper = Resource.parseFrom(body.getValue());
            return new XdsResource(wrapper.getName(), version, wrapper.getResource());
        } catch (IOException e) {
            return new XdsResource("", version, body);
        }
    }

    private static Optional<String> error(boolean present, Status status) {
        return present ? Optional.of(status.getMessage()) : Optional.empty();
    }

    private static Status status(String text) {
        return Status.newBuilder().setCode(INVALID_ARGUMENT).setMessage(text).build();
    }
}
