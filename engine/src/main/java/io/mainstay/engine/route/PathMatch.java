// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.RegexPattern;
import java.util.Objects;

/** {@code path_specifier}. Query and fragment of the request's path never take part. */
public sealed interface PathMatch {
    /** {@code prefix}: of the path as text; {@code /} matches all. */
    record Prefix(String value) implements PathMatch {
        public Prefix {
            Objects.requireNonNull(value);
        }
    }

    /** {@code path}. */
    record Exact(String value) implements PathMatch {
        public Exact {
            Objects.requireNonNull(value);
        }
    }

    /** {@code safe_regex}: the whole path. */
    record Regex(RegexPattern pattern) implements PathMatch {
        public Regex {
            Objects.requireNonNull(pattern);
        }
    }

    /** {@code path_separated_prefix}: the path itself or below it; without a slash at its end. */
    record SeparatedPrefix(String value) implements PathMatch {
        public SeparatedPrefix {
            Objects.requireNonNull(value);
        }
    }

    /** {@code connect_matcher}: CONNECT requests, which may have no path. */
    record Connect() implements PathMatch {}
}
