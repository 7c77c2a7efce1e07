// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bootstraps and requests through a real Envoy and through our proxy: the client and the backend see the same.
 * {@code -Ddifferential.seed=N} repeats a world, {@code -Ddifferential.case=N} one case of it; {@code differential.worlds} and
 * {@code differential.seconds} bound a run.
 */
@Tag("conformance")
class DifferentialTest {
    private static final int CASES = 60;
    private static final int AT_ONCE = 6;

    @TempDir
    private Path folder;

    private final Report report = new Report();

    @Test
    void clients_and_backends_cannot_tell_us_from_envoy() throws Exception {
        Optional<Path> envoy = Programs.envoy();
        assumeTrue(envoy.isPresent(), "no envoy: set ENVOY or put it on the path");
        Long fixed = Long.getLong("differential.seed");
        long first = fixed == null ? new SecureRandom().nextLong() >>> 24 : fixed;
        int worlds = Integer.getInteger("differential.worlds", fixed == null ? 1_000 : 1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("differential.seconds", 45));
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < worlds && (fixed != null || System.nanoTime() < deadline); i++) {
                compare(Worlds.world(first + i, CASES, backend.h1Port(), backend.h2Port()), backend, envoy.get(), http);
            }
        }
        System.out.println("differential: seeds from " + first + ", " + report.cases() + " cases");
        write(report.differing());
        assertThat(report.cases()).isPositive();
        assertThat(report.differing()).as(report.summary()).isEmpty();
    }

    private void compare(World world, Backend backend, Path program, HttpClient http) throws Exception {
        try (Subject envoy = EnvoyProxy.start(program, world.bootstrap(), folder, http);
                Subject ours = OurProxy.start(world.bootstrap());
                ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            Runner runner = new Runner(backend);
            Integer only = Integer.getInteger("differential.case");
            if (only != null) {
                System.out.println(Report.json(world.bootstrap()));
            }
            List<Future<?>> all = world.cases().stream()
                    .filter(each -> only == null || each.number() == only)
                    .<Future<?>>map(each -> pool.submit(() -> compare(world, each, runner, envoy, ours)))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } catch (RefusedException e) {
            report.refused(world, "one", String.valueOf(e.getMessage()));
        }
    }

    private void compare(World world, Case each, Runner runner, Subject envoy, Subject ours) {
        String name = world.seed() + "-" + each.number();
        Outcome left = runner.run(envoy, each, "e" + name);
        Outcome right = runner.run(ours, each, "m" + name);
        if (!differences(each, left, right).isEmpty()) {
            // Some timeouts are short: on a busy machine what happens in them is chance. What is so, is so again.
            left = runner.run(envoy, each, "e2" + name);
            right = runner.run(ours, each, "m2" + name);
        }
        List<Difference> differences = differences(each, left, right);
        report.compared();
        if (!differences.isEmpty()) {
            report.differs(world, each, left, right, differences);
        }
    }

    private static List<Difference> differences(Case each, Outcome envoy, Outcome ours) {
        return Comparison.of(envoy, ours).stream()
                .filter(difference -> !Allowance.any(each, difference))
                .toList();
    }

    private static void write(List<String> texts) throws IOException {
        Path file = Path.of("target", "differential.txt");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, String.join("\n\n", texts));
    }
}
