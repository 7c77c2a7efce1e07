// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin.dump;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.mainstay.proxy.admin.dump.DumpedResource.Origin;
import io.mainstay.proxy.admin.dump.DumpedResource.State;
import io.mainstay.proxy.filter.FilterCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Puts resources into the messages of {@code envoy.admin.v3.ConfigDump}, one for each type, and prints them. */
public final class ConfigDump {
    private static final String PREFIX = "type.googleapis.com/";

    private final BootstrapConfigDump.Builder bootstrap = BootstrapConfigDump.newBuilder();
    private final ClustersConfigDump.Builder clusters = ClustersConfigDump.newBuilder();
    private final ListenersConfigDump.Builder listeners = ListenersConfigDump.newBuilder();
    private final RoutesConfigDump.Builder routes = RoutesConfigDump.newBuilder();
    private final SecretsConfigDump.Builder secrets = SecretsConfigDump.newBuilder();
    private final EndpointsConfigDump.Builder endpoints = EndpointsConfigDump.newBuilder();

    private ConfigDump() {}

    /**
     * The dump, without secrets.
     *
     * @param nameRegex only resources whose name it finds something in; a broken one finds nothing
     * @param endpoints whether they are shown too
     * @param filters what HTTP filters' configurations are printed with
     */
    public static String json(
            List<DumpedResource> resources, Optional<String> nameRegex, boolean endpoints, FilterCatalog filters) {
        var dump = new ConfigDump();
        for (DumpedResource resource : resources) {
            if (nameRegex.isEmpty() || finds(nameRegex.get(), resource.name())) {
                dump.add(resource);
            }
        }
        return dump.print(endpoints, KnownTypes.registry(filters));
    }

