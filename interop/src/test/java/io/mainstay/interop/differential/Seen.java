// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/**
 * What the backend saw of one attempt.
 *
 * @param reused whether its HTTP/1.1 connection had carried a request before; not compared, because pools are of one's own
 */
record Seen(
        Version version, String method, String path, String authority, List<Field> fields, Body body, boolean reused) {
    Seen {
        fields = List.copyOf(fields);
    }
}
