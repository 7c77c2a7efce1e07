// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import java.time.Duration;
import java.util.Objects;

/**
 * When a host that answers badly is left out for a while ({@code OutlierDetection}). Success-rate and failure-percentage
 * detection are not supported.
 *
 * @param consecutive5xx                    in a row, at which to eject; 0: off; default 5
 * @param enforcingConsecutive5xx           percent of detections that eject; default 100
 * @param consecutiveGatewayFailure         502, 503, 504 in a row; 0: off; default 5
 * @param enforcingConsecutiveGatewayFailure default 0
 * @param splitLocalOriginErrors            {@code split_external_local_origin_errors}: count connect failures, resets and timeouts apart
 * @param consecutiveLocalOriginFailure     default 5
 * @param enforcingConsecutiveLocalOriginFailure default 100
 * @param interval                          between looks at who may come back; default 10 s
 * @param baseEjectionTime                  times the number of ejections in a row; default 30 s
 * @param maxEjectionTime                   upper bound of that; default 300 s, at least the base
 * @param maxEjectionTimeJitter             random addition; default 0
 * @param maxEjectionPercent                of the hosts; 0..100, default 10
 * @param alwaysEjectOneHost                {@code always_eject_one_host}: one may always go, whatever the percentage; default false
 */
public record OutlierDetection(
        int consecutive5xx,
        int enforcingConsecutive5xx,
        int consecutiveGatewayFailure,
        int enforcingConsecutiveGatewayFailure,
        boolean splitLocalOriginErrors,
        int consecutiveLocalOriginFailure,
        int enforcingConsecutiveLocalOriginFailure,
        Duration interval,
        Duration baseEjectionTime,
        Duration maxEjectionTime,
        Duration maxEjectionTimeJitter,
        int maxEjectionPercent,
        boolean alwaysEjectOneHost) {
    /** Envoy's, when {@code outlier_detection} is set and empty. */
    public static final OutlierDetection DEFAULT = new OutlierDetection(
            5,
            100,
            5,
            0,
            false,
            5,
            100,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ZERO,
            10,
            false);

    public OutlierDetection {
        Objects.requireNonNull(interval);
        Objects.requireNonNull(baseEjectionTime);
        Objects.requireNonNull(maxEjectionTime);
        Objects.requireNonNull(maxEjectionTimeJitter);
    }
}
