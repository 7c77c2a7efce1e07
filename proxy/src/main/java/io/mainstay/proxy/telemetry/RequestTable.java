// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request cells of one loop, found by hash without allocating. Bounded: when it is full, what is new is counted under unknown
 * peers and its status class, so that totals stay right and memory does not grow with what clients send.
 *
 * <p>Confined to its loop but for {@link #cells()}.
 */
final class RequestTable {
    private static final int CHAINS = 256;

    private final @Nullable RequestCell[] chains = new RequestCell[CHAINS];
    private final int limit;
    private int size;
    private volatile List<RequestCell> published = List.of();

    /** At most about this many cells. */
    RequestTable(int limit) {
        this.limit = limit;
    }

    /** The cell for these parts, made when it is the first time. Loop only. */
    RequestCell cell(Scope scope, String peer, String cluster, String upstream, int status, long flags, int grpc) {
        RequestCell found = find(scope, peer, cluster, upstream, status, flags, grpc);
        if (found != null) {
            return found;
        }
        if (size < limit) {
            return insert(new RequestCell.Key(scope, peer, cluster, upstream, status, flags, grpc));
        }
        int statusClass = status / 100 * 100;
        RequestCell overflow = find(scope, "", "", "", statusClass, 0, RequestCell.NOT_GRPC);
        return overflow != null
                ? overflow
                : insert(new RequestCell.Key(scope, "", "", "", statusClass, 0, RequestCell.NOT_GRPC));
    }

    private @Nullable RequestCell find(
            Scope scope, String peer, String cluster, String upstream, int status, long flags, int grpc) {
        RequestCell cell = chains[chain(peer, cluster, upstream, status)];
        while (cell != null && !cell.key.is(scope, peer, cluster, upstream, status, flags, grpc)) {
            cell = cell.next;
        }
        return cell;
    }

    private RequestCell insert(RequestCell.Key key) {
        var cell = new RequestCell(key);
        int chain = chain(key.peer(), key.cluster(), key.upstreamPrincipal(), key.status());
        cell.next = chains[chain];
        chains[chain] = cell;
        size++;
        var grown = new ArrayList<>(published);
        grown.add(cell);
        published = List.copyOf(grown);
        return cell;
    }

    private static int chain(String peer, String cluster, String upstream, int status) {
        int hash = ((peer.hashCode() * 31 + cluster.hashCode()) * 31 + upstream.hashCode()) * 31 + status;
        return (hash ^ hash >>> 8 ^ hash >>> 16) & (CHAINS - 1);
    }

    /** Forgets cells that have been idle. Loop only. */
    void remove(Set<RequestCell> idle) {
        for (int i = 0; i < CHAINS; i++) {
            @Nullable RequestCell kept = null;
            for (@Nullable RequestCell cell = chains[i]; cell != null; ) {
                @Nullable RequestCell next = cell.next;
                if (idle.contains(cell)) {
                    size--;
                    cell.dropped = true;
                } else {
                    cell.next = kept;
                    kept = cell;
                }
                cell = next;
            }
            chains[i] = kept;
        }
        published = published.stream().filter(cell -> !idle.contains(cell)).toList();
    }

    /** All cells at this moment, in order of first use. Any thread. */
    List<RequestCell> cells() {
        return published;
    }
}
