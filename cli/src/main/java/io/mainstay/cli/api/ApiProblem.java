// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import java.util.Objects;

/**
 * One mistake in a resource.
 *
 * @param line   in the text that was sent; 0 when unknown
 * @param column in that line; 0 when unknown
 * @param path   of the field; empty when it is about the whole
 * @param hint   what to do; possibly empty
 */
public record ApiProblem(int line, int column, String code, String path, String message, String hint) {
    public ApiProblem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
        Objects.requireNonNull(hint);
    }

    /** As compilers write it, so that editors find the place. */
    public String line(String file) {
        String place = line > 0 ? file + ":" + line + ":" + column + ": " : file.isEmpty() ? "" : file + ": ";
        String tail = hint.isEmpty() ? "" : "\n    hint: " + hint;
        return place + (path.isEmpty() ? "" : path + ": ") + message + " [" + code + "]" + tail;
    }
}
