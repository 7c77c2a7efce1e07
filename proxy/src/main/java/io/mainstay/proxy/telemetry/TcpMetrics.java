// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.proxy.telemetry.PrometheusText.Label;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Istio's standard metrics of connections whose bytes are carried as they are, over the cells of all loops. */
final class TcpMetrics {
    private static final int OPENED = 0;
    private static final int CLOSED = 1;
    private static final int SENT = 2;
    private static final int RECEIVED = 3;

    /** Per value: family and help. */
    private static final List<Label> FAMILIES = List.of(
            new Label("istio_tcp_connections_opened_total", "Connections that were opened."),
            new Label("istio_tcp_connections_closed_total", "Connections that have ended."),
            new Label("istio_tcp_sent_bytes_total", "Bytes sent to clients."),
            new Label("istio_tcp_received_bytes_total", "Bytes received from clients."));

    private final List<Table> tables;

    /** For this many loops, with at most about this many series each. */
    TcpMetrics(int loops, int limit) {
        var made = new ArrayList<Table>();
        for (int i = 0; i < loops; i++) {
            made.add(new Table(limit));
        }
        tables = List.copyOf(made);
    }

    /**
     * What tells series apart. Strings are empty when unknown.
     *
     * @param peer              verified SPIFFE id of the client
     * @param upstreamPrincipal verified SPIFFE id of the server
     */
    record Key(Scope scope, String peer, String cluster, String upstreamPrincipal, long flags) {
        /** The same without what peers choose, for when there are too many. */
        Key coarse() {
            return new Key(scope, "", "", "", 0);
        }

        String labels() {
            List<Label> labels = RequestLabels.edge(scope, peer, cluster, upstreamPrincipal);
            labels.add(new Label("request_protocol", "tcp"));
            labels.add(new Label("response_flags", ResponseFlag.format(flags)));
            return PrometheusText.labels(labels);
        }
    }

    /** The counts of one series on one loop. Written by that loop only, with opaque stores. */
    static final class Cell {
        private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

        private final Key key;
        private final long[] slots = new long[4];

        private Cell(Key key) {
            this.key = key;
        }

        void opened() {
            add(OPENED, 1);
        }

        void closed() {
            add(CLOSED, 1);
        }

        void bytes(long received, long sent) {
            add(RECEIVED, received);
            add(SENT, sent);
        }

        private void add(int slot, long amount) {
            SLOT.setOpaque(slots, slot, (long) SLOT.getOpaque(slots, slot) + amount);
        }

        private void addTo(long[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += (long) SLOT.getOpaque(slots, i);
            }
        }
    }

    /** The cells of one loop. Confined to it but for what is published. */
    static final class Table {
        private final int limit;
        private final Map<Key, Cell> cells = new HashMap<>();
        private volatile List<Cell> published = List.of();

        private Table(int limit) {
            this.limit = limit;
        }

        Cell cell(Key key) {
            Cell found = cells.get(key);
            if (found != null) {
                return found;
            }
            Key made = cells.size() < limit ? key : key.coarse();
            return cells.computeIfAbsent(made, this::publish);
        }

        private Cell publish(Key key) {
            Cell cell = new Cell(key);
            var grown = new ArrayList<>(published);
            grown.add(cell);
            published = List.copyOf(grown);
            return cell;
        }
    }

    Table table(int loop) {
        return tables.get(loop);
    }

    /** Writes the four families. Any thread. */
    void write(PrometheusText text) {
        Map<String, long[]> sums = new LinkedHashMap<>();
        for (Table table : tables) {
            for (Cell cell : table.published) {
                cell.addTo(sums.computeIfAbsent(cell.key.labels(), labels -> new long[FAMILIES.size()]));
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        for (int i = 0; i < FAMILIES.size(); i++) {
            Label family = FAMILIES.get(i);
            text.family(family.name(), "counter", family.value());
            for (Map.Entry<String, long[]> sum : sums.entrySet()) {
                text.sample(family.name(), sum.getKey(), sum.getValue()[i]);
            }
        }
    }
}
