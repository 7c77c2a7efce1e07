// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** What the backend saw of one attempt. */
record Seen(Version version, String method, String path, String authority, List<Field> fields, Body body) {
    Seen {
        fields = List.copyOf(fields);
    }
}
