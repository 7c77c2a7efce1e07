// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.proxy.admin.dump.ConfigDump;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.handover.HandoverServer;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.telemetry.EngineMetrics;
import io.mainstay.proxy.telemetry.JsonText;
import io.mainstay.proxy.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Envoy's admin pages by path. Immutable; pages are made by the thread that asks. */
public final class AdminPages {
    /**
     * A page.
     *
     * @param changes    takes POST only
     * @param parameters it knows; a request with others is refused, because ignoring them would answer another question
     */
    private record Page(
            boolean changes, String help, Set<String> parameters, Function<AdminRequest, AdminReply> maker) {}

    private static final long NOTHING_EXPIRES = 0xffff_ffffL;

    private final Map<String, Page> pages = new LinkedHashMap<>();
    private final ProxyView view;
    private final ProxyControl control;
    private final Telemetry telemetry;

    private AdminPages(ProxyView view, ProxyControl control, Telemetry telemetry) {
        this.view = view;
        this.control = control;
        this.telemetry = telemetry;
    }

    /** All pages, for the admin address. */
    public static AdminPages all(ProxyView view, ProxyControl control, Telemetry telemetry) {
        var pages = new AdminPages(view, control, telemetry);
        pages.show("/certs", "print certs on machine", request -> pages.certs());
        pages.show("/clusters", "upstream cluster status", pages::clusters, "format");
        pages.show(
                "/config_dump",
                "dump current configuration, secrets redacted (include_eds, name_regex)",
                pages::configDump,
                "include_eds",
                "name_regex");
        pages.change(
                "/drain_listeners", "drain listeners (inboundonly, graceful)", pages::drain, "inboundonly", "graceful");
        pages.change("/healthcheck/fail", "cause the server to fail health checks", request -> pages.health(true));
        pages.change("/healthcheck/ok", "cause the server to pass health checks", request -> pages.health(false));
        pages.show("/help", "print out list of admin commands", request -> pages.help());
        pages.show("/listeners", "print listener info", pages::listeners, "format");
        pages.change("/quitquitquit", "exit the server", request -> pages.quit());
        pages.show("/ready", "print server state, return 200 if LIVE, otherwise return 503", request -> pages.ready());
        pages.change("/reopen_logs", "reopen access logs", request -> pages.reopenLogs());
        pages.show("/server_info", "print server version/status information", request -> pages.serverInfo());
        pages.show(
                "/stats",
                "print server stats (filter, usedonly, format=json|prometheus)",
                pages::stats,
                "filter",
                "usedonly",
                "format");
        pages.show("/stats/prometheus", "print server stats in prometheus format", request -> pages.prometheus());
        return pages;
    }

    /** What may be shown to anybody who can reach the metrics port: no configuration, no orders. */
    public static AdminPages metricsAndReadiness(ProxyView view, ProxyControl control, Telemetry telemetry) {
        var pages = new AdminPages(view, control, telemetry);
        pages.show("/stats/prometheus", "print server stats in prometheus format", request -> pages.prometheus());
        pages.show("/ready", "print server state, return 200 if LIVE, otherwise return 503", request -> pages.ready());
        pages.show("/healthz/ready", "the same", request -> pages.ready());
        return pages;
    }

    private void show(String path, String help, Function<AdminRequest, AdminReply> maker, String... parameters) {
        pages.put(path, new Page(false, help, Set.of(parameters), maker));
    }

    private void change(String path, String help, Function<AdminRequest, AdminReply> maker, String... parameters) {
        pages.put(path, new Page(true, help, Set.of(parameters), maker));
    }

    /** Answers a request. */
    AdminReply answer(AdminRequest request) {
        Page page = pages.get(request.path());
        if (page == null) {
            return AdminReply.text(404, "invalid path. admin commands are:\n" + helpText());
        }
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        if (page.changes() && !request.method().equals("POST")) {
            return AdminReply.text(405, "Method " + request.method() + " not allowed, POST required.");
        }
        if (!page.changes() && !get && !request.method().equals("POST")) {
            return AdminReply.text(405, "Method " + request.method() + " not allowed, GET required.");
        }
        for (String parameter : request.query().keySet()) {
            if (!page.parameters().contains(parameter)) {
                return AdminReply.text(
                        400,
                        "unknown parameter " + parameter + " of " + request.path()
                                + page.parameters().stream()
                                        .sorted()
                                        .collect(Collectors.joining(", ", " (known: ", ")\n")));
            }
        }
        return page.maker().apply(request);
    }

    private AdminReply help() {
        return AdminReply.text("admin commands are:\n" + helpText());
    }

    private String helpText() {
        var text = new StringBuilder();
        pages.forEach((path, page) -> text.append("  ")
                .append(path)
                .append(page.changes() ? " (POST)" : "")
                .append(": ")
                .append(page.help())
                .append('\n'));
        return text.toString();
    }

    private AdminReply ready() {
        ProxyControl.State state = control.state();
        return AdminReply.text(state == ProxyControl.State.LIVE ? 200 : 503, state + "\n");
    }

    private AdminReply drain(AdminRequest request) {
        control.drainListeners(
                request.query().containsKey("inboundonly"), request.query().containsKey("graceful"));
        return AdminReply.text("OK\n");
    }

    private AdminReply health(boolean fail) {
        control.failHealthChecks(fail);
        return AdminReply.text("OK\n");
    }

    private AdminReply quit() {
        control.quit();
        return AdminReply.text("OK\n");
    }

    private AdminReply reopenLogs() {
        telemetry.reopenLogs();
        return AdminReply.text("OK\n");
    }

