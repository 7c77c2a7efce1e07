// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** A good request with one to three random changes of its bytes, behind the method: we pass on every token, Envoy only methods it knows. */
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
final class Mutations {
    private static final List<String> BASES = List.of(
            "GET /path?q=1 HTTP/1.1\r\nhost: a.test\r\nx-case: {case}\r\naccept: */*\r\n\r\n",
            "POST / HTTP/1.1\r\nhost: a.test\r\nx-case: {case}\r\ncontent-length: 5\r\n\r\nhello",
            "POST / HTTP/1.1\r\n"
                    + "host: a.test\r\n"
                    + "x-case: {case}\r\n"
                    + "transfer-encoding: chunked\r\n\r\n"
                    + "3\r\n"
                    + "abc\r\n"
                    + "0\r\n\r\n");
    private static final List<String> PIECES = List.of(
            "\r",
            "\n",
            "\r\n",
            " ",
            "\t",
            ":",
            "\u0000",
            "\u000b",
            ",",
            ";",
            "0",
            "5",
            "a",
            "\u00e9",
            "\u007f",
            "_",
            "\"",
            "/",
            "?",
            "#",
            "%",
            "@",
            "host: b\r\n",
            "content-length: 5\r\n",
            "transfer-encoding: chunked\r\n",
            "connection: close\r\n",
            "chunked");

    private Mutations() {}

    static String of(Dice dice) {
        StringBuilder bytes = new StringBuilder(dice.pick(BASES));
        for (int changes = 1 + dice.below(3); changes > 0; changes--) {
            int after = bytes.indexOf(" ") + 1;
            int at = after + dice.below(bytes.length() - after);
            switch (dice.below(4)) {
                case 0 -> bytes.deleteCharAt(at);
                case 1 -> bytes.setCharAt(at, dice.pick(PIECES).charAt(0));
                case 2 -> bytes.setCharAt(at, Character.toUpperCase(bytes.charAt(at)));
                default -> bytes.insert(at, dice.pick(PIECES));
            }
        }
        return bytes.toString();
    }
}
