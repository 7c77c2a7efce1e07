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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo's stories as a user plays them, and that each fails when what it shows is switched off: by its own judgement, and in
 * the figure that the mechanism is about.
 */
@Tag("conformance")
@Timeout(300)
class DemoScenarioTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    Path logs;

    @BeforeEach
    void needsThePackagedTree() {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
    }

    private JsonNode play(int code, String scenario, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("demo", "--scenario", scenario, "-o", "json"));
        arguments.addAll(List.of(more));
        Mainstay.Outcome outcome = new Mainstay(logs).call(PATIENCE_SECONDS, arguments.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isEqualTo(code);
        JsonNode story = JsonMapper.shared().readTree(outcome.out()).path("scenario");
        assertThat(story.path("name").asString()).as("judged: " + outcome.err()).isEqualTo(scenario);
        return story;
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "fault", "failover", "upgrade", "outage"})
    void aStoryPasses(String scenario) throws Exception {
        JsonNode story = play(0, scenario);

        assertThat(story.path("passed").asBoolean()).as(story.toString()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "canary, shareOfV2AtAll, no call came to version 2",
        "outage, servedByRestartedNode, the restarted node served nothing",
    })
    void withoutItsMechanismAStoryShowsNothing(String scenario, String figure, String meaning) throws Exception {
        JsonNode story = play(1, scenario, "--without-mechanism");

        assertThat(story.path("passed").asBoolean(true)).as(story.toString()).isFalse();
        assertThat(story.path("measured").path(figure).asDouble(-1))
                .as(meaning + ": " + story)
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "fault, failed",
        "failover, killedFailed",
        "upgrade, failed",
    })
    void withoutItsMechanismRequestsFail(String scenario, String figure) throws Exception {
        JsonNode story = play(1, scenario, "--without-mechanism");

        assertThat(story.path("passed").asBoolean(true)).as(story.toString()).isFalse();
        assertThat(story.path("measured").path(figure).asLong())
                .as(story.toString())
                .isPositive();
    }
}
