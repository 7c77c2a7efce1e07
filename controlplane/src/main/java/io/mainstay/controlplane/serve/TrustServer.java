// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.grpc.BindableService;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.grpc.DiscoveryServer;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.grpc.StreamEvents;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells hosts which roots to trust, the moment that changes: SDS with one secret that is none, the validation context {@code ROOTCA}.
 * Private keys are never served here.
 */
public final class TrustServer implements AutoCloseable {
    /** Istio's name for it. */
    private static final String NAME = "ROOTCA";

    private final Roots roots;
    private final DiscoveryServer discovery;

    public TrustServer(TrustBundle first, Scheduler scheduler, ServerLimits limits) {
        this.roots = new Roots(first);
        this.discovery = new DiscoveryServer(roots, scheduler, limits, StreamEvents.NONE);
    }

    /** To be added to a server whose clients show certificates of the mesh. */
    public BindableService service() {
        return discovery.secrets();
    }

    /** These are to be trusted from now on. Any thread. */
    public void trust(TrustBundle bundle) {
        roots.change(bundle);
    }

    /** Hosts connected now. */
    public int hosts() {
        return discovery.nodes().size();
    }

    /** Hosts connected now that have taken up the present roots. */
    public int upToDate() {
        return (int) discovery.nodes().stream().filter(TrustServer::isUpToDate).count();
    }

    private static boolean isUpToDate(NodeStatus node) {
        return !node.types().isEmpty()
                && node.types().stream().allMatch(type -> type.state() == TypeStatus.State.SYNCED);
    }

    @Override
    public void close() {
        discovery.close();
    }

    /** The same for everybody: roots are public. */
    private static final class Roots implements SnapshotSource {
        private final ReentrantLock lock = new ReentrantLock();
        private final Set<Listener> listeners = new LinkedHashSet<>();
        private XdsSnapshot present;

        Roots(TrustBundle first) {
            this.present = snapshot(first);
        }

        @Override
        public Subscription subscribe(NodeIdentity identity, NodeDescription node, Listener listener) {
            lock.lock();
            try {
                listeners.add(listener);
                listener.changed(present);
            } finally {
                lock.unlock();
            }
            return () -> {
                lock.lock();
                try {
                    listeners.remove(listener);
                } finally {
                    lock.unlock();
                }
            };
        }

        void change(TrustBundle bundle) {
            lock.lock();
            try {
                present = snapshot(bundle);
                listeners.forEach(listener -> listener.changed(present));
            } finally {
                lock.unlock();
            }
        }

        private static XdsSnapshot snapshot(TrustBundle bundle) {
            Secret secret = Secret.newBuilder()
                    .setName(NAME)
                    .setValidationContext(CertificateValidationContext.newBuilder()
                            .setTrustedCa(
                                    DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(bundle.toPem()))))
                    .build();
            XdsResource resource = XdsResource.of(NAME, TypeUrls.SECRET, secret);
            return XdsSnapshot.of(resource.version(), List.of(resource));
        }
    }
}
