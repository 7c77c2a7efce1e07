// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import java.util.Objects;

/**
 * How a kind is called.
 *
 * @param group  empty for Kubernetes' core group
 * @param kind   e.g. {@code HTTPRoute}
 * @param plural as in paths, e.g. {@code httproutes}
 */
public record KindName(String group, String kind, String plural) {
    public KindName {
        Objects.requireNonNull(group);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(plural);
    }
}
