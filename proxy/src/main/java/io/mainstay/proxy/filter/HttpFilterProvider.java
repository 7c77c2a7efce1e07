// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.mainstay.model.Parsed;
import java.util.List;

/**
 * An HTTP filter kind. Stateless; made once at start-up and passed in through {@link FilterCatalog}.
 *
 * @param <C> its configuration: immutable, shared by all loops
 */
public interface HttpFilterProvider<C extends Record> {
    /** The xDS {@code type_url} of the configuration, such as {@code type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}. Unique in a catalog. */
    String typeUrl();

    /**
     * The messages {@link #typeUrl()} and {@link #routeTypeUrl()} name, with which configuration written as text is read and dumps are printed. Asked only
     * then, because descriptors are slow to load: do not keep them in a field.
     */
    List<Descriptor> messages();

    /**
     * Reads the filter's configuration. Called on the config thread; must not block, and reports every problem, not just the first.
     *
     * @param config the bytes inside the {@code Any}; problems name paths within it
     */
    Parsed<C> parse(ByteString config);

    /**
     * Makes the filter of one stream. Called on the stream's event loop when its headers have arrived; must not block and should allocate little.
     *
     * @param config the stream's effective configuration: the listener's, or the route's when it overrides it
     */
    HttpFilter create(C config, HttpFilterContext context);

    /** The {@code type_url} of a per-route configuration when it is a message of its own; by default the same as {@link #typeUrl()}. */
    default String routeTypeUrl() {
        return typeUrl();
    }

    /** Reads a per-route configuration into the same record; by default as {@link #parse} does. */
    default Parsed<C> parseRoute(ByteString config) {
        return parse(config);
    }
}
