// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.controlplane.resource.FieldTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The pages under docs/reference are made from the field tables; run with {@code -Dmainstay.update=true} to write them. */
class ReferencePageTest {
    @Test
    void everyKindsPageSaysWhatItsTableDoes() throws IOException {
        Path folder = Path.of(System.getProperty("mainstay.root", ".."), "docs", "reference");
        for (Kind<?> kind : AllKinds.CATALOG.kinds()) {
            Path page = folder.resolve(kind.name().kind().toLowerCase(Locale.ROOT) + ".md");
            if (Boolean.getBoolean("mainstay.update")) {
                Files.createDirectories(folder);
                Files.writeString(page, page(kind));
            }
            assertThat(page)
                    .as("run this test with -Dmainstay.update=true")
                    .content()
                    .isEqualTo(page(kind));
        }
    }

    private static String page(Kind<?> kind) {
        String group = kind.name().group();
        StringBuilder out = new StringBuilder();
        out.append("# ").append(kind.name().kind()).append("\n\n");
        out.append("`").append(group.isEmpty() ? "" : group + "/").append("`").append(" versions ");
        out.append(String.join(", ", kind.versions())).append(". Made from the field table; do not edit.\n\n");
        out.append(kind.description()).append("\n\n| field | treatment | |\n| --- | --- | --- |\n");
        for (FieldTable.Row row : kind.fields().rows()) {
            out.append("| `").append(row.path()).append("` | ");
            out.append(row.treatment().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(row.note())
                    .append(" |\n");
        }
        return out.append("\nEvery other field is refused as unknown.\n")
                .toString()
                .replace("`` versions", "core group, versions");
    }
}
