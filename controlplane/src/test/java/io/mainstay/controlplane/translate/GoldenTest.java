// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.xds.XdsSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the translators make of each kind, word for word. A change that is meant is written with {@code -Dmainstay.update=true} and
 * read in the diff.
 */
class GoldenTest {
    static Stream<Path> folders() throws IOException {
        return Goldens.folders().stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theResourcesAreThoseOfTheGoldens(Path folder) throws IOException {
        for (Map.Entry<String, XdsSnapshot> made : Goldens.translate(folder).entrySet()) {
            Path golden = folder.resolve(made.getKey());
            String text = Goldens.text(made.getValue());
            if (Boolean.getBoolean("mainstay.update")) {
                Files.writeString(golden, text);
            }
            String differences = differences(Files.exists(golden) ? Files.readString(golden) : "", text);
            assertThat(differences)
                    .as(
                            "%s, '-' is the golden; if the change is meant, run this test with -Dmainstay.update=true",
                            golden)
                    .isEmpty();
        }
    }

    /** A kind without a golden would be a kind nobody looks at. */
    @Test
    void everyKindHasAFolder() throws IOException {
        assertThat(Goldens.folders())
                .extracting(folder -> folder.getFileName().toString())
                .containsAll(io.mainstay.controlplane.kind.AllKinds.CATALOG.kinds().stream()
                        .map(kind -> kind.name().kind().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void aDifferenceIsShownWithWhatIsAroundIt() {
        assertThat(differences("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")).isEqualTo("""
              1   a
              2 - b
              2 + x
              3   c
              4   d
              5 + e
            """);
        assertThat(differences("a\nb\n", "a\nb\n")).isEmpty();
        assertThat(differences("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n"))
                .isEqualTo("  7   7\n  8   8\n  9 - 9\n");
    }

    /** The lines that differ, each with two around it; empty when none do. By the longest common subsequence. */
    private static String differences(String golden, String made) {
        List<String> left = golden.lines().toList();
        List<String> right = made.lines().toList();
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                lines.add("%3d   %s".formatted(j + 1, right.get(j)));
                i++;
                j++;
            } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("%3d - %s".formatted(i + 1, left.get(i++)));
            } else {
                lines.add("%3d + %s".formatted(j + 1, right.get(j++)));
            }
        }
        return aroundChanges(lines);
    }

    private static String aroundChanges(List<String> lines) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < lines.size(); at++) {
            boolean near = lines.subList(Math.max(0, at - 2), Math.min(lines.size(), at + 3)).stream()
                    .anyMatch(line -> line.charAt(4) != ' ');
            if (near) {
                out.append(lines.get(at)).append('\n');
            }
        }
        return out.toString();
    }
}
