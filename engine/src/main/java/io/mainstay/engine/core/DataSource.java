// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/** Where bytes come from ({@code core.v3.DataSource}). Reading a file is the user's of this record. */
public sealed interface DataSource {
    /** {@code filename}. */
    record File(String path) implements DataSource {
        public File {
            Objects.requireNonNull(path);
        }
    }

    /** {@code inline_bytes} or {@code inline_string} (as UTF-8). */
    record Inline(Bytes content) implements DataSource {
        public Inline {
            Objects.requireNonNull(content);
        }
    }

    /** {@code environment_variable}. */
    record Environment(String variable) implements DataSource {
        public Environment {
            Objects.requireNonNull(variable);
        }
    }
}