    private static boolean finds(String regex, String name) {
        try {
            return Pattern.compile(regex).matcher(name).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private void add(DumpedResource resource) {
        Any any = Any.newBuilder()
                .setTypeUrl(resource.resource().typeUrl())
                .setValue(ByteString.copyFrom(resource.resource().value().toArray()))
                .build();
        String type = resource.resource().messageName();
        switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "Bootstrap" -> addBootstrap(resource, any);
            case "Cluster" -> addCluster(resource, any);
            case "Listener" -> addListener(resource, any);
            case "RouteConfiguration" -> addRoute(resource, any);
            case "Secret" -> addSecret(resource, any);
            case "ClusterLoadAssignment" -> addEndpoints(resource, any);
            default -> throw new IllegalStateException("no place in a config dump for " + type);
        }
    }

    private void addBootstrap(DumpedResource resource, Any any) {
        try {
            bootstrap.getBootstrapBuilder().mergeFrom(any.getValue());
            bootstrap.setLastUpdated(time(resource.lastUpdated()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the bootstrap in use cannot be read again", e);
        }
    }

    private void addCluster(DumpedResource resource, Any any) {
        Timestamp updated = time(resource.lastUpdated());
        if (resource.origin() == Origin.STATIC) {
            clusters.addStaticClusters(ClustersConfigDump.StaticCluster.newBuilder()
                    .setCluster(any)
                    .setLastUpdated(updated));
            return;
        }
        var entry = ClustersConfigDump.DynamicCluster.newBuilder()
                .setVersionInfo(resource.version())
                .setCluster(any)
                .setLastUpdated(updated);
        switch (resource.state()) {
            case ACTIVE -> clusters.addDynamicActiveClusters(entry);
            case WARMING -> clusters.addDynamicWarmingClusters(entry);
            case REFUSED ->
                clusters.addDynamicWarmingClusters(entry.clearCluster().setErrorState(failure(resource, any)));
        }
    }

    private void addListener(DumpedResource resource, Any any) {
        Timestamp updated = time(resource.lastUpdated());
        if (resource.origin() == Origin.STATIC) {
            listeners.addStaticListeners(ListenersConfigDump.StaticListener.newBuilder()
                    .setListener(any)
                    .setLastUpdated(updated));
            return;
        }
        var entry = ListenersConfigDump.DynamicListener.newBuilder().setName(resource.name());
        var state = ListenersConfigDump.DynamicListenerState.newBuilder()
                .setVersionInfo(resource.version())
                .setListener(any)
                .setLastUpdated(updated);
        switch (resource.state()) {
            case ACTIVE -> entry.setActiveState(state);
            case WARMING -> entry.setWarmingState(state);
            case REFUSED -> entry.setErrorState(failure(resource, any));
        }
        listeners.addDynamicListeners(entry);
    }

    private void addRoute(DumpedResource resource, Any any) {
        Timestamp updated = time(resource.lastUpdated());
        if (resource.origin() == Origin.STATIC) {
            routes.addStaticRouteConfigs(RoutesConfigDump.StaticRouteConfig.newBuilder()
                    .setRouteConfig(any)
                    .setLastUpdated(updated));
            return;
        }
        var entry = RoutesConfigDump.DynamicRouteConfig.newBuilder()
                .setVersionInfo(resource.version())
                .setLastUpdated(updated);
        routes.addDynamicRouteConfigs(
                resource.state() == State.REFUSED
                        ? entry.setErrorState(failure(resource, any))
                        : entry.setRouteConfig(any));
    }

    private void addSecret(DumpedResource resource, Any any) {
        Timestamp updated = time(resource.lastUpdated());
        if (resource.origin() == Origin.STATIC) {
            secrets.addStaticSecrets(SecretsConfigDump.StaticSecret.newBuilder()
                    .setName(resource.name())
                    .setSecret(any)
                    .setLastUpdated(updated));
            return;
        }
        var entry = SecretsConfigDump.DynamicSecret.newBuilder()
                .setName(resource.name())
                .setVersionInfo(resource.version())
                .setLastUpdated(updated);
        switch (resource.state()) {
            case ACTIVE -> secrets.addDynamicActiveSecrets(entry.setSecret(any));
            case WARMING -> secrets.addDynamicWarmingSecrets(entry.setSecret(any));
            case REFUSED -> secrets.addDynamicWarmingSecrets(entry.setErrorState(failure(resource, any)));
        }
    }

    private void addEndpoints(DumpedResource resource, Any any) {
        Timestamp updated = time(resource.lastUpdated());
        if (resource.origin() == Origin.STATIC) {
            endpoints.addStaticEndpointConfigs(EndpointsConfigDump.StaticEndpointConfig.newBuilder()
                    .setEndpointConfig(any)
                    .setLastUpdated(updated));
            return;
        }
        var entry = EndpointsConfigDump.DynamicEndpointConfig.newBuilder()
                .setVersionInfo(resource.version())
                .setLastUpdated(updated);
        endpoints.addDynamicEndpointConfigs(
                resource.state() == State.REFUSED
                        ? entry.setErrorState(failure(resource, any))
                        : entry.setEndpointConfig(any));
    }

    private static UpdateFailureState failure(DumpedResource resource, Any any) {
        return UpdateFailureState.newBuilder()
                .setFailedConfiguration(any)
                .setLastUpdateAttempt(time(resource.lastUpdated()))
                .setVersionInfo(resource.version())
                .setDetails(resource.error())
                .build();
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private String print(boolean withEndpoints, TypeRegistry types) {
        var redaction = new Redaction(types);
        JsonFormat.Printer printer =
                JsonFormat.printer().usingTypeRegistry(types).preservingProtoFieldNames();
        List<Message> parts = new ArrayList<>(List.of(bootstrap.build(), clusters.build()));
        if (withEndpoints) {
            parts.add(endpoints.build());
        }
        parts.addAll(List.of(listeners.build(), routes.build(), secrets.build()));
        List<String> printed = new ArrayList<>();
        for (Message part : parts) {
            try {
                Message clean = redaction.of(part);
                printed.add(printer.print(Any.pack(clean, PREFIX.substring(0, PREFIX.length() - 1))));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(
                        "cannot print " + part.getDescriptorForType().getFullName(), e);
            }
        }
        return "{\n\"configs\": [\n" + String.join(",\n", printed) + "\n]\n}\n";
    }
}
