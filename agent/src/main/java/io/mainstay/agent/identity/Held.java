// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.Credential;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One identity and how fresh its certificate is.
 *
 * @param credential now in use
 * @param obtained   when it was got; half life counts from here, because certificates begin in the past
 * @param failures   attempts to renew it that failed, in a row
 * @param lastError  of the last of these
 */
public record Held(
        SpiffeId identity, Credential credential, Instant obtained, int failures, Optional<String> lastError) {
    public Held {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(credential);
        Objects.requireNonNull(obtained);
        Objects.requireNonNull(lastError);
    }

    /** How worried to be. */
    public enum Health {
        /** In the first half of its life, or past it with a renewal under way. */
        FRESH,
        /** Past half of its life and renewal keeps failing: peers still accept it, for now. */
        RENEWAL_FAILING,
        /** No peer accepts it any more. */
        EXPIRED
    }

    public Instant expires() {
        return credential.chain().notAfter();
    }

    /** Health at a moment. */
    public Health health(Instant now) {
        if (!now.isBefore(expires())) {
            return Health.EXPIRED;
        }
        return failures > 0 && !now.isBefore(RenewalSchedule.warnAt(obtained, expires()))
                ? Health.RENEWAL_FAILING
                : Health.FRESH;
    }

    Held failed(String error) {
        return new Held(identity, credential, obtained, failures + 1, Optional.of(error));
    }
}
