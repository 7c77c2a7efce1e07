// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import java.util.Objects;

/** What the certificate authority asks before it signs a host's first certificate. Any thread. */
public interface EnrolmentTokens {
    /**
     * Whether the bearer of this token may become this host.
     *
     * @param host the last segment of {@code spiffe://<trust-domain>/node/<host>}
     */
    Verdict verify(String token, String host);

    /** The answer. */
    sealed interface Verdict {
        /**
         * The host may have its certificate.
         *
         * @param role {@code node} or {@code gateway}; what the host may then ask for
         */
        record Granted(String mesh, String role) implements Verdict {
            public Granted {
                Objects.requireNonNull(mesh);
                Objects.requireNonNull(role);
            }
        }

        /**
         * It may not.
         *
         * @param reason for the log and the caller; holds no part of the token
         */
        record Refused(String reason) implements Verdict {
            public Refused {
                Objects.requireNonNull(reason);
            }
        }
    }
}
