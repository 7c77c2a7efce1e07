// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.admin.dump.ConfigDump;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.filter.HttpFilter;
import io.mainstay.proxy.filter.HttpFilterContext;
import io.mainstay.proxy.filter.HttpFilterProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an {@code Any} of a bootstrap written as text, or of a dump, may hold. */
class BootstrapTypesTest {
    @Test
    void a_filter_brings_the_message_its_configuration_is_written_in() throws Exception {
        FilterCatalog catalog = new FilterCatalog(List.of(new Nothing(List.of(Lua.getDescriptor()))));

        assertThat(AnyTypes.registry(catalog).getDescriptorForTypeUrl(Nothing.TYPE))
                .isEqualTo(Lua.getDescriptor());
        assertThat(AnyTypes.registry(new FilterCatalog(List.of())).getDescriptorForTypeUrl(Nothing.TYPE))
                .isNull();
    }

    @Test
    void a_dump_shows_what_a_filter_was_configured_with() {
        Cluster cluster = Cluster.newBuilder()
                .putTypedExtensionProtocolOptions(
                        "odd",
                        Any.pack(Lua.newBuilder().setStatPrefix("seen-inside").build()))
                .build();
        TypedConfig wire = new TypedConfig(XdsResources.CLUSTER_TYPE, Bytes.copyOf(cluster.toByteArray()));
        List<DumpedResource> resources = List.of(new DumpedResource(
                "c", "", Instant.EPOCH, DumpedResource.Origin.STATIC, DumpedResource.State.ACTIVE, "", wire));
        FilterCatalog catalog = new FilterCatalog(List.of(new Nothing(List.of(Lua.getDescriptor()))));

        assertThat(ConfigDump.json(resources, Optional.empty(), false, catalog)).contains("seen-inside");
        assertThat(ConfigDump.json(resources, Optional.empty(), false, new FilterCatalog(List.of())))
                .doesNotContain("seen-inside");
    }

    @Test
    void a_filter_that_forgets_its_message_is_told_which() {
        FilterCatalog catalog = new FilterCatalog(List.of(new Nothing(List.of(Timestamp.getDescriptor()))));

        assertThatThrownBy(catalog::messages)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing.messages() lacks envoy.extensions.filters.http.lua.v3.Lua");
    }

    @Test
    void a_type_this_build_lacks_is_refused_with_those_it_has(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), filtered(Nothing.TYPE));

        assertThatThrownBy(() -> new BootstrapFile(Optional.empty(), "test").read(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("does not know the type type.googleapis.com/envoy.extensions.filters.http.lua")
                .hasMessageContaining(FilterCatalog.ROUTER)
                .hasMessageContaining("docs/xds-support.md");
    }

    @Test
    void a_type_that_is_no_filter_is_refused_with_the_filters_there_are() {
        String tcp = "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

        assertThatThrownBy(() -> TestProxy.start(filtered(tcp)))
                .hasStackTraceContaining("no HTTP filter of type " + tcp)
                .hasStackTraceContaining("this build has: ")
                .hasStackTraceContaining(FilterCatalog.ROUTER);
    }

    private static String filtered(String type) {
        String filter = "{\"name\": \"odd\", \"typed_config\": {\"@type\": \"" + type + "\"}}";
        return TestProxy.filtered(filter, TestProxy.toCluster("web", ""), TestProxy.cluster("web", 1));
    }

    private record Settings() {}

    private record Nothing(List<Descriptor> messages) implements HttpFilterProvider<Settings> {
        static final String TYPE = "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua";

        @Override
        public String typeUrl() {
            return TYPE;
        }

        @Override
        public Parsed<Settings> parse(ByteString config) {
            return Parsed.accepted(new Settings());
        }

        @Override
        public HttpFilter create(Settings config, HttpFilterContext context) {
            return new HttpFilter() {};
        }
    }
}
