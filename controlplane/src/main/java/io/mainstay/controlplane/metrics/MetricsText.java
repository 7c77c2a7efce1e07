// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.metrics;

/** A page of metrics in Prometheus' text format 0.0.4. Confined to its caller. */
public final class MetricsText {
    /** What the page is, for HTTP. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder();

    public MetricsText counter(String name, String help, long value) {
        return simple(name, "counter", help, (double) value);
    }

    public MetricsText counter(String name, String help, LabelledCounter counter) {
        head(name, "counter", help);
        counter.values()
                .forEach((labels, value) -> out.append(name)
                        .append('{')
                        .append(labels)
                        .append("} ")
                        .append(value)
                        .append('\n'));
        return this;
    }

    public MetricsText gauge(String name, String help, long value) {
        return simple(name, "gauge", help, (double) value);
    }

    public MetricsText gauge(String name, String help, double value) {
        return simple(name, "gauge", help, value);
    }

    /** A gauge with labels, as Prometheus writes them. */
    public MetricsText gauge(String name, String labels, String help, double value) {
        head(name, "gauge", help);
        out.append(name)
                .append('{')
                .append(labels)
                .append("} ")
                .append(number(value))
                .append('\n');
        return this;
    }

    public MetricsText histogram(String name, String help, Histogram histogram) {
        head(name, "histogram", help);
        histogram.write(name, out);
        return this;
    }

    private MetricsText simple(String name, String type, String help, double value) {
        head(name, type, help);
        out.append(name).append(' ').append(number(value)).append('\n');
        return this;
    }

    private void head(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** The page. */
    public String text() {
        return out.toString();
    }
}
