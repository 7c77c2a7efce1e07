// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.options;

import java.util.Objects;

/**
 * One option of a verb.
 *
 * @param name        long form, with its two dashes
 * @param letter      short form, with its dash; empty for none
 * @param placeholder what help calls the value; empty for a flag
 * @param repeated    may be given several times
 * @param summary     one line
 */
public record Option(String name, String letter, String placeholder, boolean repeated, String summary) {
    public Option {
        if (!name.startsWith("--")) {
            throw new IllegalArgumentException("not a long option: " + name);
        }
        Objects.requireNonNull(letter);
        Objects.requireNonNull(placeholder);
        Objects.requireNonNull(summary);
    }

    /** An option that is there or not. */
    public static Option flag(String name, String summary) {
        return new Option(name, "", "", false, summary);
    }

    /** An option with a value. */
    public static Option value(String name, String placeholder, String summary) {
        return new Option(name, "", placeholder, false, summary);
    }

    /** An option with a value that may be given several times. */
    public static Option values(String name, String placeholder, String summary) {
        return new Option(name, "", placeholder, true, summary);
    }

    /** The same with a short form, without its dash. */
    public Option letter(char one) {
        return new Option(name, "-" + one, placeholder, repeated, summary);
    }

    boolean isFlag() {
        return placeholder.isEmpty();
    }

    String heading() {
        String names = letter.isEmpty() ? "    " + name : letter + ", " + name;
        return isFlag() ? names : names + " " + placeholder;
    }
}
