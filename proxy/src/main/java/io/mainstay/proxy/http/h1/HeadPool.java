// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.runtime.Interner;
import java.util.ArrayDeque;

/** Heads to use again, so that a request allocates none and an idle connection holds none. Confined to one event loop. */
public final class HeadPool {
    private static final int KEPT = 256;

    private final ArrayDeque<H1Head> free = new ArrayDeque<>();
    private final Interner strings;
    private final Overload overload;

    /** Makes heads whose strings come from this interner, and which ask there before they become large. */
    public HeadPool(Interner strings, Overload overload) {
        this.strings = strings;
        this.overload = overload;
    }

    Overload overload() {
        return overload;
    }

    H1Head take() {
        H1Head head = free.pollLast();
        if (head == null) {
            head = new H1Head(this, strings);
        } else {
            head.headers().recycle(head);
        }
        head.clear();
        return head;
    }

    void give(H1Head head) {
        if (free.size() < KEPT && head.reusable()) {
            free.addLast(head);
        } else {
            overload.release(head.reserved());
        }
    }
}