    private AdminReply certs() {
        return AdminReply.json(CertsPage.json(view.certificates(), view.now()));
    }

    private AdminReply clusters(AdminRequest request) {
        return formatted(request, () -> ClusterPage.json(view.clusters()), () -> ClusterPage.text(view.clusters()));
    }

    private AdminReply listeners(AdminRequest request) {
        return formatted(request, () -> ListenerPage.json(view.listeners()), () -> ListenerPage.text(view.listeners()));
    }

    private static AdminReply formatted(AdminRequest request, Supplier<String> json, Supplier<String> text) {
        return switch (request.parameter("format").orElse("text")) {
            case "json" -> AdminReply.json(json.get());
            case "text" -> AdminReply.text(text.get());
            default -> AdminReply.text(400, "usage: " + request.path() + "?format=(text|json)\n");
        };
    }

    /** As in Envoy, endpoints are shown when {@code include_eds} is there, whatever its value. */
    private AdminReply configDump(AdminRequest request) {
        return AdminReply.json(ConfigDump.json(
                view.resources(),
                request.parameter("name_regex"),
                request.query().containsKey("include_eds"),
                view.filters()));
    }

    private AdminReply serverInfo() {
        String uptime = JsonText.quoted(view.uptimeSeconds() + "s");
        return AdminReply.json("{\n \"version\": " + JsonText.quoted(view.version())
                + ",\n \"state\": " + JsonText.quoted(control.state().name())
                + ",\n \"uptime_current_epoch\": " + uptime
                + ",\n \"uptime_all_epochs\": " + uptime
                + ",\n \"hot_restart_version\": " + JsonText.quoted(HandoverServer.VERSION)
                + ",\n \"command_line_options\": {\"restart_epoch\": " + view.generation() + "}"
                + ",\n \"node\": {\n  \"id\": " + JsonText.quoted(view.node().id())
                + ",\n  \"cluster\": " + JsonText.quoted(view.node().cluster())
                + ",\n  \"locality\": {\"region\": "
                + JsonText.quoted(view.node().locality().region())
                + ", \"zone\": " + JsonText.quoted(view.node().locality().zone())
                + ", \"sub_zone\": " + JsonText.quoted(view.node().locality().subZone())
                + "}\n }\n}\n");
    }

    private AdminReply prometheus() {
        return AdminReply.metrics(telemetry.prometheus(samples(), view.expiries()));
    }

    private List<Counters.Sample> samples() {
        List<Counters.Sample> all = new ArrayList<>(telemetry.counters().samples());
        Set<String> clusters = view.clusters().stream().map(Cluster::name).collect(Collectors.toSet());
        all.removeIf(sample -> {
            String cluster = EngineMetrics.clusterOf(sample.name());
            return !cluster.isEmpty() && !clusters.contains(cluster);
        });
        all.addAll(ClusterSamples.of(view.clusters()));
        all.add(new Counters.Sample("server.uptime", view.uptimeSeconds()));
        all.add(new Counters.Sample("server.live", control.state() == ProxyControl.State.LIVE ? 1 : 0));
        all.add(new Counters.Sample("server.hot_restart_generation", view.generation()));
        all.add(new Counters.Sample("server.state", control.state().number()));
        all.add(new Counters.Sample("server.concurrency", view.concurrency()));
        all.add(new Counters.Sample("server.days_until_first_cert_expiring", firstExpiry()));
        all.add(new Counters.Sample(
                "listener_manager.total_listeners_active", view.listeners().size()));
        all.add(new Counters.Sample(
                "cluster_manager.active_clusters", view.clusters().size()));
        return all;
    }

    /** In whole days; as Envoy, the largest number when nothing expires. */
    private long firstExpiry() {
        return view.certificates().stream()
                .flatMap(use -> Stream.concat(use.chain().stream(), use.roots().stream()))
                .mapToLong(certificate ->
                        CertsPage.daysUntil(certificate.getNotAfter().toInstant(), view.now()))
                .min()
                .orElse(NOTHING_EXPIRES);
    }

    private AdminReply stats(AdminRequest request) {
        String format = request.parameter("format").orElse("text");
        if (format.equals("prometheus")) {
            return prometheus();
        }
        Pattern filter;
        try {
            filter = Pattern.compile(request.parameter("filter").orElse(""));
        } catch (PatternSyntaxException e) {
            return AdminReply.text(400, "Invalid re2 regex: " + e.getDescription() + "\n");
        }
        boolean usedOnly = request.query().containsKey("usedonly");
        List<Counters.Sample> samples = samples().stream()
                .filter(sample -> filter.matcher(sample.name()).find() && (!usedOnly || sample.value() != 0))
                .sorted(Comparator.comparing(Counters.Sample::name))
                .toList();
        return switch (format) {
            case "json" -> AdminReply.json(statsJson(samples));
            case "text" -> AdminReply.text(statsText(samples));
            default -> AdminReply.text(400, "usage: /stats?format=(text|json|prometheus)\n");
        };
    }

    private static String statsText(List<Counters.Sample> samples) {
        var text = new StringBuilder();
        for (Counters.Sample sample : samples) {
            text.append(sample.name()).append(": ").append(sample.value()).append('\n');
        }
        return text.toString();
    }

    private static String statsJson(List<Counters.Sample> samples) {
        var text = new StringBuilder("{\"stats\":[");
        for (Counters.Sample sample : samples) {
            text.append(text.length() > 10 ? "," : "")
                    .append("{\"name\":")
                    .append(JsonText.quoted(sample.name()))
                    .append(",\"value\":")
                    .append(sample.value())
                    .append('}');
        }
        return text.append("]}\n").toString();
    }
}
