// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a story went.
 *
 * @param criterion what had to be so, in one sentence
 * @param measured  what was measured, in order; numbers, texts and booleans
 */
record ScenarioResult(String name, String criterion, Map<String, Object> measured, boolean passed) {
    ScenarioResult {
        Objects.requireNonNull(name);
        Objects.requireNonNull(criterion);
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }
}
