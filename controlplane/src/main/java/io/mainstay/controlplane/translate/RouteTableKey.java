// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.ServicePortName;
import java.util.List;
import java.util.Objects;

/**
 * Everything the route table of one service port may depend on.
 *
 * @param rules empty: all calls go to the service itself
 */
record RouteTableKey(ServicePortName target, List<HttpRule> rules) {
    RouteTableKey {
        Objects.requireNonNull(target);
        rules = List.copyOf(rules);
    }
}
