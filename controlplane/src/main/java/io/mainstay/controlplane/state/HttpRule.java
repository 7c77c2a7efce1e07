// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Objects;

/**
 * One match and its action. A list of rules is in order: the first that matches decides.
 *
 * @param name   stable, for logs and explanations
 * @param origin the resource it was written in
 */
public record HttpRule(String name, HttpMatch match, HttpAction action, ResourceKey origin) {
    public HttpRule {
        Objects.requireNonNull(name);
        Objects.requireNonNull(match);
        Objects.requireNonNull(action);
        Objects.requireNonNull(origin);
    }
}
