// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

/** One thing in which two proxies differ for one case. */
record Difference(String what, String envoy, String ours) {
    @Override
    public String toString() {
        return what + "\n      envoy: " + envoy + "\n      ours:  " + ours;
    }
}
