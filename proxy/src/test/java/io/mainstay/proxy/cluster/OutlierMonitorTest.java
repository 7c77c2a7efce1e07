// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.OutlierDetection;
import io.mainstay.proxy.cluster.OutlierMonitor.LocalOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlierMonitorTest {
    private final OutlierMonitor monitor = new OutlierMonitor();
    private final List<OutlierKind> detected = new ArrayList<>();

    private static OutlierDetection config(int in5xx, int inGateway, boolean split, int inLocal) {
        return new OutlierDetection(
                in5xx,
                100,
                inGateway,
                100,
                split,
                inLocal,
                100,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ZERO,
                100,
                false);
    }

    private void statuses(int... statuses) {
        for (int status : statuses) {
            monitor.onResponse(status);
        }
    }

    @Test
    void errorsInARowAreDetectedOnce() {
        monitor.enable(config(3, 0, false, 0), detected::add);

        statuses(500, 503, 500, 500);

        assertThat(detected).containsExactly(OutlierKind.CONSECUTIVE_5XX);
    }

    @Test
    void anyAnswerThatIsNoServerErrorBeginsTheCountAnew() {
        monitor.enable(config(3, 3, false, 0), detected::add);

        statuses(503, 503, 404, 503, 503, 200, 503, 503);

        assertThat(detected).isEmpty();
    }

    @Test
    void gatewayFailuresAreCountedApartAndAPlain500EndsTheirRow() {
        monitor.enable(config(0, 3, false, 0), detected::add);

        statuses(502, 503, 500, 504, 503);
        assertThat(detected).isEmpty();

        statuses(502);
        assertThat(detected).containsExactly(OutlierKind.CONSECUTIVE_GATEWAY_FAILURE);
    }

    @Test
    void connectFailuresCountAsGatewayFailuresWhenNotSplit() {
        monitor.enable(config(0, 2, false, 2), detected::add);

        monitor.onLocalOrigin(LocalOrigin.CONNECT_FAILED);
        monitor.onLocalOrigin(LocalOrigin.CONNECTED);
        monitor.onLocalOrigin(LocalOrigin.TIMEOUT);

        assertThat(detected).containsExactly(OutlierKind.CONSECUTIVE_GATEWAY_FAILURE);
    }

    @Test
    void connectFailuresHaveTheirOwnCountWhenSplit() {
        monitor.enable(config(1, 1, true, 2), detected::add);

        monitor.onLocalOrigin(LocalOrigin.CONNECT_FAILED);
        monitor.onLocalOrigin(LocalOrigin.CONNECTED);
        monitor.onLocalOrigin(LocalOrigin.CONNECT_FAILED);
        assertThat(detected).isEmpty();

        monitor.onLocalOrigin(LocalOrigin.TIMEOUT);
        assertThat(detected).containsExactly(OutlierKind.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
    }

    @Test
    void nothingIsCountedBeforeItIsEnabledOrAfterItIsDisabled() {
        statuses(500, 500);
        monitor.enable(config(2, 0, false, 0), detected::add);
        statuses(500);
        monitor.disable();
        statuses(500);
        monitor.enable(config(2, 0, false, 0), detected::add);
        statuses(500);

        assertThat(detected).isEmpty();
    }
}
