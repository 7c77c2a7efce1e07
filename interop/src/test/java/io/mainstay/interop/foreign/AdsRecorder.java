// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.mainstay.xds.TypeUrls;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A control plane made of generated stubs alone: sends clusters and listeners when told to, and writes down every request as it came. One
 * stream at a time.
 */
final class AdsRecorder extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase
        implements AutoCloseable {
    /** An answer to a response: which type and nonce, and the error if it was refused. */
    record Answer(String type, String nonce, Status error, String version) {}

    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final Server server;
    private Map<String, Message> clusters = Map.of();
    private Map<String, Message> listeners = Map.of();
    private Stream stream = (_, _, _) -> {};

    /** Sends resources on the stream of now, of whichever variant it is. */
    private interface Stream {
        void send(String type, String nonce, Map<String, Message> resources);
    }

    AdsRecorder(Map<String, Message> clusters, Map<String, Message> listeners) throws IOException {
        this.clusters = new LinkedHashMap<>(clusters);
        this.listeners = listeners;
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** All answers to responses so far, oldest first. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Sends these clusters, which replace those of the same name, under this nonce. */
    synchronized void push(String nonce, Map<String, Message> changed) {
        clusters.putAll(changed);
        stream.send(TypeUrls.CLUSTER, nonce, clusters);
    }

    /** A first request for a type gets all there is of it; another one is an answer. */
    private synchronized void asked(Answer answer, Stream on) {
        if (!answer.nonce().isEmpty()) {
            answers.add(answer);
            return;
        }
        stream = on;
        switch (answer.type()) {
            case TypeUrls.CLUSTER -> on.send(answer.type(), "first", clusters);
            case TypeUrls.LISTENER -> on.send(answer.type(), "first", listeners);
            default -> on.send(answer.type(), "first", Map.of());
        }
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> out) {
        Stream whole = (type, nonce, resources) -> out.onNext(DiscoveryResponse.newBuilder()
                .setTypeUrl(type)
                .setVersionInfo("v-" + nonce)
                .setNonce(nonce)
                .addAllResources(
                        resources.values().stream().map(AdsRecorder::any).toList())
                .build());
        return new Quiet<>() {
            @Override
            public void onNext(DiscoveryRequest request) {
                asked(
                        new Answer(
                                request.getTypeUrl(),
                                request.getResponseNonce(),
                                request.getErrorDetail(),
                                request.getVersionInfo()),
                        whole);
            }
        };
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(StreamObserver<DeltaDiscoveryResponse> out) {
        Stream changes = (type, nonce, resources) -> {
            DeltaDiscoveryResponse.Builder response =
                    DeltaDiscoveryResponse.newBuilder().setTypeUrl(type).setNonce(nonce);
            resources.forEach((name, resource) -> response.addResources(Resource.newBuilder()
                    .setName(name)
                    .setVersion(Integer.toString(resource.hashCode()))
                    .setResource(any(resource))));
            out.onNext(response.build());
        };
        return new Quiet<>() {
            @Override
            public void onNext(DeltaDiscoveryRequest request) {
                asked(
                        new Answer(request.getTypeUrl(), request.getResponseNonce(), request.getErrorDetail(), ""),
                        changes);
            }
        };
    }

    private static Any any(Message message) {
        return Any.pack(message);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private abstract static class Quiet<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
