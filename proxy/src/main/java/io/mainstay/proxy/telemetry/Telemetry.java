// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.engine.core.TrafficDirection;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.TcpProxyConfig;
import io.mainstay.proxy.filter.ConnectionObserver;
import io.mainstay.proxy.filter.StreamObserver;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.telemetry.sinks.LogWriter;
import io.mainstay.proxy.tls.CertificateWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Everything a proxy measures: where observers of streams come from, and where their sums are read. One per proxy. */
public final class Telemetry implements AutoCloseable {
    /** Series per loop and family before new ones are counted under unknown peers. */
    private static final int SERIES_LIMIT = 2000;

    private static final Duration IDLE = Duration.ofMinutes(30);

    private final Counters counters;
    private final RequestMetrics requests;
    private final TcpMetrics connections;
    private final LogWriter logs;
    private final List<LogLine> lines;
    private final List<HeaderText> headerTexts;
    private final Map<Scope, Scope> scopes = new ConcurrentHashMap<>();

    /**
     * For these loops.
     *
     * @param loops       in the order of their numbers
     * @param counters    of the engine
     * @param epochMillis wall clock
     * @param hostname    of this machine, for those who log it
     */
    public Telemetry(List<? extends Executor> loops, Counters counters, LongSupplier epochMillis, String hostname) {
        this.counters = counters;
        requests = new RequestMetrics(loops, SERIES_LIMIT, IDLE.toNanos());
        connections = new TcpMetrics(loops.size(), SERIES_LIMIT);
        logs = new LogWriter(loops.size());
        var madeLines = new ArrayList<LogLine>();
        var madeTexts = new ArrayList<HeaderText>();
        for (int i = 0; i < loops.size(); i++) {
            madeLines.add(new LogLine(epochMillis, hostname));
            madeTexts.add(new HeaderText(new LogLine(epochMillis, hostname)));
        }
        lines = List.copyOf(madeLines);
        headerTexts = List.copyOf(madeTexts);
    }

    /** Begins to write access logs. */
    public void start() {
        logs.start();
    }

    /**
     * The observer of one listener's streams on one loop. Config thread.
     *
     * @param accessLogs of its connection manager
     */
    public StreamObserver streams(ListenerConfig listener, List<AccessLogConfig> accessLogs, int loop) {
        List<StreamObserver> observers = new ArrayList<>();
        observers.add(new ClusterCounts(counters, loop));
        if (listener.trafficDirection() != TrafficDirection.UNSPECIFIED) {
            observers.add(new StreamMetrics(scope(listener), requests.table(loop)));
        }
        for (AccessLogConfig log : accessLogs) {
            observers.add(
                    new AccessLog(LogFormat.of(log.format()), AccessLog.file(log.sink(), logs), loop, lines.get(loop)));
        }
        return both(observers);
    }

    /**
     * The observer of one TCP proxy's connections on one loop. Config thread.
     *
     * @param tcp the proxy
     */
    public ConnectionObserver connections(ListenerConfig listener, TcpProxyConfig tcp, int loop) {
        List<ConnectionObserver> observers = new ArrayList<>();
        observers.add(new TcpCounts(counters, tcp.statPrefix(), loop));
        if (listener.trafficDirection() != TrafficDirection.UNSPECIFIED) {
            observers.add(new ConnectionMetrics(scope(listener), connections.table(loop)));
        }
        for (AccessLogConfig log : tcp.accessLog()) {
            observers.add(new ConnectionLog(
                    LogFormat.of(log.format()), AccessLog.file(log.sink(), logs), loop, lines.get(loop)));
        }
        return observers.size() == 1 ? observers.getFirst() : new ConnectionObservers(observers);
    }

    private Scope scope(ListenerConfig listener) {
        var scope = new Scope(
                listener.trafficDirection() == TrafficDirection.INBOUND, WorkloadLabels.of(listener.metadata()));
        return scopes.computeIfAbsent(scope, key -> key);
    }

    /** What evaluates header values on a loop. */
    public HeaderText headerText(int loop) {
        return headerTexts.get(loop);
    }

    private static StreamObserver both(List<StreamObserver> observers) {
        return switch (observers.size()) {
            case 0 -> StreamObserver.NONE;
            case 1 -> observers.getFirst();
            default -> {
                StreamObserver first = observers.getFirst();
                StreamObserver rest = both(observers.subList(1, observers.size()));
                yield (info, request, response, durationNanos) -> {
                    first.onStreamEnd(info, request, response, durationNanos);
                    rest.onStreamEnd(info, request, response, durationNanos);
                };
            }
        };
    }

    /**
     * All metrics in Prometheus' text format. Any thread.
     *
     * @param samples  the engine's, from wherever they are counted
     * @param expiries of certificates
     */
    public String prometheus(List<Counters.Sample> samples, List<CertificateWatch.Expiry> expiries) {
        var text = new PrometheusText();
        requests.write(text);
        connections.write(text);
        EngineMetrics.write(samples, text);
        certificates(expiries, text);
        text.family("mainstay_access_log_dropped_total", "counter", "Access log lines that could not be written.");
        text.sample("mainstay_access_log_dropped_total", "", logs.dropped());
        return text.toString();
    }

    private static void certificates(List<CertificateWatch.Expiry> expiries, PrometheusText text) {
        if (expiries.isEmpty()) {
            return;
        }
        String left = "mainstay_certificate_expiry_seconds";
        text.family(left, "gauge", "Until the certificate expires; negative when it has.");
        expiries.forEach(one -> text.sample(left, secret(one), one.left().toSeconds()));
        String overdue = "mainstay_certificate_renewal_overdue";
        text.family(overdue, "gauge", "1 when a renewal should have come.");
        expiries.forEach(one -> text.sample(overdue, secret(one), one.overdue() ? 1L : 0L));
    }

    private static String secret(CertificateWatch.Expiry one) {
        return PrometheusText.labels(List.of(new PrometheusText.Label("secret", one.secret())));
    }

    /** Drops series nobody has counted in for long. From time to time, always on the same thread. */
    public void expire(long nowNanos) {
        requests.expire(nowNanos);
    }

    /** Opens access logs anew, after they have been rotated. */
    public void reopenLogs() {
        logs.reopen();
    }

    /** The engine's counters by their dotted names. */
    public Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        logs.close();
    }
}
