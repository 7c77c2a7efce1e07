// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the comparison lets pass is what the document says, and nothing else is let pass. */
class AllowanceTest {
    private static final Case GET = new Case(
            0,
            new Request(Version.H1, "GET", "/", "web.test", List.of(), Body.none()),
            List.of(new Step.Reply(200, List.of(), Body.none())));
    private static final Seen SEEN = new Seen(Version.H1, "GET", "/", "web.test", List.of(), Body.none(), false);

    @Test
    void every_allowance_stands_in_the_document() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "conformance.md"));
        assertThat(Allowance.ALL).allSatisfy(each -> assertThat(document).contains("| " + each.name() + " |"));
        assertThat(Strictness.OURS.keySet())
                .allSatisfy(each -> assertThat(document).contains("| " + each + " |"));
        assertThat(Malformed.ALL).extracting(Malformed::name).containsAll(Strictness.OURS.keySet());
    }

    @Test
    void every_kind_of_difference_is_seen_and_none_is_let_pass_by_itself() {
        Answer answer =
                new Answer(200, List.of(), List.of(Field.of("x", "1")), "b", List.of(Field.of("t", "1")), "complete");
        Outcome one = new Outcome(answer, List.of(SEEN));
        assertThat(Comparison.of(one, one)).isEmpty();
        Outcome other = new Outcome(
                new Answer(404, List.of(103), List.of(Field.of("x", "2")), "c", List.of(), "broken"),
                List.of(
                        new Seen(Version.H2, "PUT", "/b", "c", List.of(Field.of("y", "1")), new Body.Length("z"), true),
                        SEEN));
        List<Difference> differences = Comparison.of(one, other);
        assertThat(differences)
                .extracting(Difference::what)
                .containsExactly(
                        "status",
                        "interim",
                        "end",
                        "body",
                        "answer x",
                        "answer trailer t",
                        "attempts",
                        "upstream protocol",
                        "upstream method",
                        "upstream path",
                        "upstream authority",
                        "upstream body",
                        "upstream y");
        assertThat(differences).noneMatch(difference -> Allowance.any(new Pair(GET, one, other, false), difference));
    }

    @Test
    void the_same_seed_makes_the_same_world_and_another_seed_another() {
        World world = Worlds.world(7, 20, 1, 2);
        assertThat(Worlds.world(7, 20, 1, 2)).isEqualTo(world);
        assertThat(Worlds.world(8, 20, 1, 2).bootstrap()).isNotEqualTo(world.bootstrap());
    }
}
