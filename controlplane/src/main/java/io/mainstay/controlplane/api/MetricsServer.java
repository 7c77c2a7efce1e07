// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.metrics.MetricsText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The port for whoever watches this process (15014): {@code /metrics} for Prometheus, {@code /healthz} for is it alive, {@code /ready}
 * for can it do its work. It changes nothing and shows no resource, so it asks for no token.
 */
public final class MetricsServer implements AutoCloseable {
    private final Supplier<String> page;
    private final Supplier<Optional<String>> degraded;
    private final ApiListener listener;

    /**
     * Binds.
     *
     * @param page     of metrics, made for each reader
     * @param degraded why not everything works; empty when it does
     */
    public MetricsServer(InetSocketAddress address, Supplier<String> page, Supplier<Optional<String>> degraded)
            throws IOException {
        this.page = page;
        this.degraded = degraded;
        this.listener = ApiListener.onPort(address, "--metrics-listen", this::handle);
    }

    /** Begins to answer. */
    public MetricsServer start() {
        var _ = listener.start();
        return this;
    }

    /** The port bound. */
    public int port() throws IOException {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    HttpResponse handle(HttpRequest request) {
        if (!request.method().equals("GET")) {
            return HttpResponse.text(405, "this port is for reading\n");
        }
        return switch (String.join("/", request.segments())) {
            case "metrics", "stats/prometheus" -> new HttpResponse(200, MetricsText.CONTENT_TYPE, page.get());
            case "healthz" -> HttpResponse.text(200, "ok\n");
            case "ready" -> readiness(degraded.get());
            default -> HttpResponse.text(404, "pages: /metrics, /ready, /healthz\n");
        };
    }

    /** A control plane that cannot write still serves proxies; who asks is told that it is not whole. */
    static HttpResponse readiness(Optional<String> degraded) {
        return degraded.map(why -> HttpResponse.text(503, "degraded: " + why + "\n"))
                .orElse(HttpResponse.text(200, "ok\n"));
    }

    @Override
    public void close() {
        listener.close();
    }
}
