// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int mainstay(String... arguments) {
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream());
        return Main.run(Main.verbs(), List.of(arguments), terminal);
    }

    @Test
    void helpGoesToStandardOutputAndListsVerbsWithoutTheHiddenOne() {
        assertThat(mainstay("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("version").doesNotContain("selftest");
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void helpWithAVerbIsThatVerbsHelp(String verb) {
        assertThat(mainstay(verb, "--help")).isZero();
        String own = out.toString(StandardCharsets.UTF_8);
        out.reset();

        assertThat(mainstay("help", verb)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: mainstay " + verb)
                .isEqualTo(own);
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"frob, no verb 'frob'", "aply, did you mean 'apply'?"})
    void helpWithAVerbNobodyKnowsIsWrongUsage(String verb, String said) {
        assertThat(mainstay("help", verb)).isEqualTo(Verb.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(said);
    }

    @Test
    void helpTakesOneVerb() {
        assertThat(mainstay("help", "get", "services")).isEqualTo(Verb.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'services' stands after 'get'");
    }

    @Test
    void noVerbIsWrongUsageAndSaysSoOnStandardError() {
        assertThat(mainstay()).isEqualTo(Verb.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: mainstay VERB");
    }

    @ParameterizedTest
    @CsvSource({"versoin", "versio", "vversion", "versions", "verzion", "ver"})
    void aMistypedVerbIsAnsweredWithTheNearest(String mistyped) {
        assertThat(mainstay(mistyped)).isEqualTo(Verb.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("did you mean 'version'?");
    }

    @Test
    void aVerbNobodyKnowsNamesTheNextStep() {
        assertThat(mainstay("frobnicate")).isEqualTo(Verb.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'mainstay help' lists them");
    }

    static Stream<String> verbs() {
        return Stream.concat(
                Stream.of("demo", "up", "node", "gateway", "run", "proxy", "version"), Cli.verbs().keySet().stream());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void anOptionNobodyKnowsIsWrongUsageAndOneNextStepIsNamed(String verb) {
        assertThat(mainstay(verb, "--bogus")).isEqualTo(Verb.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--bogus")
                .containsOnlyOnce("; 'mainstay " + verb + " --help' tells more");
    }

    @ParameterizedTest
    @CsvSource({"gateway, --listen, /127.0.0.1", "gateway, --listen, 127.0.0.1:80", "node, --address, localhost"})
    void whatIsNoAddressIsWrongUsage(String verb, String option, String text) {
        assertThat(mainstay(verb, option, text)).isEqualTo(Verb.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(option + ": '" + text + "' (expected: an IP address");
    }

    @Test
    void aKindNobodyKnowsIsAnsweredWithThoseThereAre() {
        assertThat(mainstay("get", "foo")).isEqualTo(Verb.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("no kind 'foo' (expected: workloads, services, ")
                .containsOnlyOnce("--help");
    }

    @Test
    void aFolderIsNoBootstrap(@TempDir Path folder) {
        assertThat(mainstay("proxy", "-c", folder.toString())).isEqualTo(Verb.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(folder + " is a folder (expected: a bootstrap in");
    }

    @Test
    void versionIsOneLine() {
        assertThat(mainstay("version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }
}
