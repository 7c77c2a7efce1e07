// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.engine.core.Address;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A listening socket as the process that bound it calls it.
 *
 * @param kind    what it is for
 * @param owner   the listener's name; empty for others
 * @param address as configured, so that port 0 stays what it is
 * @param index   from 0 among the sockets of this address: there is one per event loop
 */
public record SocketName(Kind kind, String owner, Address address, int index) {
    /** What a socket is for. */
    public enum Kind {
        LISTENER(0),
        ADMIN(1),
        /** The socket of the hand-over itself, so that there is no moment without one. */
        HANDOVER(2);

        /** In messages. */
        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Optional<Kind> of(int number) {
            return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
        }
    }

    public SocketName {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(address);
    }

    /** Whether this is what somebody who wants to listen there needs. A name may change with its address kept; port 0 is nobody's but its owner's. */
    boolean suits(Kind wantedKind, String wantedOwner, Address wanted) {
        if (kind != wantedKind) {
            return false;
        }
        return switch (address) {
            case Address.Socket socket -> socket.equals(wanted) && (socket.port() != 0 || owner.equals(wantedOwner));
            case Address.Pipe(String path, int _) ->
                wanted instanceof Address.Pipe other && other.path().equals(path);
        };
    }
}
