// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.core.FormatString;
import io.mainstay.engine.core.HeaderAddition;
import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies configured header edits. Names are looked up once each. Confined to one event loop. */
final class HeaderEditing {
    /** Makes the text of a format that is not a literal. */
    interface Formatter {
        /** The text now; empty when what it names is absent. */
        String format(FormatString format);
    }

    private static final int MAX_NAMES = 4096;

    private final Map<String, HeaderName> names = new HashMap<>();

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
                add(edits.add().get(a), headers, formatter);
            }
        }
    }

    private void add(HeaderAddition addition, Headers headers, Formatter formatter) {
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
        switch (addition.action()) {
            case APPEND_IF_EXISTS_OR_ADD -> headers.add(name, value);
            case ADD_IF_ABSENT -> {
                if (!headers.contains(name)) {
                    headers.add(name, value);
                }
            }
            case OVERWRITE_IF_EXISTS_OR_ADD -> headers.set(name, value);
            case OVERWRITE_IF_EXISTS -> {
                if (headers.contains(name)) {
                    headers.set(name, value);
                }
            }
        }
    }
}
