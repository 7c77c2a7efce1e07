// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.wire.Field;
import io.mainstay.engine.wire.FieldKind;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/xds-support.md} is made from the field tables; run with {@code -Dmainstay.rewrite=true} to write it anew. */
class SupportDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "xds-support.md");

    private static final String HEAD = """
        # xDS support

        What becomes of every field of every xDS message Mainstay reads. Made from the field tables in module `engine` by
        `SupportDocumentTest`; change a table, then run `mvn -pl engine -am test -Dtest=SupportDocumentTest \\
        -Dsurefire.failIfNoSpecifiedTests=false -Dmainstay.rewrite=true`.

        - **honoured**: has the effect Envoy documents, within what the note says.
        - **inert**: harmless and without effect; counted and shown, so nothing is dropped silently.
        - **rejected**: a resource that sets it is refused, with the field's path. A wrapper marked *unless off* may be set to
          false or zero.

        Fields without a row do not exist in the version of the API that is compiled in: they are refused in a static
        configuration and counted as inert in resources of a management server. Messages of an `Any` that have no table here are
        refused by their type, except the configurations of HTTP filters, which the filters read themselves.
        """;

    @Test
    void theCommittedDocumentIsCurrent() throws IOException {
        String expected = document();
        if (Boolean.getBoolean("mainstay.rewrite")) {
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(Files.readString(DOCUMENT))
                .as("%s, to be written anew with -Dmainstay.rewrite=true", DOCUMENT)
                .isEqualTo(expected);
    }

    private static String document() {
        StringBuilder out = new StringBuilder(HEAD);
        List<Field> all = AllTables.byName().values().stream()
                .flatMap(table -> table.fields().stream())
                .toList();
        out.append("\n%d messages, %d fields: %d honoured, %d inert, %d rejected.\n"
                .formatted(
                        AllTables.byName().size(),
                        all.size(),
                        count(all, Treatment.HONOURED),
                        count(all, Treatment.INERT),
                        count(all, Treatment.REJECTED)));
        AllTables.byName().values().forEach(table -> section(table, out));
        return out.toString();
    }

    private static long count(List<Field> fields, Treatment treatment) {
        return fields.stream().filter(field -> field.treatment() == treatment).count();
    }

    private static void section(MessageTable table, StringBuilder out) {
        out.append("\n## ").append(table.messageName()).append("\n\n");
        if (table.fields().isEmpty()) {
            out.append("Has no fields; its presence is honoured.\n");
            return;
        }
        out.append("| Field | | Note |\n| --- | --- | --- |\n");
        out.append(table.fields().stream()
                .map(field -> "| `%s` | %s | %s |\n"
                        .formatted(
                                field.name(),
                                field.treatment().name().toLowerCase(Locale.ROOT)
                                        + (field.kind() == FieldKind.SWITCH ? " *unless off*" : ""),
                                field.note().replace("|", "\\|")))
                .collect(Collectors.joining()));
    }
}
