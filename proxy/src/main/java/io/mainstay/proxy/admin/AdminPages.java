// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.proxy.admin.dump.ConfigDump;
import io.mainstay.proxy.cluster.Cluster;
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
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Envoy's admin pages by path. Immutable; pages are made by the thread that asks. */
public final class AdminPages {
    private record Page(boolean changes, String help, Function<AdminRequest, AdminReply> maker) {}

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
        pages.show("/clusters", "upstream cluster status", pages::clusters);
        pages.show("/config_dump", "dump current configuration, secrets redacted", pages::configDump);
        pages.change("/drain_listeners", "drain listeners (inboundonly)", pages::drain);
        pages.change("/healthcheck/fail", "cause the server to fail health checks", request -> pages.health(true));
        pages.change("/healthcheck/ok", "cause the server to pass health checks", request -> pages.health(false));
        pages.show("/help", "print out list of admin commands", request -> pages.help());
        pages.show("/listeners", "print listener info", pages::listeners);
        pages.change("/quitquitquit", "exit the server", request -> pages.quit());
        pages.show("/ready", "print server state, return 200 if LIVE, otherwise return 503", request -> pages.ready());
        pages.change("/reopen_logs", "reopen access logs", request -> pages.reopenLogs());
        pages.show("/server_info", "print server version/status information", request -> pages.serverInfo());
        pages.show("/stats", "print server stats (filter, usedonly, format=json|prometheus)", pages::stats);
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

    private void show(String path, String help, Function<AdminRequest, AdminReply> maker) {
        pages.put(path, new Page(false, help, maker));
    }

    private void change(String path, String help, Function<AdminRequest, AdminReply> maker) {
        pages.put(path, new Page(true, help, maker));
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
        control.drainListeners(request.query().containsKey("inboundonly"));
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

    private AdminReply clusters(AdminRequest request) {
        return request.wantsJson()
                ? AdminReply.json(ClusterPage.json(view.clusters()))
                : AdminReply.text(ClusterPage.text(view.clusters()));
    }

    private AdminReply listeners(AdminRequest request) {
        return request.wantsJson()
                ? AdminReply.json(ListenerPage.json(view.listeners()))
                : AdminReply.text(ListenerPage.text(view.listeners()));
    }

    private AdminReply configDump(AdminRequest request) {
        return AdminReply.json(ConfigDump.json(view.resources(), request.parameter("name_regex")));
    }

    private AdminReply serverInfo() {
        String uptime = JsonText.quoted(view.uptimeSeconds() + "s");
        return AdminReply.json("{\n \"version\": " + JsonText.quoted(view.version())
                + ",\n \"state\": " + JsonText.quoted(control.state().name())
                + ",\n \"uptime_current_epoch\": " + uptime
                + ",\n \"uptime_all_epochs\": " + uptime
                + ",\n \"hot_restart_version\": \"disabled\""
                + ",\n \"node\": {\n  \"id\": " + JsonText.quoted(view.node().id())
                + ",\n  \"cluster\": " + JsonText.quoted(view.node().cluster())
                + ",\n  \"locality\": {\"region\": "
                + JsonText.quoted(view.node().locality().region())
                + ", \"zone\": " + JsonText.quoted(view.node().locality().zone())
                + ", \"sub_zone\": " + JsonText.quoted(view.node().locality().subZone())
                + "}\n }\n}\n");
    }

    private AdminReply prometheus() {
        return AdminReply.metrics(telemetry.prometheus(samples()));
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
        all.add(new Counters.Sample("server.state", control.state().number()));
        all.add(new Counters.Sample(
                "listener_manager.total_listeners_active", view.listeners().size()));
        all.add(new Counters.Sample(
                "cluster_manager.active_clusters", view.clusters().size()));
        return all;
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
