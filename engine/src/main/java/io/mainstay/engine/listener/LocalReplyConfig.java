// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.FormatString;
import java.util.Objects;

/**
 * The body of replies the proxy makes itself ({@code LocalReplyConfig.body_format}); mappers are not supported.
 *
 * @param contentType empty: {@code text/plain}
 */
public record LocalReplyConfig(FormatString body, String contentType) {
    public LocalReplyConfig {
        Objects.requireNonNull(body);
        Objects.requireNonNull(contentType);
    }
}
