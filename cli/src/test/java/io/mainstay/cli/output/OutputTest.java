// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OutputTest {
    @Test
    void aTableIsAsWideAsItNeedsToBe() {
        String text =
                new Table("NAME", "STATE").row("a", "ready").row("longer", "").text();

        assertThat(text).isEqualTo("""
            NAME     STATE
            a        ready
            longer   -
            """);
    }

    @Test
    void jsonAndYamlKeepTheOrderOfMembers() {
        JsonNode value = Format.mapper().readTree("{\"z\":1,\"a\":[\"x: y\",true]}");

        assertThat(Format.JSON.write(value)).matches("(?s)\\{\\s+\"z\" : 1,\\s+\"a\" : \\[.*");
        assertThat(Format.YAML.write(value)).isEqualTo("""
            z: 1
            a:
            - 'x: y'
            - true
            """);
    }
}
