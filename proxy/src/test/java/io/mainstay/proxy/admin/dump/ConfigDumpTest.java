// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.proxy.admin.dump.DumpedResource.Origin;
import io.mainstay.proxy.admin.dump.DumpedResource.State;
import io.mainstay.proxy.filter.FilterCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class ConfigDumpTest {
    private static final FilterCatalog NO_FILTERS = new FilterCatalog(List.of());

    private static final TlsCertificate CERTIFICATE = TlsCertificate.newBuilder()
            .setCertificateChain(DataSource.newBuilder().setInlineString("CHAIN"))
            .setPrivateKey(DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8("KEY")))
            .build();

    @Test
    void eachTypeHasItsEnvoyMessageAndEachStateItsPlace() {
        String json = dump(
                resource(
                        "",
                        "",
                        Origin.STATIC,
                        State.ACTIVE,
                        "",
                        Bootstrap.newBuilder().build()),
                resource("a", "7", Origin.DYNAMIC, State.ACTIVE, "", cluster("a")),
                resource("b", "8", Origin.DYNAMIC, State.WARMING, "", cluster("b")),
                resource(
                        "l",
                        "9",
                        Origin.DYNAMIC,
                        State.REFUSED,
                        "address: missing",
                        Listener.newBuilder().setName("l").build()));

        assertThat(json)
                .contains("type.googleapis.com/envoy.admin.v3.BootstrapConfigDump")
                .contains("type.googleapis.com/envoy.admin.v3.ClustersConfigDump")
                .contains("\"dynamic_active_clusters\": [{")
                .contains("\"dynamic_warming_clusters\": [{")
                .contains("\"version_info\": \"7\"")
                .contains("\"error_state\": {")
                .contains("\"details\": \"address: missing\"");
    }

    @Test
    void keysNeverAppearHoweverDeepTheyLie() {
        Cluster withKey = cluster("a").toBuilder()
                .setTransportSocket(TransportSocket.newBuilder()
                        .setTypedConfig(Any.pack(UpstreamTlsContext.newBuilder()
                                .setCommonTlsContext(
                                        CommonTlsContext.newBuilder().addTlsCertificates(CERTIFICATE))
                                .build())))
                .build();
        Secret secret =
                Secret.newBuilder().setName("s").setTlsCertificate(CERTIFICATE).build();

        String json = dump(
                resource("a", "", Origin.STATIC, State.ACTIVE, "", withKey),
                resource("s", "1", Origin.DYNAMIC, State.ACTIVE, "", secret),
                resource("", "", Origin.STATIC, State.ACTIVE, "", bootstrapWith(secret)));

        assertThat(json).doesNotContain("S0VZ").contains("CHAIN").contains("W3JlZGFjdGVkXQ==");
    }

    @Test
    void aTypeNobodyKnowsIsShownByName() {
        Cluster strange = cluster("a").toBuilder()
                .setTransportSocket(TransportSocket.newBuilder()
                        .setTypedConfig(Any.newBuilder().setTypeUrl("type.googleapis.com/acme.Strange")))
                .build();

        assertThat(dump(resource("a", "", Origin.STATIC, State.ACTIVE, "", strange)))
                .contains("acme.Strange");
    }

    @Test
    void aNameFilterLeavesTheOthersOut() {
        List<DumpedResource> resources = List.of(
                resource("keep-me", "", Origin.STATIC, State.ACTIVE, "", cluster("keep-me")),
                resource("other", "", Origin.STATIC, State.ACTIVE, "", cluster("other")));

        assertThat(ConfigDump.json(resources, Optional.of("^keep"), false, NO_FILTERS))
                .contains("keep-me")
                .doesNotContain("\"other\"");
    }

    private static Bootstrap bootstrapWith(Secret secret) {
        return Bootstrap.newBuilder()
                .setStaticResources(Bootstrap.StaticResources.newBuilder().addSecrets(secret))
                .build();
    }

    private static Cluster cluster(String name) {
        return Cluster.newBuilder().setName(name).build();
    }

    private static String dump(DumpedResource... resources) {
        return ConfigDump.json(List.of(resources), Optional.empty(), false, NO_FILTERS);
    }

    private static DumpedResource resource(
            String name, String version, Origin origin, State state, String error, Message message) {
        Any any = Any.pack(message);
        return new DumpedResource(
                name,
                version,
                Instant.EPOCH,
                origin,
                state,
                error,
                new TypedConfig(any.getTypeUrl(), Bytes.copyOf(any.getValue().toByteArray())));
    }
}
