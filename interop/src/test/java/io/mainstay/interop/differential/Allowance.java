// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A difference we mean to have. {@code docs/conformance.md} lists them by the same names, with the reason of each.
 *
 * @param name as in the document
 * @param covers whether it explains a difference in a case
 */
record Allowance(String name, BiPredicate<Pair, Difference> covers) {
    private static final int KEPT_BYTES = 64 * 1024;

    static final List<Allowance> ALL = List.of(
            new Allowance(
                    "xff-of-loopback",
                    (each, difference) -> difference.what().equals("upstream x-forwarded-for")
                            && difference.ours().endsWith("127.0.0.1")),
            new Allowance(
                    "location-of-direct-response",
                    (each, difference) -> difference.what().equals("answer location")
                            && difference.ours().equals("(absent)")),
            new Allowance(
                    "status-of-local-reply",
                    (each, difference) -> difference.what().startsWith("answer ")
                            && difference
                                    .envoy()
                                    .replaceFirst("(^|,)(0|100)($|,)", "$1STATUS$3")
                                    .contains("STATUS")
                            && difference.ours().matches("(.*,)?[2-5]\\d\\d(,.*)?")),
            new Allowance(
                    "length-of-no-content",
                    (each, difference) -> difference.what().equals("answer content-length")
                            && difference.ours().equals("(absent)")),
            new Allowance("reused-connection", (each, difference) -> each.resent() && onlyCounted(difference)),
            new Allowance(
                    "large-body-retry",
                    (each, difference) -> each.request().body().text().length() > KEPT_BYTES
                            && each.ours().seen().size() == 1
                            && each.envoy().seen().size() > 1
                            && !difference.what().startsWith("upstream ")),
            new Allowance(
                    "replayed-empty-body",
                    (each, difference) -> each.request().body().text().isEmpty()
                            && each.of().steps().size() > 1
                            && (difference.what().equals("upstream content-length")
                                    || difference.what().equals("upstream transfer-encoding"))),
            new Allowance(
                    "client-address",
                    (each, difference) -> difference.ours().contains("127.0.0.1") && has(each, "x-forwarded-for")),
            new Allowance(
                    "https-over-cleartext",
                    (each, difference) -> each.request().target().startsWith("https:")
                            && (each.envoy().answer().status() == 403
                                    || each.ours().answer().status() == 403)),
            new Allowance(
                    "tls-redirect-port",
                    (each, difference) -> difference.what().equals("answer location")
                            && difference.envoy().replaceFirst(":80(?=/)", "").equals(difference.ours())),
            new Allowance(
                    "cluster-of-refused-upgrade",
                    (each, difference) -> has(each, "upgrade")
                            && each.ours().answer().status() == 403
                            && difference.what().startsWith("answer ")),
            new Allowance(
                    "order-of-flags",
                    (each, difference) -> sorted(difference.envoy()).equals(sorted(difference.ours()))),
            new Allowance(
                    "unneeded-continue",
                    (each, difference) -> difference.what().equals("interim")
                            && difference.ours().equals("[]")),
            new Allowance(
                    "original-host-on-retry",
                    (each, difference) -> difference.what().equals("upstream x-envoy-original-host")
                            && difference.envoy().equals("endpoint.test")),
            new Allowance(
                    "forwarded-host-on-retry",
                    (each, difference) -> difference.what().equals("upstream x-forwarded-host")
                            && each.envoy().seen().size() > 1
                            && difference.envoy().equals(difference.ours() + ",endpoint.test")),
            new Allowance(
                    "edits-of-refused-path",
                    (each, difference) -> difference.what().startsWith("answer ")
                            && has(each, "x-forwarded-proto")
                            && List.of(400, 307).contains(each.ours().answer().status())
                            && each.ours().seen().isEmpty()),
            new Allowance(
                    "head-framing",
                    (each, difference) -> each.request().method().equals("HEAD")
                            && difference.what().equals("answer transfer-encoding")
                            && difference.ours().equals("(absent)")),
            new Allowance(
                    "te-list",
                    (each, difference) -> difference.what().equals("upstream te")
                            && difference.ours().equals("(absent)")
                            && each.request().fields().stream()
                                    .anyMatch(field ->
                                            field.is("te") && field.value().contains(","))),
            new Allowance(
                    "early-answer",
                    (each, difference) -> difference.what().equals("answer connection")
                            && difference.ours().equals("(absent)")));

    /** An attempt more is counted than Envoy counted without it, and told of. */
    private static boolean onlyCounted(Difference difference) {
        if (difference.what().equals("body")) {
            return difference
                    .ours()
                    .replace("retried and the latest reset reason", "reset reason")
                    .equals(difference.envoy());
        }
        String[] theirs = difference.envoy().split(",", -1);
        String[] mine = difference.ours().split(",", -1);
        return theirs.length == mine.length
                && IntStream.range(0, mine.length)
                        .allMatch(i -> mine[i].equals(theirs[i])
                                || (theirs[i].matches("[1-9]")
                                        && mine[i].equals(Integer.toString(Integer.parseInt(theirs[i]) + 1))));
    }

    private static List<String> sorted(String values) {
        return Stream.of(values.split(",", -1)).sorted().toList();
    }

    private static boolean has(Pair each, String header) {
        return each.request().fields().stream().anyMatch(field -> field.is(header));
    }

    static boolean any(Pair each, Difference difference) {
        return ALL.stream().anyMatch(allowance -> allowance.covers().test(each, difference));
    }
}
