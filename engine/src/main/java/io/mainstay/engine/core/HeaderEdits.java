// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.List;

/**
 * What one level (route table, virtual host, route, weighted cluster) does to the headers of a request or a response:
 * first the removals, then the additions (Envoy's order within one level).
 *
 * @param add    in configured order
 * @param remove lower-case names
 */
public record HeaderEdits(List<HeaderAddition> add, List<String> remove) {
    /** Leaves headers alone. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of());

    public HeaderEdits {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    public boolean isEmpty() {
        return add.isEmpty() && remove.isEmpty();
    }
}
