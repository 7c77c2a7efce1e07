// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.OutlierDetection;
import java.util.Locale;

/** What an endpoint can be ejected for. */
public enum OutlierKind {
    CONSECUTIVE_5XX(0),
    CONSECUTIVE_GATEWAY_FAILURE(1),
    CONSECUTIVE_LOCAL_ORIGIN_FAILURE(2);

    /** Place of this kind's count in an endpoint's counts. */
    final int slot;

    OutlierKind(int slot) {
        this.slot = slot;
    }

    /** The name in statistics. */
    public String statName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Errors in a row at which to eject; 0 is never. */
    int threshold(OutlierDetection config) {
        return switch (this) {
            case CONSECUTIVE_5XX -> config.consecutive5xx();
            case CONSECUTIVE_GATEWAY_FAILURE -> config.consecutiveGatewayFailure();
            case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> config.consecutiveLocalOriginFailure();
        };
    }

    /** Percent of detections that eject. */
    int enforcingPercent(OutlierDetection config) {
        return switch (this) {
            case CONSECUTIVE_5XX -> config.enforcingConsecutive5xx();
            case CONSECUTIVE_GATEWAY_FAILURE -> config.enforcingConsecutiveGatewayFailure();
            case CONSECUTIVE_LOCAL_ORIGIN_FAILURE -> config.enforcingConsecutiveLocalOriginFailure();
        };
    }
}
