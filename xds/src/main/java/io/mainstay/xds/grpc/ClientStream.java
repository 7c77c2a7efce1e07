// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.mainstay.xds.WireForm;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One gRPC call; responses one at a time, the next when the last is done with. Confined to its client's executor but for its events. */
final class ClientStream {
    private final Consumer<XdsRequest> sender;
    private final Runnable finisher;

    private ClientStream(Consumer<XdsRequest> sender, Runnable finisher) {
        this.sender = sender;
        this.finisher = finisher;
    }

    /** Called on gRPC's threads. */
    interface Events {
        /** A response came; {@code done} asks for the next. */
        void received(XdsResponse response, Runnable done);

        /** Nothing more will come. */
        void ended(String reason);
    }

    static ClientStream open(Channel channel, DiscoveryClient.Settings settings, Events events) {
        boolean aggregated = settings.service() == DiscoveryClient.Service.AGGREGATED;
        if (settings.delta()) {
            return open(
                    channel.newCall(
                            aggregated
                                    ? AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                                    : SecretDiscoveryServiceGrpc.getDeltaSecretsMethod(),
                            CallOptions.DEFAULT),
                    new Codec<DeltaDiscoveryRequest, DeltaDiscoveryResponse>(
                            (request, node) -> {
                                DeltaDiscoveryRequest.Builder wire = WireForm.write((XdsRequest.Delta) request);
                                node.ifPresent(wire::setNode);
                                return wire.build();
                            },
                            WireForm::read),
                    settings.node(),
                    events);
        }
        MethodDescriptor<DiscoveryRequest, DiscoveryResponse> method = aggregated
                ? AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()
                : SecretDiscoveryServiceGrpc.getStreamSecretsMethod();
        return open(
                channel.newCall(method, CallOptions.DEFAULT),
                new Codec<DiscoveryRequest, DiscoveryResponse>(
                        (request, node) -> {
                            DiscoveryRequest.Builder wire = WireForm.write((XdsRequest.Sotw) request);
                            node.ifPresent(wire::setNode);
                            return wire.build();
                        },
                        WireForm::read),
                settings.node(),
                events);
    }

    void send(XdsRequest request) {
        sender.accept(request);
    }

    void finish() {
        finisher.run();
    }

    private static <Q, R> ClientStream open(ClientCall<Q, R> call, Codec<Q, R> codec, Node node, Events events) {
        call.start(
                new ClientCall.Listener<R>() {
                    @Override
                    public void onMessage(R message) {
                        events.received(codec.read().apply(message), () -> call.request(1));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        String text = status.getDescription();
                        events.ended(status.getCode() + (text == null ? "" : ": " + text));
                    }
                },
                new Metadata());
        call.request(1);
        return new ClientStream(
                new Consumer<>() {
                    private Optional<Node> first = Optional.of(node);

                    @Override
                    public void accept(XdsRequest request) {
                        call.sendMessage(codec.write().apply(request, first));
                        first = Optional.empty();
                    }
                },
                () -> call.cancel("no longer wanted", null));
    }

    private record Codec<Q, R>(Writer<Q> write, Function<R, XdsResponse> read) {}

    private interface Writer<Q> {
        Q apply(XdsRequest request, Optional<Node> node);
    }
}
