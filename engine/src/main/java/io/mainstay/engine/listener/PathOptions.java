// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * What is done to a path before routing.
 *
 * @param normalize      {@code normalize_path}: RFC 3986 dot segments and percent-encoding; default false
 * @param mergeSlashes   {@code merge_slashes}
 * @param escapedSlashes {@code path_with_escaped_slashes_action}
 */
public record PathOptions(boolean normalize, boolean mergeSlashes, EscapedSlashes escapedSlashes) {
    /** Envoy's. */
    public static final PathOptions DEFAULT = new PathOptions(false, false, EscapedSlashes.KEEP_UNCHANGED);

    public PathOptions {
        Objects.requireNonNull(escapedSlashes);
    }

    /** {@code PathWithEscapedSlashesAction}. */
    public enum EscapedSlashes {
        KEEP_UNCHANGED,
        REJECT_REQUEST,
        UNESCAPE_AND_REDIRECT,
        UNESCAPE_AND_FORWARD
    }
}
