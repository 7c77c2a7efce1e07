// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Budgets that do not depend on time: bytes allocated per request, threads, file descriptors. */
@Timeout(60)
class BudgetTest {
    private static final int WARM = 3000;
    private static final int MEASURED = 3000;

    @Test
    void a_keep_alive_request_allocates_at_most_200_bytes_on_its_loop() {
        // The detector records where buffers were touched: far more than what is measured.
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (FakeServer server = FakeServer.fixed();
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long loop = loopThread(threads);
            exchange(client, WARM);

            long before = threads.getThreadAllocatedBytes(loop);
            exchange(client, MEASURED);
            long perRequest = (threads.getThreadAllocatedBytes(loop) - before) / MEASURED;

            assertThat(perRequest).isLessThanOrEqualTo(200);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static void exchange(Wire client, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(client.send("GET /a HTTP/1.1\r\nHost: web\r\nUser-Agent: t\r\nAccept: */*\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    /** The newest event loop: that of the proxy just started. */
    private static long loopThread(ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().startsWith("loop-"))
                .mapToLong(info -> info.getThreadId())
                .max()
                .orElseThrow();
    }
}
