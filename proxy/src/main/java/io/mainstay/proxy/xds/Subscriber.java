// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import java.util.Map;

/** One discovery server, as {@link DynamicDiscovery} speaks to it. Config thread. */
interface Subscriber {
    void want(String typeUrl, Interest interest);

    void applied(Ticket ticket, Map<String, String> refused);

    void answer(Ticket ticket);
}
