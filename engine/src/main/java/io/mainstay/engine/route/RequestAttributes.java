// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.HeaderFields;

/** What a decision may ask of a request. Values are made when asked for, so a decision that does not look costs nothing. */
public interface RequestAttributes extends HeaderFields {
    String method();

    /** {@code :authority} or {@code host}, as received; empty when absent. */
    String authority();

    /** Path with query, as received after normalisation; empty for CONNECT. */
    String path();

    /** {@code http} or {@code https}. */
    String scheme();
}
