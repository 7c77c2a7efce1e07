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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bootstraps and requests through a real Envoy and through our proxy: the client and the backend see the same. The worlds of the conformance
 * tier are always the same; those of the soak tier are new each time. {@code -Ddifferential.seed=N} repeats a world, {@code -Ddifferential.case=N}
 * one case of it; {@code differential.seconds} bounds the soak.
 */
class DifferentialTest {
    private static final int CASES = 60;
    private static final int AT_ONCE = 6;
    private static final int LOOKS = 3;
    private static final int WORLDS = 40;

    /** Worlds in which differences were found once. */
    private static final List<Long> FOUND = List.of(
            849241900023L,
            849241900079L,
            849241900088L,
            849241900152L,
            849241900178L,
            849241900326L,
            849241900364L,
            884879507248L);

    @TempDir
    private Path folder;

    private final Report report = new Report();

    @Test
    @Tag("conformance")
    void clients_and_backends_cannot_tell_us_from_envoy() throws Exception {
        Long one = Long.getLong("differential.seed");
        PrimitiveIterator.OfLong seeds = one != null
                ? LongStream.of(one).iterator()
                : LongStream.concat(
                                LongStream.rangeClosed(1, WORLDS),
                                FOUND.stream().mapToLong(Long::longValue))
                        .iterator();
        compare(seeds, Long.MAX_VALUE);
    }

    @Test
    @Tag("soak")
    void nor_in_worlds_nobody_has_seen() throws Exception {
        long first = new SecureRandom().nextLong() >>> 24;
        System.out.println("differential: seeds from " + first);
        compare(
                LongStream.iterate(first, seed -> seed + 1).iterator(),
                TimeUnit.SECONDS.toNanos(Integer.getInteger("differential.seconds", 600)));
    }

    private void compare(PrimitiveIterator.OfLong seeds, long nanos) throws Exception {
        Optional<Path> envoy = Programs.envoy();
        assumeTrue(envoy.isPresent(), "no envoy: set ENVOY or put it on the path");
        long start = System.nanoTime();
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            while (seeds.hasNext() && System.nanoTime() - start < nanos) {
                compare(
                        Worlds.world(seeds.nextLong(), CASES, backend.h1Port(), backend.h2Port()),
                        backend,
                        envoy.get(),
                        http);
            }
        }
        System.out.println("differential: " + report.counts());
        write(report.differing());
        assertThat(report.cases()).isPositive();
        assertThat(report.differing()).as(report.summary()).isEmpty();
    }

    private void compare(World world, Backend backend, Path program, HttpClient http) throws Exception {
        try (Subject envoy = EnvoyProxy.start(program, world.bootstrap(), folder, http);
                Subject ours = OurProxy.start(world.bootstrap());
                ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            Trial trial = new Trial(new Runner(backend), envoy, ours);
            Integer only = Integer.getInteger("differential.case");
            if (only != null) {
                System.out.println(Report.json(world.bootstrap()));
            }
            List<Future<Pair>> all = world.cases().stream()
                    .filter(each -> only == null || each.number() == only)
                    .map(each -> pool.submit(() -> trial.of(each, name(world, each))))
                    .toList();
            List<Pair> pairs = new ArrayList<>();
            for (Future<Pair> each : all) {
                pairs.add(each.get());
            }
            for (Pair pair : pairs) {
                report.compared(world, pair.differences().isEmpty() ? pair : again(world, pair, trial));
            }
        } catch (RefusedException e) {
            report.refused(world, "one", String.valueOf(e.getMessage()));
        }
    }

    private static String name(World world, Case each) {
        return world.seed() + "-" + each.number();
    }

    /** Some timeouts are short: on a busy machine what happens in them is chance. What is so, is so again, alone. */
    private Pair again(World world, Pair first, Trial trial) {
        Case each = world.cases().get(first.of().number());
        Pair pair = first;
        for (int look = 2; look <= LOOKS && !pair.differences().isEmpty(); look++) {
            report.seenOnce(world, pair);
            pair = trial.of(each, look + name(world, each));
        }
        return pair;
    }

    private static void write(List<String> texts) throws IOException {
        Path file = Path.of("target", "differential.txt");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, String.join("\n\n", texts));
    }
}
