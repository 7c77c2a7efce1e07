// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.sds;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.mainstay.agent.identity.SecretsSink;
import io.mainstay.security.Credential;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** The secrets of this host as resources. Every change is told to every stream, in order. Thread-safe. */
public final class SecretSource implements SnapshotSource, SecretsSink {
    /** Istio's name for the trust bundle. */
    public static final String ROOTS = "ROOTCA";

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, XdsResource> secrets = new TreeMap<>();
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private long version;

    @Override
    public Subscription subscribe(NodeIdentity identity, NodeDescription node, Listener listener) {
        lock.lock();
        try {
            listeners.add(listener);
            listener.changed(snapshot());
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

    @Override
    public void certificate(SpiffeId identity, Credential credential) {
        TlsCertificate certificate = TlsCertificate.newBuilder()
                .setCertificateChain(inline(credential.chain().toPem()))
                .setPrivateKey(inline(credential.privateKeyPem()))
                .build();
        String name = identity.toString();
        put(
                name,
                Secret.newBuilder().setName(name).setTlsCertificate(certificate).build());
    }

    @Override
    public void bundle(TrustBundle bundle) {
        CertificateValidationContext context = CertificateValidationContext.newBuilder()
                .setTrustedCa(inline(bundle.toPem()))
                .build();
        put(
                ROOTS,
                Secret.newBuilder().setName(ROOTS).setValidationContext(context).build());
    }

    @Override
    public void removed(SpiffeId identity) {
        lock.lock();
        try {
            if (secrets.remove(identity.toString()) != null) {
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Names served now. */
    public List<String> names() {
        lock.lock();
        try {
            return List.copyOf(secrets.keySet());
        } finally {
            lock.unlock();
        }
    }

    private void put(String name, Secret secret) {
        XdsResource resource = XdsResource.of(name, TypeUrls.SECRET, secret);
        lock.lock();
        try {
            secrets.put(name, resource);
            tell();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        version++;
        XdsSnapshot snapshot = snapshot();
        new ArrayList<>(listeners).forEach(listener -> listener.changed(snapshot));
    }

    private XdsSnapshot snapshot() {
        return XdsSnapshot.of(Long.toString(version), List.copyOf(secrets.values()));
    }

    private static DataSource inline(String text) {
        return DataSource.newBuilder()
                .setInlineBytes(ByteString.copyFromUtf8(text))
                .build();
    }
}
