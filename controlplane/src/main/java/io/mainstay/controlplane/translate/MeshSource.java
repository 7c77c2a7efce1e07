// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives every node its part of the mesh. Who a node is, its certificate says: {@code spiffe://<trust-domain>/node/<host>}. What it says
 * of itself decides only which of its own parts it gets: metadata {@code role: gateway} with {@code gateway: <namespace>/<name>} (all
 * gateways when absent) and {@code listen_address}, its locality decides which endpoints are near.
 */
public final class MeshSource implements SnapshotSource {
    private static final int CACHED = 100_000;

    private final TranslationCache cache = new TranslationCache(CACHED);
    private final LongAdder hostTranslations = new LongAdder();
    private final CopyOnWriteArrayList<Node> nodes = new CopyOnWriteArrayList<>();
    private volatile SharedResources present;

    public MeshSource(MeshSnapshot first) {
        this.present = SharedResources.first(first, cache);
    }

    /** Takes a new snapshot and tells every node to whom it makes a difference. Called on one thread. */
    public void accept(MeshSnapshot snapshot) {
        present = present.next(snapshot);
        nodes.forEach(Node::update);
    }

    @Override
    public Subscription subscribe(NodeIdentity identity, NodeDescription description, Listener listener) {
        String trustDomain = present.mesh().trustDomain();
        Optional<String> host = hostOf(identity, trustDomain);
        if (host.isEmpty()) {
            listener.refused("this port serves nodes of trust domain " + trustDomain + "; you are "
                    + identity.spiffeId().orElse("without a certificate"));
            return () -> {};
        }
        Node node = new Node(host.get(), identity.spiffeId().orElseThrow(), description, listener);
        nodes.add(node);
        node.update();
        return () -> {
            nodes.remove(node);
            node.close();
        };
    }

    private static Optional<String> hostOf(NodeIdentity identity, String trustDomain) {
        String prefix = "spiffe://" + trustDomain + "/node/";
        return identity.spiffeId().filter(id -> id.startsWith(prefix)).map(id -> id.substring(prefix.length()));
    }

    /** What a host should have now; for tests, dry runs and the API. */
    public XdsSnapshot translate(String host, String principal, NodeDescription description) {
        SharedResources shared = present;
        return isGateway(description) ? gateway(shared, host, principal, description) : host(shared, host, description);
    }

    private static boolean isGateway(NodeDescription description) {
        return description.text("role").orElse("node").equals("gateway");
    }

    private static XdsSnapshot host(SharedResources shared, String host, NodeDescription description) {
        NodeTranslation translation = new NodeTranslation(shared, description.locality());
        return translation.host(translation.inputs(host));
    }

    private static XdsSnapshot gateway(
            SharedResources shared, String host, String principal, NodeDescription description) {
        Optional<String> name = description.text("gateway");
        List<MeshGateway> gateways = shared.mesh().gateways().stream()
                .filter(gateway -> name.isEmpty()
                        || name.get().equals(gateway.name())
                        || name.get().equals(gateway.namespace() + "/" + gateway.name()))
                .toList();
        return new NodeTranslation(shared, description.locality())
                .gateway(gateways, description.text("listen_address").orElse("0.0.0.0"), host, principal);
    }

    /** What is known here, for Prometheus. */
    public void metrics(MetricsText text) {
        text.counter(
                "mainstay_translations_total",
                "Resources translated rather than taken from the cache.",
                translations());
        text.counter(
                "mainstay_host_translations_total",
                "Hosts put together anew because something they depend on had changed.",
                hostTranslations());
    }

    /** How often something had to be translated rather than taken from the cache. */
    public long translations() {
        return cache.misses();
    }

    /** How often a host was put together anew. */
    long hostTranslations() {
        return hostTranslations.sum();
    }

    /** One subscription. Calls of its listener are made under its lock, so there are never two at once. */
    private final class Node {
        private final String host;
        private final String principal;
        private final NodeDescription description;
        private final Listener listener;
        private final ReentrantLock lock = new ReentrantLock();
        private XdsSnapshot sent = XdsSnapshot.EMPTY;
        private @Nullable HostInputs sentFor;
        private boolean first = true;
        private boolean closed;

        Node(String host, String principal, NodeDescription description, Listener listener) {
            this.host = host;
            this.principal = principal;
            this.description = description;
            this.listener = listener;
        }

        void update() {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                SharedResources shared = present;
                if (isGateway(description)) {
                    send(gateway(shared, host, principal, description));
                    return;
                }
                NodeTranslation translation = new NodeTranslation(shared, description.locality());
                HostInputs inputs = translation.inputs(host);
                if (!inputs.equals(sentFor)) {
                    sentFor = inputs;
                    hostTranslations.increment();
                    send(translation.host(inputs));
                }
            } finally {
                lock.unlock();
            }
        }

        private void send(XdsSnapshot next) {
            if (first || !next.resources().equals(sent.resources())) {
                first = false;
                sent = next;
                listener.changed(next);
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
