// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import java.time.Duration;
import java.util.Objects;

/**
 * TLS towards clients ({@code DownstreamTlsContext}).
 *
 * @param requireClientCertificate else a certificate is asked for only when there is something to verify it with
 * @param requireSni               {@code require_sni}
 * @param statelessResumption      session tickets; default true
 * @param statefulResumption       session cache; default true
 * @param sessionTimeout           zero: the library's
 */
public record DownstreamTls(
        CommonTls common,
        boolean requireClientCertificate,
        boolean requireSni,
        boolean statelessResumption,
        boolean statefulResumption,
        Duration sessionTimeout) {
    public DownstreamTls {
        Objects.requireNonNull(common);
        Objects.requireNonNull(sessionTimeout);
    }
}
