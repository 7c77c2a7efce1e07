// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's stories as a user plays them, and that each fails when what it shows is switched off. */
@Tag("soak")
@Timeout(400)
class DemoScenarioTest {
    private static final long PATIENCE_SECONDS = 360;

    @TempDir
    Path logs;

    @BeforeEach
    void needsThePackagedTree() {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
    }

    private Mainstay.Outcome play(String scenario, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("demo", "--scenario", scenario, "-o", "json"));
        arguments.addAll(List.of(more));
        return new Mainstay(logs).call(PATIENCE_SECONDS, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "fault", "failover", "upgrade", "outage"})
    void aStoryPasses(String scenario) throws Exception {
        Mainstay.Outcome outcome = play(scenario);

        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        assertThat(outcome.out()).contains("\"passed\" : true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "fault", "failover", "upgrade", "outage"})
    void aStoryFailsWithoutItsMechanism(String scenario) throws Exception {
        Mainstay.Outcome outcome = play(scenario, "--without-mechanism");

        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isEqualTo(1);
        assertThat(outcome.out())
                .as("the story was played to its end and judged: " + outcome.err())
                .contains("\"passed\" : false");
    }
}
