// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointConfig;
import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.SanMatcher;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.engine.tls.ValidationContext;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.tls.CurrentCredential;
import io.mainstay.proxy.tls.ResolvedSecret;
import io.mainstay.security.PeerCertificates;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.TrustBundle;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * gRPC over Netty, on one event loop of its own: TCP or a Unix socket, plaintext or mTLS with certificates that are renewed while connected.
 * A server is the first endpoint of its cluster.
 */
public final class NettyChannels implements Channels, AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 256 << 20;
    private static final long KEEPALIVE_SECONDS = 30;
    private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

    private final InstantSource clock;
    private final boolean epoll;
    private Optional<EventLoopGroup> group = Optional.empty();

    /** @param clock judges certificates */
    public NettyChannels(InstantSource clock) {
        this.clock = clock;
        epoll = Epoll.isAvailable();
    }

    @Override
    public List<ConfigProblem> problems(ClusterConfig cluster) {
        List<ConfigProblem> problems = new ArrayList<>();
        if (address(cluster).isEmpty()) {
            problems.add(new ConfigProblem(
                    ConfigProblem.Code.INVALID_VALUE,
                    "load_assignment",
                    cluster.name() + " has no endpoint of its own",
                    "a discovery server is a cluster of type STATIC, STRICT_DNS or LOGICAL_DNS with one endpoint"));
        }
        return problems;
    }

    @Override
    public ManagedChannel open(ClusterConfig cluster, Function<SdsReference, Optional<SecretConfig>> secrets) {
        Address address =
                address(cluster).orElseThrow(() -> new IllegalStateException("no endpoint: " + cluster.name()));
        ChannelCredentials credentials =
                cluster.tls().map(tls -> credentials(tls, secrets)).orElseGet(InsecureChannelCredentials::create);
        NettyChannelBuilder builder =
                switch (address) {
                    case Address.Pipe pipe ->
                        NettyChannelBuilder.forAddress(socketOf(pipe), credentials)
                                .channelType(
                                        pipeType(), epoll ? DomainSocketAddress.class : UnixDomainSocketAddress.class);
                    case Address.Socket socket ->
                        NettyChannelBuilder.forTarget(targetOf(socket), credentials)
                                .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
                };
        String authority = authority(cluster, address);
        if (address instanceof Address.Socket) {
            // A network may swallow a connection silently; the kernel tells at once when the other end of a pipe is
            // gone.
            builder.keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                    .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        return builder.eventLoopGroup(group())
                .directExecutor()
                .overrideAuthority(authority)
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .build();
    }

    /** Ends the event loop; channels are closed before. */
    @Override
    public void close() {
        group.ifPresent(loop -> {
            var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    /** Made when it is first needed: a proxy without discovery has no use for it. Config thread. */
    private EventLoopGroup group() {
        EventLoopGroup loop = group.orElseGet(() ->
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()));
        group = Optional.of(loop);
        return loop;
    }

    private static Optional<Address> address(ClusterConfig cluster) {
        Optional<EndpointAssignment> endpoints =
                switch (cluster.discovery()) {
                    case Discovery.Static fixed -> Optional.of(fixed.endpoints());
                    case Discovery.Dns dns -> Optional.of(dns.endpoints());
                    case Discovery.Eds _ -> Optional.empty();
                };
        return endpoints
                .flatMap(assignment -> assignment.endpoints().stream().findFirst())
                .map(EndpointConfig::address);
    }

    private static String authority(ClusterConfig cluster, Address address) {
        String sni = cluster.tls().map(UpstreamTls::sni).orElse("");
        if (!sni.isEmpty()) {
            return sni;
        }
        return address instanceof Address.Socket socket ? socket.toString() : "localhost";
    }

    private static String targetOf(Address.Socket socket) {

        // The DNS resolver takes an IP address as it is.
        return "dns:///" + socket;
    }

    private SocketAddress socketOf(Address.Pipe pipe) {
        return epoll ? new DomainSocketAddress(pipe.path()) : UnixDomainSocketAddress.of(pipe.path());
    }

    private Class<? extends Channel> pipeType() {
        return epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
    }

    private ChannelCredentials credentials(UpstreamTls tls, Function<SdsReference, Optional<SecretConfig>> secrets) {
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        CommonTls common = tls.common();
        if (!common.certificateSds().isEmpty() || !common.certificates().isEmpty()) {
            builder.keyManager(new CurrentCredential(
                    () -> certificate(common, secrets).map(ResolvedSecret.Certificate::credential)));
        }
        Function<X509Certificate, Optional<String>> refusal = leaf -> refusal(names(common, secrets), leaf);
        return builder.trustManager(new PeerTrust(() -> roots(common, secrets), clock, refusal))
                .build();
    }

    private static Optional<ResolvedSecret.Certificate> certificate(
            CommonTls common, Function<SdsReference, Optional<SecretConfig>> secrets) {
        if (!common.certificates().isEmpty()) {
            return value(ResolvedSecret.certificate(common.certificates().getFirst()))
                    .map(ResolvedSecret.Certificate::new);
        }
        return secrets.apply(common.certificateSds().getFirst())
                .flatMap(secret -> value(ResolvedSecret.resolve(secret)))
                .flatMap(resolved -> resolved instanceof ResolvedSecret.Certificate certificate
                        ? Optional.of(certificate)
                        : Optional.empty());
    }

    private static TrustBundle roots(CommonTls common, Function<SdsReference, Optional<SecretConfig>> secrets) {
        return value(ResolvedSecret.validation(context(common, secrets)))
                .flatMap(ResolvedSecret.Validation::bundle)
                .orElseThrow(() -> new IllegalStateException("no roots to verify the server with"));
    }

    private static List<SanMatcher> names(CommonTls common, Function<SdsReference, Optional<SecretConfig>> secrets) {
        return context(common, secrets).subjectAltNames();
    }

    private static ValidationContext context(CommonTls common, Function<SdsReference, Optional<SecretConfig>> secrets) {
        ValidationContext own = common.validation().orElse(ValidationContext.NONE);
        return common.validationSds()
                .flatMap(secrets)
                .flatMap(secret -> secret instanceof SecretConfig.Validation validation
                        ? Optional.of(own.mergedWith(validation.context()))
                        : Optional.empty())
                .orElse(own);
    }

    private static Optional<String> refusal(List<SanMatcher> matchers, X509Certificate leaf) {
        List<String> uris = PeerCertificates.uriNames(leaf);
        boolean good = matchers.isEmpty()
                || matchers.stream().anyMatch(san -> uris.stream().anyMatch(san.matcher()::matches));
        return good
                ? Optional.empty()
                : Optional.of("the server's names are " + uris + " (expected: one that matches " + matchers + ")");
    }

    private static <T> Optional<T> value(Parsed<T> parsed) {
        return parsed instanceof Parsed.Accepted<T> good ? Optional.of(good.value()) : Optional.empty();
    }
}
