// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.filter.HttpFilterProvider;
import java.util.ArrayList;
import java.util.List;

/**
 * The HTTP filters this build has: one line each, in the order of their names, with the full name of the class so that no import makes it two. The router is
 * part of the connection manager.
 */
public final class BuiltInFilters {
    private BuiltInFilters() {}

    /** The catalog connection managers are configured from. */
    public static FilterCatalog catalog() {
        List<HttpFilterProvider<?>> filters = new ArrayList<>();
        // here, as filters.add(new io.mainstay.proxy.http.filters.stamp.StampFilterProvider());
        return new FilterCatalog(filters);
    }
}
