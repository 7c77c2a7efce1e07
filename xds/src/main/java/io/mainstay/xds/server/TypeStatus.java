// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one type stands on one stream.
 *
 * @param typeUrl      which
 * @param sentVersion  of the last response sent; empty before the first
 * @param ackedVersion of the last response accepted; empty before the first
 * @param awaited      whether the last response has not been answered yet
 * @param refusal      the last response answered, when it was refused
 * @param resources    how many resources the node has been sent and not had removed
 * @param changedAt    when the last of these was sent, accepted or refused
 */
public record TypeStatus(
        String typeUrl,
        String sentVersion,
        String ackedVersion,
        boolean awaited,
        Optional<Refusal> refusal,
        int resources,
        Instant changedAt) {
    public TypeStatus {
        Objects.requireNonNull(typeUrl);
        Objects.requireNonNull(sentVersion);
        Objects.requireNonNull(ackedVersion);
        Objects.requireNonNull(refusal);
        Objects.requireNonNull(changedAt);
    }

    /** One word for tables: what {@code proxy-status} prints. */
    public State state() {
        if (awaited) {
            return State.STALE;
        }
        if (refusal.isPresent()) {
            return State.REFUSED;
        }
        return sentVersion.isEmpty() ? State.NOT_SENT : State.SYNCED;
    }

    /** States of a type on a stream. */
    public enum State {
        /** Subscribed; nothing has been sent yet. */
        NOT_SENT,
        /** The last response was accepted. */
        SYNCED,
        /** The last response has not been answered yet. */
        STALE,
        /** The last response was refused, wholly or in part. */
        REFUSED
    }

    /**
     * A NACK.
     *
     * @param version of the response refused
     * @param error   the node's own words
     * @param at      when it arrived
     */
    public record Refusal(String version, String error, Instant at) {
        public Refusal {
            Objects.requireNonNull(version);
            Objects.requireNonNull(error);
            Objects.requireNonNull(at);
        }
    }
}
