// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.RegexRewrite;
import java.util.Objects;

/** What becomes of a path. The query stays, unless {@code Full} brings its own. */
public sealed interface PathRewrite {
    /** The path stays. */
    PathRewrite NONE = new None();

    record None() implements PathRewrite {}

    /** {@code prefix_rewrite}: the matched prefix (or exact path) is replaced. */
    record Prefix(String replacement) implements PathRewrite {
        public Prefix {
            Objects.requireNonNull(replacement);
        }
    }

    /** {@code regex_rewrite}: on the path without its query. */
    record Regex(RegexRewrite rewrite) implements PathRewrite {
        public Regex {
            Objects.requireNonNull(rewrite);
        }
    }

    /** {@code path_redirect} (redirects only): the whole path, perhaps with a query of its own. */
    record Full(String path) implements PathRewrite {
        public Full {
            Objects.requireNonNull(path);
        }
    }
}
