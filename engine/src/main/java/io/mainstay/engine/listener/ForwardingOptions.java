// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * What is believed and told about addresses and client certificates.
 *
 * @param useRemoteAddress      {@code use_remote_address}: the socket's peer is the client; appended to {@code x-forwarded-for}
 * @param xffTrustedHops        {@code xff_num_trusted_hops}
 * @param skipXffAppend         {@code skip_xff_append}
 * @param appendForwardedPort   {@code append_x_forwarded_port}
 * @param stripPort             {@code strip_matching_host_port} or {@code strip_any_host_port}
 * @param stripTrailingHostDot  {@code strip_trailing_host_dot}
 * @param clientCert            {@code forward_client_cert_details}
 * @param certSubject           XFCC details to set when {@code clientCert} appends or sets
 */
public record ForwardingOptions(
        boolean useRemoteAddress,
        int xffTrustedHops,
        boolean skipXffAppend,
        boolean appendForwardedPort,
        StripPort stripPort,
        boolean stripTrailingHostDot,
        ForwardClientCert clientCert,
        boolean certSubject,
        boolean certPem,
        boolean certChain,
        boolean certDns,
        boolean certUri) {
    /** Envoy's. */
    public static final ForwardingOptions DEFAULT = new ForwardingOptions(
            false,
            0,
            false,
            false,
            StripPort.NEVER,
            false,
            ForwardClientCert.SANITIZE,
            false,
            false,
            false,
            false,
            false);

    public ForwardingOptions {
        Objects.requireNonNull(stripPort);
        Objects.requireNonNull(clientCert);
    }

    /** {@code strip_port_mode}. */
    public enum StripPort {
        NEVER,
        /** When it is the listener's own port. */
        MATCHING,
        ANY
    }

    /** {@code ForwardClientCertDetails}. */
    public enum ForwardClientCert {
        SANITIZE,
        FORWARD_ONLY,
        APPEND_FORWARD,
        SANITIZE_SET,
        ALWAYS_FORWARD_ONLY
    }
}
