// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void aPageIsInPrometheusFormat() {
        LabelledCounter pushes = new LabelledCounter();
        pushes.increment("type=\"lds\"");
        pushes.increment("type=\"cds\"");
        pushes.increment("type=\"lds\"");
        Histogram took = new Histogram(.1, 1);
        took.observe(Duration.ofMillis(100));
        took.observe(Duration.ofMillis(500));
        took.observe(Duration.ofSeconds(3));

        assertThat(new MetricsText()
                        .counter("pushes", "Sent.", pushes)
                        .gauge("revision", "Newest.", 1e9)
                        .histogram("took", "Seconds.", took)
                        .text())
                .isEqualTo("""
                    # HELP pushes Sent.
                    # TYPE pushes counter
                    pushes{type="cds"} 1
                    pushes{type="lds"} 2
                    # HELP revision Newest.
                    # TYPE revision gauge
                    revision 1000000000
                    # HELP took Seconds.
                    # TYPE took histogram
                    took_bucket{le="0.1"} 1
                    took_bucket{le="1"} 2
                    took_bucket{le="+Inf"} 3
                    took_sum 3.6
                    took_count 3
                    """);
        assertThat(pushes.total()).isEqualTo(3);
    }
}
