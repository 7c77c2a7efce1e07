// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code core.v3.HeaderValueOption} and {@code core.v3.HeaderValue}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class HeaderParser {
    public static final MessageTable VALUE_TABLE = MessageTable.of("envoy.config.core.v3.HeaderValue")
            .value(1, "key")
            .value(2, "value")
            .rejected(3, "raw_value", "give value")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.HeaderValueOption")
            .message(1, "header", () -> VALUE_TABLE)
            .value(2, "append")
            .value(3, "append_action")
            .value(4, "keep_empty_value")
            .build();

    private static final int MAX_ITEMS = 1000;

    private HeaderParser() {}

    /**
     * The edits of one level.
     *
     * @param what {@code request_headers} or {@code response_headers}, the start of the two fields' names
     */
    public static HeaderEdits edits(List<HeaderValueOption> add, List<String> remove, Problems problems, String what) {
        if (add.isEmpty() && remove.isEmpty()) {
            return HeaderEdits.NONE;
        }
        if (add.size() > MAX_ITEMS) {
            problems.invalid(what + "_to_add", add.size() + " items (expected: at most " + MAX_ITEMS + ")");
        }
        List<HeaderAddition> additions = new ArrayList<>(add.size());
        for (int i = 0; i < add.size(); i++) {
            additions.add(addition(add.get(i), problems.in(what + "_to_add", i)));
        }
        List<String> removals = new ArrayList<>(remove.size());
        for (int i = 0; i < remove.size(); i++) {
            String field = what + "_to_remove[" + i + "]";
            removals.add(modifiable(remove.get(i), problems, field));
        }
        return new HeaderEdits(additions, removals);
    }

    private static HeaderAddition addition(HeaderValueOption option, Problems problems) {
        if (!option.hasHeader()) {
            problems.missing("header");
        }
        Problems header = problems.in("header");
        String name = modifiable(option.getHeader().getKey(), header, "key");
        String value = Read.headerValue(option.getHeader().getValue(), header, "value");
        HeaderAddition.Action action = action(option, problems);
        return new HeaderAddition(
                name, FormatParser.parse(value, header.in("value")), action, option.getKeepEmptyValue());
    }

    private static HeaderAddition.Action action(HeaderValueOption option, Problems problems) {
        HeaderAddition.Action action =
                switch (option.getAppendAction()) {
                    case APPEND_IF_EXISTS_OR_ADD -> HeaderAddition.Action.APPEND_IF_EXISTS_OR_ADD;
                    case ADD_IF_ABSENT -> HeaderAddition.Action.ADD_IF_ABSENT;
                    case OVERWRITE_IF_EXISTS_OR_ADD -> HeaderAddition.Action.OVERWRITE_IF_EXISTS_OR_ADD;
                    case OVERWRITE_IF_EXISTS -> HeaderAddition.Action.OVERWRITE_IF_EXISTS;
                    case UNRECOGNIZED -> {
                        problems.invalid("append_action", "unknown value " + option.getAppendActionValue());
                        yield HeaderAddition.Action.APPEND_IF_EXISTS_OR_ADD;
                    }
                };
        if (!option.hasAppend()) {
            return action;
        }
        if (option.getAppendActionValue() != 0) {
            problems.invalid("append", "append and append_action cannot both be set");
        }
        return option.getAppend().getValue()
                ? HeaderAddition.Action.APPEND_IF_EXISTS_OR_ADD
                : HeaderAddition.Action.OVERWRITE_IF_EXISTS_OR_ADD;
    }

    private static String modifiable(String name, Problems problems, String field) {
        String lower = Read.headerName(name, problems, field);
        if (lower.startsWith(":") || lower.equals("host")) {
            problems.invalid(field, "\"" + name + "\": headers that start with a colon, and host, cannot be modified");
        }
        return lower;
    }
}
