// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import io.mainstay.engine.bootstrap.BootstrapParser;
import io.mainstay.engine.wire.Field;
import io.mainstay.engine.wire.MessageTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** Every table that a bootstrap or an {@code Any} in it can reach; by message name. */
final class AllTables {
    private AllTables() {}

    static Map<String, MessageTable> byName() {
        Map<String, MessageTable> found = new TreeMap<>();
        Deque<MessageTable> open = new ArrayDeque<>(XdsResources.ANY_TYPES.values());
        open.add(BootstrapParser.TABLE);
        open.add(XdsResources.ROUTE.table());
        while (!open.isEmpty()) {
            MessageTable table = open.pop();
            MessageTable known = found.putIfAbsent(table.messageName(), table);
            if (known == null) {
                for (Field field : table.fields()) {
                    if (field.nested() != null) {
                        open.add(field.nested().get());
                    }
                }
            } else if (known != table) {
                throw new IllegalStateException("two tables for " + table.messageName());
            }
        }
        return found;
    }
}
