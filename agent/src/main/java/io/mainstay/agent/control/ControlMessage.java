// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.control;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line between {@code run} and the node: a verb and fields, {@code verb name=value …}, names and values percent-encoded.
 *
 * @param fields in order
 */
public record ControlMessage(Verb verb, Map<String, String> fields) {
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    /** What is said, and by whom. */
    public enum Verb {
        /** Run: this workload is here; make its identity and the services it calls ready. May be said again after a break. */
        ENROL,
        /** Node: the environment the application is started with. */
        ADMITTED,
        /** Node: no; the field {@code reason} says why. Nothing was changed. */
        REFUSED,
        /** Run: the application accepts connections; let callers come. */
        LISTENING,
        /** Node: callers can reach the workload. */
        SERVING,
        /** Run: no more callers, please. */
        DRAIN,
        /** Node: no new requests come any more. */
        DRAINED,
        /** Run: the application is gone; forget the workload. */
        GONE,
        /** Node: forgotten. */
        FORGOTTEN,
        /** Either: what is going on, for people; the field {@code text}. */
        PROGRESS
    }

    public ControlMessage {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A message without fields. */
    public static ControlMessage of(Verb verb) {
        return new ControlMessage(verb, Map.of());
    }

    /** A message with one field. */
    public static ControlMessage of(Verb verb, String name, String value) {
        return new ControlMessage(verb, Map.of(name, value));
    }

    /** A field's value, empty text when it is not there. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    String line() {
        StringBuilder line = new StringBuilder(verb.name().toLowerCase(Locale.ROOT));
        fields.forEach((name, value) ->
                line.append(' ').append(encode(name)).append('=').append(encode(value)));
        return line.append('\n').toString();
    }

    /** Empty when the line is no message. */
    static Optional<ControlMessage> parse(String line) {
        String[] parts = line.split(" ", -1);
        Optional<Verb> verb = verb(parts[0]);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            try {
                fields.put(decode(parts[i].substring(0, equals)), decode(parts[i].substring(equals + 1)));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        return verb.map(known -> new ControlMessage(known, fields));
    }

    private static Optional<Verb> verb(String word) {
        if (WORD.matcher(word).matches()) {
            for (Verb verb : Verb.values()) {
                if (verb.name().equalsIgnoreCase(word)) {
                    return Optional.of(verb);
                }
            }
        }
        return Optional.empty();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
