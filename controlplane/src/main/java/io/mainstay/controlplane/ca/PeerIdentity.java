// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.mainstay.security.PeerCertificates;
import io.mainstay.security.SpiffeId;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Puts the caller's verified identity into the gRPC context, where services read it with {@link #caller()} and
 * {@link #host()}. A call without a client certificate passes only for methods that were named as open to such calls; those
 * authenticate in some other way.
 */
public final class PeerIdentity implements ServerInterceptor {
    private static final Context.Key<SpiffeId> CALLER = Context.key("io.mainstay.caller");
    private static final Context.Key<String> BEARER = Context.key("io.mainstay.bearer");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "Bearer ";

    private final Set<String> openMethods;

    /**
     * Names the exceptions.
     *
     * @param openMethods full method names ({@code package.Service/Method}) that take calls without a client certificate
     */
    public PeerIdentity(Set<String> openMethods) {
        this.openMethods = Set.copyOf(openMethods);
    }

    /** The identity in the client certificate of the current call; empty when it has none. */
    public static Optional<SpiffeId> caller() {
        return Optional.ofNullable(CALLER.get());
    }

    /** The calling host; empty when the caller is not a node. */
    public static Optional<String> host() {
        return caller().flatMap(PeerIdentity::hostOf);
    }

    /** A context in which {@link #caller()} is the given one; for tests of services and for local sockets. */
    public static Context as(SpiffeId caller) {
        return Context.current().withValue(CALLER, caller);
    }

    static Optional<String> hostOf(SpiffeId id) {
        return id.role() instanceof SpiffeId.Role.Node(String host) ? Optional.of(host) : Optional.empty();
    }

    /** The bearer token of the current call. */
    static Optional<String> bearer() {
        return Optional.ofNullable(BEARER.get());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Optional<SpiffeId> caller = identityIn(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        if (caller.isPresent()) {
            return Contexts.interceptCall(as(caller.get()), call, headers, next);
        }
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!openMethods.contains(method)) {
            call.close(
                    Status.UNAUTHENTICATED.withDescription(
                            method + " needs a client certificate with a SPIFFE id; enrol this host first"),
                    new Metadata());
            return new ServerCall.Listener<Q>() {};
        }
        String authorization = headers.get(AUTHORIZATION);
        Context context = authorization != null && authorization.startsWith(SCHEME)
                ? Context.current().withValue(BEARER, authorization.substring(SCHEME.length()))
                : Context.current();
        return Contexts.interceptCall(context, call, headers, next);
    }

    /** The handshake has verified the chain already; here it is only read. */
    private static Optional<SpiffeId> identityIn(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate leaf
                    ? PeerCertificates.spiffeId(leaf)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }
}
