// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.Discovery.DnsFamily;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Asks for the addresses of names, without blocking. */
public interface DnsQueries {
    /** What came of a query. */
    sealed interface Answer {
        /**
         * The name server answered.
         *
         * @param addresses in order of arrival; empty when the name has none
         * @param ttl       the smallest of the records
         */
        record Resolved(List<InetAddress> addresses, Duration ttl) implements Answer {
            public Resolved {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * No name server answered, or only with an error.
         *
         * @param reason for logs
         */
        record Failed(String reason) implements Answer {}
    }

    /**
     * Asks once.
     *
     * @param then called once, on any thread
     */
    void query(String name, DnsFamily family, Consumer<Answer> then);
}
