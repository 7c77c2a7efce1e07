// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.util.List;

/**
 * Writes Prometheus' text format, version 0.0.4. Our own, because the few lines below load in a millisecond, which a library of metric
 * registries does not. Confined to the thread that made it.
 */
final class PrometheusText {
    private final StringBuilder out = new StringBuilder(16 * 1024);

    /**
     * A label as it is written.
     *
     * @param name  a legal label name
     * @param value anything
     */
    record Label(String name, String value) {}

    /** Begins a metric family. */
    void family(String name, String kind, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    }

    void sample(String name, String labels, long value) {
        name(name, labels).append(value).append('\n');
    }

    void sample(String name, String labels, double value) {
        name(name, labels).append(number(value)).append('\n');
    }

    /**
     * A histogram with cumulative buckets.
     *
     * @param labels without braces, may be empty
     * @param counts per bucket, not cumulative
     */
    void histogram(String name, String labels, Buckets buckets, long[] counts, long sum) {
        String separator = labels.isEmpty() ? "" : ",";
        long total = 0;
        for (int i = 0; i < buckets.count(); i++) {
            total += counts[i];
            out.append(name).append("_bucket{").append(labels).append(separator);
            out.append("le=\"")
                    .append(buckets.label(i))
                    .append("\"} ")
                    .append(total)
                    .append('\n');
        }
        sample(name + "_sum", labels, buckets.exposed(sum));
        sample(name + "_count", labels, total);
    }

    private StringBuilder name(String name, String labels) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        return out.append(' ');
    }

    /** Labels in order, without braces, escaped. */
    static String labels(List<Label> labels) {
        var text = new StringBuilder(labels.size() * 32);
        for (Label label : labels) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(label.name()).append("=\"");
            escape(label.value(), text);
            text.append('"');
        }
        return text.toString();
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    /** Without a fraction where there is none. */
    static String number(double value) {
        long whole = (long) value;
        return whole == value ? Long.toString(whole) : Double.toString(value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
