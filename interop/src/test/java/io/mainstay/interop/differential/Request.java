// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/**
 * What a client asks.
 *
 * @param fields besides host and framing
 */
record Request(Version version, String method, String target, String authority, List<Field> fields, Body body) {
    Request {
        fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
        return version + " " + method + " " + target + " host=" + authority + " " + fields + " " + body;
    }
}
