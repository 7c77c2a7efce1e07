// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc.SecretDiscoveryServiceImplBase;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.SnapshotSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves what a {@link SnapshotSource} has, aggregated or secrets alone, both variants. On a transport with client certificates nodes have
 * the identity of theirs.
 */
public final class DiscoveryServer implements AutoCloseable {
    private final SnapshotSource source;
    private final Scheduler scheduler;
    private final ServerLimits limits;
    private final StreamEvents events;
    private final Map<Long, ServerStream<?, ?>> streams = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    public DiscoveryServer(SnapshotSource source, Scheduler scheduler, ServerLimits limits, StreamEvents events) {
        this.source = source;
        this.scheduler = scheduler;
        this.limits = limits;
        this.events = events;
    }

    /** {@code AggregatedDiscoveryService}: every type on one stream. */
    public BindableService aggregated() {
        return identified(new AggregatedDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> out) {
                return open(Variant.sotw(""), out);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
                    StreamObserver<DeltaDiscoveryResponse> out) {
                return open(Variant.delta(""), out);
            }
        });
    }

    /** {@code SecretDiscoveryService}: secrets on a stream of their own. */
    public BindableService secrets() {
        return identified(new SecretDiscoveryServiceImplBase() {
            @Override
            public StreamObserver<DiscoveryRequest> streamSecrets(StreamObserver<DiscoveryResponse> out) {
                return open(Variant.sotw(TypeUrls.SECRET), out);
            }

            @Override
            public StreamObserver<DeltaDiscoveryRequest> deltaSecrets(StreamObserver<DeltaDiscoveryResponse> out) {
                return open(Variant.delta(TypeUrls.SECRET), out);
            }
        });
    }

    /** Every node connected now and how far it has come, oldest stream first. Any thread. */
    public List<NodeStatus> nodes() {
        return streams.values().stream()
                .flatMap(stream -> stream.status().stream())
                .sorted(Comparator.comparingLong(NodeStatus::streamId))
                .toList();
    }

    /** Ends every stream with UNAVAILABLE, so that nodes go elsewhere or come back. */
    @Override
    public void close() {
        streams.values().forEach(ServerStream::shutDown);
    }

    private static BindableService identified(BindableService service) {
        return () -> ServerInterceptors.intercept(service, new CallerIdentity());
    }

    private <Q, R extends MessageLite> StreamObserver<Q> open(Variant<Q, R> variant, StreamObserver<R> out) {
        if (streams.size() >= limits.maxStreams()) {
            out.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("streams: " + limits.maxStreams() + " are open already")
                    .asRuntimeException());
            return new Ignored<>();
        }
        long id = ids.incrementAndGet();
        NodeIdentity identity = CallerIdentity.current();
        ServerStream<Q, R> stream = new ServerStream<>(
                id,
                identity,
                variant,
                out,
                new ServerStream.Environment(source, scheduler, limits, events, () -> streams.remove(id)));
        streams.put(id, stream);
        return stream;
    }

    /** What a refused stream still says. */
    private record Ignored<Q>() implements StreamObserver<Q> {
        @Override
        public void onNext(Q request) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
