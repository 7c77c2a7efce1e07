// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One line of Prometheus' text format.
 *
 * @param labels in order
 */
public record MetricSample(String name, Map<String, String> labels, double value) {
    public MetricSample {
        Objects.requireNonNull(name);
        labels = Map.copyOf(labels);
    }

    /** A label's value, empty text when it is not there. */
    public String label(String labelName) {
        return labels.getOrDefault(labelName, "");
    }

    /** Reads a page; comments and lines that are no samples are passed over. */
    public static List<MetricSample> parse(String page) {
        List<MetricSample> samples = new ArrayList<>();
        for (String line : page.split("\n", -1)) {
            if (!line.isBlank() && line.charAt(0) != '#') {
                sample(line.strip(), samples);
            }
        }
        return samples;
    }

    private static void sample(String line, List<MetricSample> samples) {
        int brace = line.indexOf('{');
        int space = line.indexOf(' ');
        Map<String, String> labels = new LinkedHashMap<>();
        int end = space;
        String name = space < 0 ? line : line.substring(0, space);
        if (brace >= 0 && (space < 0 || brace < space)) {
            name = line.substring(0, brace);
            end = labels(line, brace + 1, labels);
        }
        if (end < 0 || end >= line.length()) {
            return;
        }
        String[] rest = line.substring(end).strip().split(" ", -1);
        try {
            samples.add(new MetricSample(name, labels, number(rest[0])));
        } catch (NumberFormatException _) {
            // Not a sample.
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Reads labels from {@code from} on; returns where the value begins, -1 when they do not end. */
    private static int labels(String line, int from, Map<String, String> labels) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '}') {
            int equals = line.indexOf("=\"", at);
            if (equals < 0) {
                return -1;
            }
            StringBuilder value = new StringBuilder();
            int i = equals + 2;
            for (; i < line.length() && line.charAt(i) != '"'; i++) {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length()) {
                    i++;
                    c = line.charAt(i) == 'n' ? '\n' : line.charAt(i);
                }
                value.append(c);
            }
            labels.put(line.substring(at, equals).strip(), value.toString());
            at = i + 1;
            if (at < line.length() && line.charAt(at) == ',') {
                at++;
            }
        }
        return at < line.length() ? at + 1 : -1;
    }
}
