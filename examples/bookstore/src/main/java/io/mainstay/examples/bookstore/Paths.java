// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers out of request paths. */
final class Paths {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private Paths() {}

    /** The number that follows {@code prefix}, when that is all that follows. */
    static Optional<Integer> number(String path, String prefix) {
        if (!path.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher matcher = NUMBER.matcher(path.substring(prefix.length()));
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group())) : Optional.empty();
    }
}
