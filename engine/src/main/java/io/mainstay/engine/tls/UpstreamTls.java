// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import java.util.Objects;

/**
 * TLS towards endpoints ({@code UpstreamTlsContext}).
 *
 * @param sni                  to send; empty: none, unless {@code autoHostSni}
 * @param autoHostSni          {@code auto_host_sni}: the endpoint's hostname
 * @param autoSniSanValidation {@code auto_sni_san_validation}: the certificate must be for the SNI sent
 * @param maxSessionKeys       to resume with; 0 turns resumption off; default 1
 */
public record UpstreamTls(
        CommonTls common, String sni, boolean autoHostSni, boolean autoSniSanValidation, int maxSessionKeys) {
    public UpstreamTls {
        Objects.requireNonNull(common);
        Objects.requireNonNull(sni);
    }
}
