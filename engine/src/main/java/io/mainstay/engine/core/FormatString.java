// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.List;
import java.util.Objects;

/**
 * A text with Envoy's command operators, such as {@code %REQ(x-request-id)%}, split into its pieces.
 *
 * @param pieces in order
 */
public record FormatString(List<Piece> pieces) {
    public FormatString {
        pieces = List.copyOf(pieces);
    }

    /** A text without operators, taken as it is. */
    public static FormatString literal(String text) {
        return new FormatString(text.isEmpty() ? List.of() : List.of(new Piece.Literal(text)));
    }

    /** Whether the text holds no operator and so always comes out the same. */
    public boolean isLiteral() {
        return pieces.isEmpty() || (pieces.size() == 1 && pieces.getFirst() instanceof Piece.Literal);
    }

    /** The text of a literal format. */
    public String literalText() {
        if (pieces.isEmpty()) {
            return "";
        }
        if (pieces.size() == 1 && pieces.getFirst() instanceof Piece.Literal(String text)) {
            return text;
        }
        throw new IllegalStateException("not a literal: " + this);
    }

    /** One piece of a format. */
    public sealed interface Piece {
        record Literal(String text) implements Piece {
            public Literal {
                Objects.requireNonNull(text);
            }
        }

        /**
         * A command operator.
         *
         * @param name      e.g. {@code REQ}, {@code RESPONSE_CODE}; one of {@link FormatCommand}
         * @param argument  what stood between the parentheses, e.g. {@code x-request-id} or {@code :path?x-alt}; empty when none
         * @param maxLength {@code %REQ(a):10%}; -1 when not limited
         */
        record Command(FormatCommand name, String argument, int maxLength) implements Piece {
            public Command {
                Objects.requireNonNull(name);
                Objects.requireNonNull(argument);
            }
        }
    }
}
