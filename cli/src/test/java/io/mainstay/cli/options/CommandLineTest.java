// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final CommandLine LINE = new CommandLine(
            "try [OPTION...] -- COMMAND...",
            "Tries.",
            List.of(
                    Option.value("--output", "FORMAT", "how to print").letter('o'),
                    Option.values("--label", "NAME=VALUE", "a label"),
                    Option.value("--port", "N", "a port"),
                    Option.flag("--all", "everything")));

    @Test
    void optionsPositionalsAndTheCommandAreToldApart() throws UsageException {
        Given given =
                LINE.parse(List.of("a", "-o", "json", "--label=x=y", "--all", "--label", "z=", "b", "--", "c", "-o"));

        assertThat(given.positionals()).containsExactly("a", "b");
        assertThat(given.value("--output")).contains("json");
        assertThat(given.all("--label")).containsExactly("x=y", "z=");
        assertThat(given.has("--all")).isTrue();
        assertThat(given.command()).containsExactly("c", "-o");
    }

    @ParameterizedTest
    @CsvSource({
        "--outptu,no option --outptu",
        "--out,did you mean --output?",
        "--output,needs a value",
        "--all=yes,takes no value",
        "--port=1 --port=2,given twice"
    })
    void whatIsWrongIsSaid(String arguments, String message) {
        assertThatThrownBy(() -> LINE.parse(List.of(arguments.split(" ", -1))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void numbersHaveBounds() throws UsageException {
        assertThat(LINE.parse(List.of("--port", "80")).number("--port", 0, 1, 65535))
                .isEqualTo(80);
        assertThat(LINE.parse(List.of()).number("--port", 7, 1, 65535)).isEqualTo(7);
        assertThatThrownBy(() -> LINE.parse(List.of("--port", "70000")).number("--port", 0, 1, 65535))
                .hasMessage("--port: 70000 (expected: 1..65535)");
    }

    @Test
    void helpShowsEveryOptionAndIsAskedForBeforeTheCommandOnly() {
        assertThat(LINE.help()).contains("Usage: mainstay try", "-o, --output FORMAT", "    --all");
        assertThat(CommandLine.asksForHelp(List.of("a", "--help"))).isTrue();
        assertThat(CommandLine.asksForHelp(List.of("--", "c", "--help"))).isFalse();
    }
}
