// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.filter.FilterCatalog;
import java.util.List;

/** The HTTP filters this build has: one line each, in the order of their names. The router is part of the connection manager. */
public final class BuiltInFilters {
    private BuiltInFilters() {}

    /** The catalog connection managers are configured from. */
    public static FilterCatalog catalog() {
        return new FilterCatalog(List.of());
    }
}
