// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;

/** Splits a text with command operators: {@code %NAME%}, {@code %NAME(argument)%}, {@code %NAME(argument):length%}; {@code %%} is a percent sign. */
public final class FormatParser {
    private final String text;
    private final Problems problems;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int at;

    private FormatParser(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** Reads a format; what is wrong with it is noted at the place of {@code problems}. */
    public static FormatString parse(String text, Problems problems) {
        return text.indexOf('%') < 0 ? FormatString.literal(text) : new FormatParser(text, problems).run();
    }

    private FormatString run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '%') {
                literal.append(c);
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '%') {
                literal.append('%');
                at += 2;
            } else if (!command()) {
                problems.add(
                        Code.INVALID_VALUE,
                        "no valid command operator at position " + at + " of \"" + text
                                + "\" (a percent sign is written %%)");
                return FormatString.literal(text);
            }
        }
        flush();
        return new FormatString(pieces);
    }

    private void flush() {
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private boolean command() {
        int i = at + 1;
        while (i < text.length() && isNameCharacter(text.charAt(i))) {
            i++;
        }
        String name = text.substring(at + 1, i);
        String argument = "";
        if (i < text.length() && text.charAt(i) == '(') {
            int close = closing(i);
            if (close < 0) {
                return false;
            }
            argument = text.substring(i + 1, close);
            i = close + 1;
        }
        int length = -1;
        if (i < text.length() && text.charAt(i) == ':') {
            int from = ++i;
            while (i < text.length() && Character.isDigit(text.charAt(i))) {
                i++;
            }
            if (i == from || i - from > 6) {
                return false;
            }
            length = Integer.parseInt(text.substring(from, i));
        }
        if (name.isEmpty() || i >= text.length() || text.charAt(i) != '%') {
            return false;
        }
        flush();
        add(name, argument, length);
        at = i + 1;
        return true;
    }

    /** The parenthesis that ends an argument: the first one followed by the operator's end. */
    private int closing(int open) {
        int close = text.indexOf(')', open);
        while (close >= 0) {
            if (close + 1 < text.length() && (text.charAt(close + 1) == '%' || text.charAt(close + 1) == ':')) {
                return close;
            }
            close = text.indexOf(')', close + 1);
        }
        return -1;
    }

    private void add(String name, String argument, int length) {
        for (FormatCommand command : FormatCommand.values()) {
            if (command.name().equals(name)) {
                pieces.add(new Piece.Command(command, argument, length));
                return;
            }
        }
        problems.add(Code.UNSUPPORTED_FIELD, "command operator %" + name + "% is not supported");
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
