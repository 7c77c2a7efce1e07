// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody is told when no answer comes. */
@Timeout(20)
class ApiClientTest {
    private static ApiClient client(int port) {
        return new ApiClient(
                new ServerAddress.Tcp("127.0.0.1", port),
                "",
                new ApiClient.Patience(Duration.ofMillis(50), Duration.ofMillis(60)));
    }

    private static String told(ThrowingCallable question) {
        ApiException failure = catchThrowableOfType(ApiException.class, question);
        assertThat(failure.status()).isZero();
        return String.valueOf(failure.getMessage());
    }

    /** A process that is stopped: the system still takes connections for it. */
    @Test
    void aControlPlaneThatHangsIsNotSaidToBeAbsent() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            ApiClient client = client(deaf.getLocalPort());

            assertThat(told(client::version))
                    .contains("is there but has not answered in", "stopped or overloaded")
                    .doesNotContain("mainstay up", "not known");
            assertThat(told(() -> client.apply("kind: Service", "default", false)))
                    .contains("is there but has not answered in", "whether it did what was asked is not known");
        }
    }

    @Test
    void oneThatBreaksOffIsSaidToHave() throws IOException {
        try (ServerSocket rude = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread closer = Thread.ofVirtual().start(() -> closeOne(rude));

            assertThat(told(client(rude.getLocalPort())::version)).contains("broke off before it had answered");
            closer.interrupt();
        }
    }

    private static void closeOne(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException _) {
            // The test has ended.
        }
    }

    @Test
    void oneThatIsNotThereIsToBeStarted() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(told(client(free)::version)).contains("no control plane answers at", "mainstay up", "--server");
    }
}
