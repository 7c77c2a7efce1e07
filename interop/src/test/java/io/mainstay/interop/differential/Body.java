// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** A message's body and how HTTP/1.1 frames it; HTTP/2 sends a DATA frame per chunk. */
sealed interface Body {
    /** Neither length nor chunks. */
    record None() implements Body {}

    /** With {@code content-length}. */
    record Length(String text) implements Body {}

    /** In chunks, then trailers. */
    record Chunks(List<String> chunks, List<Field> trailers) implements Body {
        public Chunks {
            chunks = List.copyOf(chunks);
            trailers = List.copyOf(trailers);
        }
    }

    static Body none() {
        return new None();
    }

    /** All of it. */
    default String text() {
        return switch (this) {
            case None _ -> "";
            case Length(String text) -> text;
            case Chunks(List<String> chunks, List<Field> _) -> String.join("", chunks);
        };
    }
}
