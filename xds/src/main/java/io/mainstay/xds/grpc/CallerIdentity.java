// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.mainstay.xds.server.NodeIdentity;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Makes what the transport proved about a caller readable in the call. The certificate's chain was verified by the transport; this only
 * reads the one {@code spiffe://} URI of its subject alternative names. More than one is none: such a certificate names nobody.
 */
final class CallerIdentity implements ServerInterceptor {
    private static final Context.Key<NodeIdentity> KEY = Context.key("mainstay-peer-identity");
    private static final int URI_NAME = 6;

    /** Who is calling; unproven when the interceptor is not installed. */
    static NodeIdentity current() {
        NodeIdentity identity = KEY.get();
        return identity == null ? NodeIdentity.unproven("unknown") : identity;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        Optional<String> spiffeId = session == null ? Optional.empty() : spiffeId(session);
        NodeIdentity identity = new NodeIdentity(spiffeId, remote == null ? "unknown" : remote.toString());
        return Contexts.interceptCall(Context.current().withValue(KEY, identity), call, headers, next);
    }

    private static Optional<String> spiffeId(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? spiffeId(leaf) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> spiffeId(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names == null) {
                return Optional.empty();
            }
            List<String> ids = names.stream()
                    .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                    .map(name -> String.valueOf(name.get(1)))
                    .filter(uri -> uri.startsWith("spiffe://"))
                    .toList();
            return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }
}
