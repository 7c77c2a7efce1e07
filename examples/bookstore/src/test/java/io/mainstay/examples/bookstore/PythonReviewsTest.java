// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Python version gives what its Java twin gives. */
class PythonReviewsTest {
    @Test
    void bothVersionsOneAnswerAlikeAndStopOnTerm() throws IOException, URISyntaxException, InterruptedException {
        assumeTrue(hasPython(), "python3 is not installed");
        Process python = python();
        try (RunningService java = Bookstore.start(Service.REVIEWS, Map.of("PORT", "0"));
                BufferedReader log = python.errorReader()) {
            String line = Objects.requireNonNull(log.readLine(), "no first line");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));

            Map<String, Object> mine = new WebClient("java", java.address()).get("/api/reviews/1", Map.of());
            Map<String, Object> other = new WebClient(
                            "python", new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .get("/api/reviews/1", Map.of());

            assertThat(other).isEqualTo(mine);
            python.destroy();
            assertThat(python.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).isZero();
        } finally {
            python.destroyForcibly();
        }
    }

    private static Process python() throws IOException, URISyntaxException {
        Path script = Path.of(
                Objects.requireNonNull(Bookstore.class.getResource("/bookstore/reviews_v1.py"), "script is missing")
                        .toURI());
        ProcessBuilder builder = new ProcessBuilder("python3", script.toString());
        builder.environment().put("PORT", "0");
        return builder.start();
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
