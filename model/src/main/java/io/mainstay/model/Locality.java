// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.model;

import java.util.Objects;

/**
 * Where a process runs, from wide to narrow (Envoy's {@code core.v3.Locality}).
 *
 * @param region  empty when unknown
 * @param zone    empty when unknown
 * @param subZone empty when unknown
 */
public record Locality(String region, String zone, String subZone) {
    /** Nothing is known. */
    public static final Locality UNKNOWN = new Locality("", "", "");

    public Locality {
        Objects.requireNonNull(region);
        Objects.requireNonNull(zone);
        Objects.requireNonNull(subZone);
    }

    @Override
    public String toString() {
        return region + "/" + zone + "/" + subZone;
    }
}
