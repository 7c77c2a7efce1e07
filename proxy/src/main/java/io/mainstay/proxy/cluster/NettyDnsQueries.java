// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.Discovery.DnsFamily;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * DNS through Netty's resolver on one event loop. Nothing is cached: each cluster asks on its own schedule and keeps its own answers. Honours
 * {@code /etc/hosts} and {@code /etc/resolv.conf}.
 */
public final class NettyDnsQueries implements DnsQueries {
    private static final long QUERY_TIMEOUT_MILLIS = 5000;

    private final EventLoop loop;
    private final Class<? extends DatagramChannel> channel;
    private final DnsServerAddressStreamProvider servers;
    private final Map<DnsFamily, Asker> askers = new EnumMap<>(DnsFamily.class);

    /** Asks the system's name servers. */
    public NettyDnsQueries(EventLoop loop, Class<? extends DatagramChannel> channel) {
        this(loop, channel, DnsServerAddressStreamProviders.platformDefault());
    }

    /** Asks these name servers. */
    public NettyDnsQueries(
            EventLoop loop, Class<? extends DatagramChannel> channel, DnsServerAddressStreamProvider servers) {
        this.loop = loop;
        this.channel = channel;
        this.servers = servers;
    }

    @Override
    public void query(String name, DnsFamily family, Consumer<Answer> then) {
        loop.execute(() -> askers.computeIfAbsent(family, this::asker).ask(name, then));
    }

    private Asker asker(DnsFamily family) {
        TtlRecorder ttls = new TtlRecorder();
        DnsNameResolver resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(channel)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(servers)
                .resolveCache(ttls)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .resolvedAddressTypes(types(family))
                .completeOncePreferredResolved(false)
                .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
                .build();
        return new Asker(family, resolver, ttls);
    }

    private static ResolvedAddressTypes types(DnsFamily family) {
        return switch (family) {
            case V4_ONLY -> ResolvedAddressTypes.IPV4_ONLY;
            case V6_ONLY -> ResolvedAddressTypes.IPV6_ONLY;
            case V4_PREFERRED -> ResolvedAddressTypes.IPV4_PREFERRED;
            case AUTO, ALL -> ResolvedAddressTypes.IPV6_PREFERRED;
        };
    }

    /** Keeps the preferred family where there is one. */
    static List<InetAddress> select(DnsFamily family, List<InetAddress> addresses) {
        return switch (family) {
            case ALL, V4_ONLY, V6_ONLY -> addresses;
            case AUTO -> prefer(true, addresses);
            case V4_PREFERRED -> prefer(false, addresses);
        };
    }

    private static List<InetAddress> prefer(boolean six, List<InetAddress> addresses) {
        List<InetAddress> preferred =
                addresses.stream().filter(a -> a instanceof Inet6Address == six).toList();
        return preferred.isEmpty() ? addresses : preferred;
    }

    /** A resolver for one family. Confined to the event loop. */
    private record Asker(DnsFamily family, DnsNameResolver resolver, TtlRecorder ttls) {
        void ask(String name, Consumer<Answer> then) {
            ttls.clear(name);
            resolver.resolveAll(name).addListener((Future<List<InetAddress>> done) -> then.accept(answer(name, done)));
        }

        private Answer answer(String name, Future<List<InetAddress>> done) {
            if (done.isSuccess()) {
                return new Answer.Resolved(select(family, done.getNow()), ttls.of(name));
            }
            Throwable cause = done.cause();
            boolean noSuchName = cause.getCause() instanceof DnsErrorCauseException code
                    && DnsResponseCode.NXDOMAIN.equals(code.getCode());
            return noSuchName
                    ? new Answer.Resolved(List.of(), Duration.ZERO)
                    : new Answer.Failed(String.valueOf(cause.getMessage()));
        }
    }

    /** A cache that holds nothing but the smallest time to live of the last answer; the only place where the resolver tells it. */
    private static final class TtlRecorder implements DnsCache {
        private final Map<String, Long> seconds = new HashMap<>();

        Duration of(String name) {
            Long known = seconds.remove(key(name));
            return known == null ? Duration.ZERO : Duration.ofSeconds(known);
        }

        private static String key(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        }

        @Override
        public void clear() {
            seconds.clear();
        }

        @Override
        public boolean clear(String hostname) {
            return seconds.remove(key(hostname)) != null;
        }

        @Override
        public @Nullable List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
            return null;
        }

        @Override
        public DnsCacheEntry cache(
                String hostname, DnsRecord[] additionals, InetAddress address, long ttl, EventLoop loop) {
            seconds.merge(key(hostname), ttl, Math::min);
            return new Entry(address, null);
        }

        @Override
        public DnsCacheEntry cache(String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
            return new Entry(null, cause);
        }
    }

    /** What the resolver wants back from a cache. */
    private record Entry(
            @Nullable InetAddress address, @Nullable Throwable cause) implements DnsCacheEntry {}
}
