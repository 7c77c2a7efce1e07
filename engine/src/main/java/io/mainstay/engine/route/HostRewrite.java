// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.RegexRewrite;
import java.util.Objects;

/** {@code host_rewrite_specifier}. */
public sealed interface HostRewrite {
    /** The authority stays. */
    HostRewrite NONE = new None();

    record None() implements HostRewrite {}

    /** {@code host_rewrite_literal}. */
    record Literal(String host) implements HostRewrite {
        public Literal {
            Objects.requireNonNull(host);
        }
    }

    /** {@code auto_host_rewrite}: the chosen endpoint's hostname, when it has one. */
    record Auto() implements HostRewrite {}

    /** {@code host_rewrite_header}: the value of a request header, when it is there. */
    record Header(String lowerCaseName) implements HostRewrite {
        public Header {
            Objects.requireNonNull(lowerCaseName);
        }
    }

    /** {@code host_rewrite_path_regex}: the path without its query, rewritten. */
    record PathRegex(RegexRewrite rewrite) implements HostRewrite {
        public PathRegex {
            Objects.requireNonNull(rewrite);
        }
    }
}
