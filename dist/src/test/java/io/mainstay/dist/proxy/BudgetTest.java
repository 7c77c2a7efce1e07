// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes allocated per request: a budget that does not depend on time. {@link StartBudgetTest} has those of a whole process. */
@Timeout(60)
class BudgetTest {
    private static final int WARM = 3000;
    private static final int MEASURED = 3000;

    /** The objects of a stream on our side and its header fields as strings; it grows with whatever is made anew per stream or frame. */
    private static final int MOST_PER_STREAM = 2_700;

    @Test
    void a_keep_alive_request_allocates_at_most_200_bytes_on_its_loop() {
        assertThat(bytesPerRequest(BudgetTest::exchange)).isLessThanOrEqualTo(200);
    }

    @Test
    void a_stream_of_a_kept_http2_connection_allocates_at_most_2700_bytes_on_its_loop() {
        H2Wire[] connection = new H2Wire[1];
        long bytes = bytesPerRequest(client -> {
            if (connection[0] == null) {
                connection[0] = new H2Wire(client);
            }
            assertThat(connection[0].get()).isEqualTo(200);
        });
        assertThat(bytes).isLessThanOrEqualTo(MOST_PER_STREAM);
    }

    private static long bytesPerRequest(Consumer<Wire> request) {
        // The detector records where buffers were touched: far more than what is measured.
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (FakeServer server = FakeServer.fixed();
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long loop = loopThread(threads);
            for (int i = 0; i < WARM; i++) {
                request.accept(client);
            }
            long before = threads.getThreadAllocatedBytes(loop);
            for (int i = 0; i < MEASURED; i++) {
                request.accept(client);
            }
            return (threads.getThreadAllocatedBytes(loop) - before) / MEASURED;
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static void exchange(Wire client) {
        assertThat(client.send("GET /a HTTP/1.1\r\nHost: web\r\nUser-Agent: t\r\nAccept: */*\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(200);
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
