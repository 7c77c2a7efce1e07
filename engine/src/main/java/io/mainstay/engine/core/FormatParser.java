// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.engine.core.FormatCommand.Argument;
import io.mainstay.engine.core.FormatString.Piece;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Splits a text with command operators: {@code %NAME%}, {@code %NAME(argument)%}, {@code %NAME(argument):length%}; {@code %%} is a percent sign. */
public final class FormatParser {
    private static final Set<String> STATUS_STYLES = Set.of("", "CAMEL_STRING", "SNAKE_STRING", "NUMBER");

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
        boolean parentheses = false;
        if (i < text.length() && text.charAt(i) == '(') {
            int close = closing(i);
            if (close < 0) {
                return false;
            }
            argument = text.substring(i + 1, close);
            i = close + 1;
            parentheses = true;
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
        add(name, argument, length, parentheses);
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

    private void add(String name, String argument, int length, boolean parentheses) {
        Optional<FormatCommand> found = FormatCommand.named(name);
        if (found.isEmpty()) {
            problems.add(Code.UNSUPPORTED_FIELD, "unknown command %" + name + "%");
            return;
        }
        FormatCommand command = found.get();
        if (length >= 0 && command.argument() != Argument.HEADER) {
            problems.add(Code.INVALID_VALUE, "%" + name + "% takes no length");
        }
        switch (command.argument()) {
            case NONE -> {
                if (parentheses) {
                    problems.add(Code.INVALID_VALUE, "%" + name + "% takes no argument");
                }
            }
            case HEADER -> headers(name, argument);
            case TIME -> {
                if (TimePattern.of(argument).isEmpty()) {
                    problems.add(
                            Code.INVALID_VALUE, "%" + name + "(" + argument + ")% has a conversion that is not known");
                }
            }
            case STATUS_STYLE -> {
                if (!STATUS_STYLES.contains(argument)) {
                    problems.add(
                            Code.INVALID_VALUE,
                            "%" + name + "(" + argument + ")% (expected: CAMEL_STRING, SNAKE_STRING or NUMBER)");
                }
            }
        }
        pieces.add(new Piece.Command(command, argument, length));
    }

    private void headers(String name, String argument) {
        String[] names = argument.split("\\?", -1);
        if (names.length > 2) {
            problems.add(Code.INVALID_VALUE, "%" + name + "(" + argument + ")% has more than one alternative");
        }
        for (String header : names) {
            if (header.isEmpty()) {
                problems.add(Code.INVALID_VALUE, "%" + name + "% needs the name of a header");
            } else if (!Read.isHeaderName(header)) {
                problems.add(Code.INVALID_VALUE, "\"" + header + "\" is not a header name");
            }
        }
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
