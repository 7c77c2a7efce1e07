// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.core.HeaderAddition;
import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies configured header edits, level by level. Within a level Envoy's order holds: removals first; then every value is made, and every condition
 * judged, by the headers as they are at that point; then what overwrites is set, and what appends is added. Names are looked up once each. Confined to
 * one event loop.
 */
final class HeaderEditing {
    /** Makes the text of a format that is not a literal. */
    interface Formatter {
        /** The text now; empty when what it names is absent. */
        String format(FormatString format);
    }

    private static final int MAX_NAMES = 4096;

    private final Map<String, HeaderName> names = new HashMap<>();
    private HeaderName[] pendingNames = new HeaderName[8];
    private String[] pendingValues = new String[8];
    private boolean[] pendingOverwrites = new boolean[8];
    private int pending;

    HeaderName name(String lowerCase) {
        HeaderName known = names.get(lowerCase);
        if (known == null) {
            if (names.size() >= MAX_NAMES) {
                names.clear();
            }
            known = HeaderName.of(lowerCase);
            names.put(lowerCase, known);
        }
        return known;
    }

    /** Applies levels in order. */
    void apply(List<HeaderEdits> levels, Headers headers, Formatter formatter) {
        for (int i = 0; i < levels.size(); i++) {
            HeaderEdits edits = levels.get(i);
            for (int r = 0; r < edits.remove().size(); r++) {
                headers.remove(name(edits.remove().get(r)));
            }
            for (int a = 0; a < edits.add().size(); a++) {
                prepare(edits.add().get(a), headers, formatter);
            }
            write(headers, true);
            write(headers, false);
            Arrays.fill(pendingValues, 0, pending, null);
            pending = 0;
        }
    }

    private void write(Headers headers, boolean overwrites) {
        for (int i = 0; i < pending; i++) {
            if (pendingOverwrites[i] != overwrites) {
                continue;
            }
            if (overwrites) {
                headers.set(pendingNames[i], pendingValues[i]);
            } else {
                headers.add(pendingNames[i], pendingValues[i]);
            }
        }
    }

    private void prepare(HeaderAddition addition, Headers headers, Formatter formatter) {
        String value =
                addition.value().isLiteral() ? addition.value().literalText() : formatter.format(addition.value());
        if (value.isEmpty() && !addition.keepEmpty()) {
            return;
        }
        if (addition.name().equals("host") || addition.name().equals(":authority")) {
            headers.authority(value);
            return;
        }
        if (addition.name().startsWith(":")) {
            return;
        }
        HeaderName name = name(addition.name());
        boolean wanted =
                switch (addition.action()) {
                    case APPEND_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS_OR_ADD -> true;
                    case ADD_IF_ABSENT -> !headers.contains(name);
                    case OVERWRITE_IF_EXISTS -> headers.contains(name);
                };
        if (wanted) {
            boolean overwrites = addition.action() == HeaderAddition.Action.OVERWRITE_IF_EXISTS
                    || addition.action() == HeaderAddition.Action.OVERWRITE_IF_EXISTS_OR_ADD;
            pend(name, value, overwrites);
        }
    }

    private void pend(HeaderName name, String value, boolean overwrites) {
        if (pending == pendingNames.length) {
            pendingNames = Arrays.copyOf(pendingNames, pending * 2);
            pendingValues = Arrays.copyOf(pendingValues, pending * 2);
            pendingOverwrites = Arrays.copyOf(pendingOverwrites, pending * 2);
        }
        pendingNames[pending] = name;
        pendingValues[pending] = value;
        pendingOverwrites[pending++] = overwrites;
    }
}
