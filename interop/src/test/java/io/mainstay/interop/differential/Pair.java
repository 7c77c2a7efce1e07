// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/**
 * A case through both proxies.
 *
 * @param resent whether an attempt that we sent again unasked has been taken out of the case and of our outcome
 */
record Pair(Case of, Outcome envoy, Outcome ours, boolean resent) {
    /** What nothing explains. */
    List<Difference> differences() {
        return Comparison.of(envoy, ours).stream()
                .filter(difference -> !Allowance.any(this, difference))
                .toList();
    }

    Request request() {
        return of.request();
    }
}
