// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.mainstay.xds.TypeUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node that takes everything it is sent and counts its bytes: generated stubs alone, nothing of our client. */
final class CountingNode {
    /** A response as it came: its type, its encoded size, what was in it. */
    record Response(String type, int bytes, List<Any> resources) {}

    private final BlockingQueue<Response> responses = new LinkedBlockingQueue<>();
    private final Node node;
    private final Stream stream;

    CountingNode(ManagedChannel channel, boolean delta, String id) {
        node = Node.newBuilder().setId(id).build();
        var stub = AggregatedDiscoveryServiceGrpc.newStub(channel);
        stream = delta ? new Changes(stub) : new Whole(stub);
    }

    /** Asks for all clusters and listeners, and for the endpoints of the clusters; returns when these are there. */
    void subscribe(int clusters) throws InterruptedException, InvalidProtocolBufferException {
        stream.ask(TypeUrls.CLUSTER, List.of());
        List<String> names = new ArrayList<>();
        for (Any each : until(TypeUrls.CLUSTER).getLast().resources()) {
            Cluster cluster = Cluster.parseFrom(each.getValue());
            if (cluster.getType() == Cluster.DiscoveryType.EDS) {
                names.add(cluster.getName());
            }
        }
        assertThat(names).hasSize(clusters);
        stream.ask(TypeUrls.ENDPOINT, names);
        assertThat(until(TypeUrls.ENDPOINT).getLast().resources()).hasSize(clusters);
        stream.ask(TypeUrls.LISTENER, List.of());
        assertThat(until(TypeUrls.LISTENER).getLast().resources()).hasSizeGreaterThan(clusters);
    }

    /** All that comes until something of this type does, which is the last of it. */
    List<Response> until(String type) throws InterruptedException {
        List<Response> all = new ArrayList<>();
        do {
            all.add(Objects.requireNonNull(responses.poll(20, TimeUnit.SECONDS), "no " + type + " after " + all));
        } while (!all.getLast().type().equals(type));
        return all;
    }

    /** Asks on a stream of one of the two variants. */
    private interface Stream {
        void ask(String type, List<String> names);
    }

    private final class Whole extends Quiet<DiscoveryResponse> implements Stream {
        private final Map<String, List<String>> asked = new ConcurrentHashMap<>();
        private final StreamObserver<DiscoveryRequest> requests;

        Whole(AggregatedDiscoveryServiceStub stub) {
            requests = stub.streamAggregatedResources(this);
        }

        @Override
        public void ask(String type, List<String> names) {
            asked.put(type, names);
            requests.onNext(DiscoveryRequest.newBuilder()
                    .setNode(node)
                    .setTypeUrl(type)
                    .addAllResourceNames(names)
                    .build());
        }

        @Override
        public void onNext(DiscoveryResponse response) {
            requests.onNext(DiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .setVersionInfo(response.getVersionInfo())
                    .setResponseNonce(response.getNonce())
                    .addAllResourceNames(Objects.requireNonNull(asked.get(response.getTypeUrl())))
                    .build());
            responses.add(
                    new Response(response.getTypeUrl(), response.getSerializedSize(), response.getResourcesList()));
        }
    }

    private final class Changes extends Quiet<DeltaDiscoveryResponse> implements Stream {
        private final StreamObserver<DeltaDiscoveryRequest> requests;

        Changes(AggregatedDiscoveryServiceStub stub) {
            requests = stub.deltaAggregatedResources(this);
        }

        @Override
        public void ask(String type, List<String> names) {
            requests.onNext(DeltaDiscoveryRequest.newBuilder()
                    .setNode(node)
                    .setTypeUrl(type)
                    .addAllResourceNamesSubscribe(names)
                    .build());
        }

        @Override
        public void onNext(DeltaDiscoveryResponse response) {
            requests.onNext(DeltaDiscoveryRequest.newBuilder()
                    .setTypeUrl(response.getTypeUrl())
                    .setResponseNonce(response.getNonce())
                    .build());
            responses.add(new Response(
                    response.getTypeUrl(),
                    response.getSerializedSize(),
                    response.getResourcesList().stream()
                            .map(Resource::getResource)
                            .toList()));
        }
    }

    private abstract static class Quiet<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
