// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import org.snakeyaml.engine.v2.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Strings that are written as YAML are strings again for whoever reads them. */
class YamlStringsTest {
    private static final List<String> DOUBTFUL = List.of(
            "",
            "~",
            "=",
            "<<",
            "-",
            "+",
            ".",
            "null",
            "Null",
            "NULL",
            "true",
            "True",
            "TRUE",
            "false",
            "yes",
            "Yes",
            "no",
            "NO",
            "on",
            "On",
            "off",
            "OFF",
            "y",
            "Y",
            "n",
            "N",
            ".5",
            "5.",
            "1e3",
            "1E+3",
            "0",
            "010",
            "0o17",
            "0x1F",
            "0b11",
            "1_000",
            "0.1_5",
            "+1",
            "-1",
            "-.5",
            ".inf",
            "-.Inf",
            "+.INF",
            ".nan",
            ".NaN",
            "12:30:45",
            "1:20",
            "190:20:30.15",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "2001-12-14 21:59:43.10 -5",
            "127.0.0.1",
            " lead",
            "trail ",
            "a: b",
            "a:",
            ": a",
            "#x",
            "a #x",
            "- a",
            "-a",
            "? a",
            "[a]",
            "{a: b}",
            "a, b",
            "!a",
            "&a",
            "*a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'a'",
            "\"a\"",
            "---",
            "--- a",
            "...",
            "a\tb",
            "\ta",
            "two\nlines",
            "two\nlines\n",
            "more\n\n\n",
            " led\nlines",
            "\nfirst is empty",
            "blank \nends",
            "\n",
            " \n ",
            "a\r\nb",
            "\u0001",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\u00e9\ud83d\ude00");
    private static final List<String> PLAIN = List.of("reviews", "http://x:80/y", "a-b", "a.b", "true-ish", "nothing");

    static Stream<Schema> readers() {
        return Stream.of(new JsonSchema(), new CoreSchema(), new Yaml11Schema());
    }

    @ParameterizedTest
    @MethodSource("readers")
    void everyStringIsReadAsItWas(Schema reader) {
        Load load = new Load(LoadSettings.builder().setSchema(reader).build());
        for (String text : DOUBTFUL) {
            JsonNode value = JsonNodeFactory.instance.objectNode().put("value", text);
            String written = Format.YAML.write(value);
            assertThat(load.loadFromString(written)).as(written).isEqualTo(Map.of("value", text));
            JsonNode listed = JsonNodeFactory.instance.arrayNode().add(text).add("x");
            written = Format.YAML.write(listed);
            assertThat(load.loadFromString(written)).as(written).isEqualTo(List.of(text, "x"));
            JsonNode named = JsonNodeFactory.instance.objectNode().put(text, "x");
            written = Format.YAML.write(named);
            assertThat(load.loadFromString(written)).as(written).isEqualTo(Map.of(text, "x"));
        }
    }

    /** The reader of 1.1 sees other things where they are not in quotes: else it would prove nothing. */
    @Test
    void theReaderOf11IsOne() {
        Load load =
                new Load(LoadSettings.builder().setSchema(new Yaml11Schema()).build());
        for (String text : List.of("yes", "Off", "y", "~", "010", "1_000", "12:30:45", ".5", ".inf", "=", "<<")) {
            assertThat(load.loadFromString(text)).as(text).isNotEqualTo(text);
        }
        assertThat(load.loadFromString("2026-01-01")).isNotEqualTo("2026-01-01");
        assertThat(load.loadFromString("reviews")).isEqualTo("reviews");
    }

    @Test
    void whatIsAStringForAllIsWrittenWithoutQuotesAndOtherTypesStayThemselves() {
        for (String text : PLAIN) {
            assertThat(Format.YAML.write(JsonNodeFactory.instance.arrayNode().add(text)))
                    .isEqualTo("- " + text + "\n");
        }
        assertThat(Format.YAML.write(JsonNodeFactory.instance
                        .arrayNode()
                        .add(8080)
                        .add(-1)
                        .add(0.5)
                        .add(true)
                        .addNull()))
                .isEqualTo("- 8080\n- -1\n- 0.5\n- true\n- null\n");
    }
}
