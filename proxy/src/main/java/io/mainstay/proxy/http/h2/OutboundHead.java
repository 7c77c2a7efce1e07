// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.stream.HeaderView;
import io.mainstay.proxy.stream.Headers;
import io.netty.util.AsciiString;

/**
 * Puts a head of the stream model into a header block. The block is used for one frame and then again, except for trailers, which may have to
 * wait behind data. One per connection; confined to its event loop.
 */
final class OutboundHead {
    private static final AsciiString METHOD = AsciiString.cached(":method");
    private static final AsciiString PATH = AsciiString.cached(":path");
    private static final AsciiString SCHEME = AsciiString.cached(":scheme");
    private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    private static final AsciiString STATUS = AsciiString.cached(":status");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    private static final AsciiString OK = AsciiString.cached("200");

    private final H2Fields fields = new H2Fields();

    /** A request's block. Borrows the head until the frame is encoded, which is before the next call. */
    H2Fields request(Headers head) {
        fields.clear();
        String upgrade = head.upgrade();
        if (upgrade != null) {
            fields.add(METHOD, CONNECT);
            fields.add(PROTOCOL, upgrade);
        } else {
            fields.add(METHOD, head.method());
        }
        if (!head.path().isEmpty() || upgrade != null) {
            fields.add(SCHEME, head.scheme());
            fields.add(PATH, path(head));
        }
        if (!head.authority().isEmpty()) {
            fields.add(AUTHORITY, head.authority());
        }
        regular(head, fields);
        return fields;
    }

    private static CharSequence path(Headers head) {
        if (!head.pathEdited() && head.base() instanceof ReceivedHead received) {
            CharSequence raw = received.rawPath();
            if (raw != null) {
                return raw;
            }
        }
        return head.path();
    }

    /** A response's block, interim ones included. Borrows the head as {@link #request} does. */
    H2Fields response(Headers head) {
        fields.clear();
        fields.add(STATUS, status(head.status()));
        regular(head, fields);
        return fields;
    }

    private static CharSequence status(int status) {
        return switch (status) {
            // Agreement to an upgrade, which over HTTP/2 is an ordinary success (RFC 8441 section 4).
            case 101, 200 -> OK;
            default -> Integer.toString(status);
        };
    }

    /** Trailers in a block of their own, because they may have to wait. */
    static H2Fields trailers(Headers trailers) {
        H2Fields own = new H2Fields();
        regular(trailers, own);
        return own;
    }

    private static void regular(Headers head, H2Fields to) {
        HeaderView base = head.base();
        int size = base.size();
        if (base instanceof ReceivedHead received) {
            for (int i = 0; i < size; i++) {
                if (!head.isRemoved(i)) {
                    to.add(received.rawName(i), received.rawValue(i));
                }
            }
        } else {
            for (int i = 0; i < size; i++) {
                if (!head.isRemoved(i)) {
                    to.add(base.name(i), base.value(i));
                }
            }
        }
        for (int i = 0; i < head.addedCount(); i++) {
            to.add(head.addedName(i).text(), head.addedValue(i));
        }
    }
}
