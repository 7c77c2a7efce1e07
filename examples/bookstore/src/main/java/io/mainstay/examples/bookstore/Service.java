// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.util.Locale;

/** The services and the ports they use when nobody says otherwise. */
enum Service {
    STOREFRONT(9080),
    CATALOG(9081),
    REVIEWS(9082),
    RATINGS(9083);

    private final int defaultPort;

    Service(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    int defaultPort() {
        return defaultPort;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
