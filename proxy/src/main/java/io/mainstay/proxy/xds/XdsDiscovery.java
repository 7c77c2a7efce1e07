// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.grpc.ManagedChannel;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.ApiConfigSource;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.state.StoredConfig;
import io.mainstay.proxy.state.StoredResource;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.grpc.DiscoveryClient;
import io.mainstay.xds.grpc.Scheduler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy's configuration, from its bootstrap on: static resources at once, then what the control plane says, and what the disk says
 * while the control plane cannot be had. Everything but {@link #status}, {@link #resources} and {@link #secretWanted} is on the config
 * thread.
 */
public final class XdsDiscovery implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(XdsDiscovery.class);

    private final BootstrapConfig bootstrap;
    private final Channels channels;
    private final Surroundings surroundings;
    private final Executor configThread;
    private final Set<SdsReference> wanted = ConcurrentHashMap.newKeySet();
    private final DynamicDiscovery dynamic;
    private final KnownSecrets secrets;
    private final LastGood lastGood;
    private boolean closed;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, ClusterConfig> serverClusters = new LinkedHashMap<>();

    /**
     * What the configuration runs in.
     *
     * @param configThread runs one thing at a time
     * @param scheduler    its timers may fire on any thread
     * @param random       spreads reconnects
     * @param version      of this program, told to the control plane
     */
    public record Surroundings(Executor configThread, Scheduler scheduler, RandomGenerator random, String version) {}

    /**
     * Does nothing before {@link #start}.
     *
     * @param disk what is known of earlier lives of the process
     */
    public XdsDiscovery(
            BootstrapConfig bootstrap,
            ConfigTarget target,
            Channels channels,
            Surroundings surroundings,
            DiskOptions disk) {
        this.bootstrap = bootstrap;
        this.channels = channels;
        this.surroundings = surroundings;
        configThread = this::onConfigThread;
        Scheduler onThread = new ConfigThreadScheduler(surroundings.scheduler(), configThread);
        secrets = new KnownSecrets(target, this::openServers);
        lastGood = new LastGood(disk, onThread, new Restoration());
        dynamic = new DynamicDiscovery(secrets, onThread, this::server, this::settled);
        bootstrap.clusters().forEach(cluster -> serverClusters.put(cluster.name(), cluster));
    }

    /** Takes the static resources, connects, and sets the clock for the disk. */
    public void start() {
        dynamic.start(bootstrap);
        if (bootstrap.dynamic().cds().isEmpty() && bootstrap.dynamic().lds().isEmpty()) {
            lastGood.staticOnly();
            openServers();
            return;
        }
        Server ads = server(DynamicDiscovery.ADS);
        bootstrap.dynamic().cds().ifPresent(_ -> ads.want(TypeUrls.CLUSTER, Interest.ALL));
        bootstrap.dynamic().lds().ifPresent(_ -> ads.want(TypeUrls.LISTENER, Interest.ALL));
        lastGood.start();
        openServers();
    }

    /** Whether a listener of the bootstrap needs nothing that discovery brings. */
    public static boolean standsAlone(ListenerConfig listener) {
        return Need.of(listener).isEmpty();
    }

    /** Where the configuration comes from. Any thread. */
    public XdsStatus status() {
        return lastGood.status();
    }

    /** Resources as they were received, for {@code /config_dump}. Any thread; as of some moment not long ago. */
    public List<DumpedResource> resources() {
        return dynamic.dump();
    }

    /** A secret is needed that configuration does not name, such as a calling workload's certificate. Any thread, possibly often. */
    public void secretWanted(SdsReference reference) {
        if (wanted.add(reference)) {
            configThread.execute(() -> dynamic.ask(reference));
        }
    }

    /** Leaves the control plane; what is configured stays. */
    @Override
    public void close() {
        closed = true;
        lastGood.close();
        dynamic.close();
        servers.values().forEach(Server::close);
    }

    private void onConfigThread(Runnable work) {
        try {
            surroundings.configThread().execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the config thread has ended", e);
        }
    }

    private void guarded(Runnable work) {
        if (closed) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            LOGGER.error("internal error in dynamic configuration", e);
        }
    }

    private Server server(ConfigSource source) {
        Optional<ApiConfigSource> api =
                switch (source) {
                    case ConfigSource.Ads _, ConfigSource.Self _ -> Optional.empty();
                    case ConfigSource.Api own -> Optional.of(own.api());
                };
        String name = api.map(own -> own.services().getFirst().clusterName()).orElse("");
        Server known = servers.get(name);
        if (known != null) {
            return known;
        }
        Optional<ApiConfigSource> how = api.or(() -> bootstrap.dynamic().ads());
        Server server = new Server(
                name,
                () -> how.flatMap(this::channel),
                (self, channel) -> client(
                        self,
                        channel,
                        name.isEmpty(),
                        how.map(ApiConfigSource::delta).orElse(false)));
        servers.put(name, server);
        openServers();
        return server;
    }

    private Optional<ManagedChannel> channel(ApiConfigSource how) {
        ClusterConfig cluster = serverClusters.get(how.services().getFirst().clusterName());
        if (cluster == null || !secrets.hasAll(Need.of(cluster))) {
            return Optional.empty();
        }
        return Optional.of(channels.open(cluster, secrets::find));
    }

    private DiscoveryClient client(Server server, ManagedChannel channel, boolean aggregated, boolean delta) {
        return new DiscoveryClient(
                channel,
                new DiscoveryClient.Settings(
                        aggregated ? DiscoveryClient.Service.AGGREGATED : DiscoveryClient.Service.SECRETS,
                        delta,
                        WireNodes.write(bootstrap.node(), surroundings.version())),
                configThread,
                surroundings.scheduler(),
                surroundings.random(),
                new Events(server));
    }

    private void openServers() {
        // A secret that arrives is no reason to connect from within the delivery that brought it.
        configThread.execute(() -> List.copyOf(servers.values()).forEach(Server::tryOpen));
    }

    private void settled() {
        lastGood.settled(dynamic.complete());
    }

    /** What {@link LastGood} asks of the configuration. */
    private final class Restoration implements LastGood.Configuration {
        @Override
        public List<StoredResource> accepted() {
            return StoredResources.of(
                    dynamic.accepted(server(DynamicDiscovery.ADS)), subscriber -> ((Server) subscriber).name());
        }

        @Override
        public String nodeId() {
            return bootstrap.node().id();
        }

        @Override
        public void restore(StoredConfig stored) {
            Map<String, Map<String, Map<String, String>>> versions = new LinkedHashMap<>();
            // What the aggregated stream said names the servers that the rest came from.
            stored.resources().stream()
                    .filter(resource -> resource.origin().isEmpty())
                    .forEach(resource -> take(server(DynamicDiscovery.ADS), resource, versions));
            dynamic.advance();
            stored.resources().stream()
                    .filter(resource -> !resource.origin().isEmpty())
                    .forEach(resource -> Optional.ofNullable(servers.get(resource.origin()))
                            .ifPresent(server -> take(server, resource, versions)));
            dynamic.advance();
            versions.forEach((origin, types) ->
                    Optional.ofNullable(servers.get(origin)).ifPresent(server -> server.restored(types)));
        }

        private void take(
                Server from, StoredResource resource, Map<String, Map<String, Map<String, String>>> versions) {
            Optional<String> error = dynamic.take(from, StoredResources.resource(resource));
            if (error.isPresent()) {
                LOGGER.warn(
                        "stored resource is refused typeUrl={} name={} error={}",
                        resource.typeUrl(),
                        resource.name(),
                        error.get());
                return;
            }
            versions.computeIfAbsent(resource.origin(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(resource.typeUrl(), _ -> new LinkedHashMap<>())
                    .put(resource.name(), resource.version());
        }

        @Override
        public void failClosed() {
            dynamic.failClosed();
        }
    }

    private final class Events implements DiscoveryClient.Listener {
        private final Server server;

        Events(Server server) {
            this.server = server;
        }

        @Override
        public void delivered(Ticket ticket) {
            dynamic.delivered(server, ticket);
        }

        @Override
        public void connected() {
            LOGGER.info("discovery connected server={}", label());
            if (server.name().isEmpty()) {
                lastGood.connected();
            }
        }

        @Override
        public void disconnected(String reason) {
            LOGGER.warn("discovery disconnected server={} reason={}", label(), reason);
            if (server.name().isEmpty()) {
                lastGood.disconnected(reason);
            }
        }

        @Override
        public void discarded(String typeUrl, String reason) {
            LOGGER.debug("response discarded server={} typeUrl={} reason={}", label(), typeUrl, reason);
        }

        private String label() {
            return server.name().isEmpty() ? "ads" : server.name();
        }
    }
}
