// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import org.jspecify.annotations.Nullable;

/** What a decision may ask of a request. Values are made when asked for, so a decision that does not look costs nothing. */
public interface RequestAttributes {
    String method();

    /** {@code :authority} or {@code host}, as received; empty when absent. */
    String authority();

    /** Path with query, as received after normalisation; empty for CONNECT. */
    String path();

    /** {@code http} or {@code https}. */
    String scheme();

    /**
     * The value of a header, several being joined by a comma; null when absent. Pseudo-headers are answered too.
     *
     * @param lowerCaseName in lower case
     */
    @Nullable
    String header(String lowerCaseName);
}
