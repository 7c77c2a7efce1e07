// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.stream.ProtocolFault;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What makes a head malformed (RFC 9113 sections 8.2, 8.3 and 8.5), and how a good one is brought into the stream model's form: pseudo
 * fields become typed parts, {@code host} is left out, cookie crumbs are joined. One per connection, reused for each
 * head; confined to its event loop.
 */
final class HeadRules {
    private static final AsciiString METHOD = AsciiString.cached(":method");
    private static final AsciiString PATH = AsciiString.cached(":path");
    private static final AsciiString SCHEME = AsciiString.cached(":scheme");
    private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    private static final AsciiString STATUS = AsciiString.cached(":status");
    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString COOKIE = AsciiString.cached("cookie");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    private static final AsciiString TRAILER = AsciiString.cached("trailer");

    /** Fields about one connection, which HTTP/2 has no place for. */
    private static final AsciiString[] CONNECTION_SPECIFIC = {
        AsciiString.cached("connection"),
        AsciiString.cached("proxy-connection"),
        AsciiString.cached("keep-alive"),
        AsciiString.cached("transfer-encoding"),
        AsciiString.cached("upgrade"),
    };

    private enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    private final boolean allowConnect;
    private final int maxFields;
    private final ReceivedHead.Pseudo pseudo = new ReceivedHead.Pseudo();
    private @Nullable ProtocolFault fault;

    /**
     * Rules for one connection.
     *
     * @param allowConnect extended CONNECT (RFC 8441) is offered
     * @param maxFields    more than so many fields are {@link ProtocolFault#TOO_MANY_HEADERS}
     */
    HeadRules(boolean allowConnect, int maxFields) {
        this.allowConnect = allowConnect;
        this.maxFields = maxFields;
    }

    /** What was wrong with the last head; null when it was good. */
    @Nullable
    ProtocolFault fault() {
        return fault;
    }

    /** The head of a request, or null and a {@link #fault()}. Takes the fields. */
    @Nullable
    ReceivedHead request(H2Fields fields) {
        return read(fields, Kind.REQUEST);
    }

    /** The head of a response, or null and a {@link #fault()}. Takes the fields. */
    @Nullable
    ReceivedHead response(H2Fields fields) {
        return read(fields, Kind.RESPONSE);
    }

    /** Trailers, or null and a {@link #fault()}. Takes the fields. */
    @Nullable
    ReceivedHead trailers(H2Fields fields) {
        return read(fields, Kind.TRAILERS);
    }

    private @Nullable ReceivedHead read(H2Fields fields, Kind kind) {
        pseudo.clear();
        fault = fields.size() > maxFields ? ProtocolFault.TOO_MANY_HEADERS : null;
        int kept = 0;
        int cookie = -1;
        int length = -1;
        boolean regular = false;
        for (int i = 0; i < fields.size() && fault == null; i++) {
            CharSequence name = fields.name(i);
            CharSequence value = fields.value(i);
            if (name.length() > 0 && name.charAt(0) == ':') {
                fault = regular ? ProtocolFault.BAD_HEADER : pseudo(kind, name, value);
                continue;
            }
            regular = true;
            fault = regular(name, value);
            if (fault != null || dropped(kind, name, value)) {
                continue;
            }
            if (FieldSyntax.same(name, COOKIE) && cookie >= 0) {
                fields.value(cookie, AsciiString.of(fields.value(cookie) + "; " + value));
                continue;
            }
            if (FieldSyntax.same(name, CONTENT_LENGTH)) {
                fault = length(fields, length, value);
                if (length >= 0) {
                    continue;
                }
                length = kept;
            }
            if (FieldSyntax.same(name, COOKIE)) {
                cookie = kept;
            }
            fields.move(i, kept++);
        }
        fields.truncate(Math.min(kept, fields.size()));
        if (fault == null) {
            fault = complete(kind);
        }
        return fault == null ? ReceivedHead.of(fields, pseudo) : null;
    }

    private @Nullable ProtocolFault pseudo(Kind kind, CharSequence name, CharSequence value) {
        if (kind == Kind.TRAILERS) {
            return ProtocolFault.BAD_HEADER;
        }
        if (kind == Kind.RESPONSE) {
            boolean first = FieldSyntax.same(name, STATUS) && pseudo.status == 0;
            pseudo.status = first ? FieldSyntax.status(value) : -1;
            // 101 does not exist in HTTP/2 (section 8.6).
            return pseudo.status > 0 && pseudo.status != 101 ? null : ProtocolFault.BAD_START_LINE;
        }
        if (FieldSyntax.same(name, METHOD) && pseudo.method == null && FieldSyntax.isToken(value)) {
            pseudo.method = value;
        } else if (FieldSyntax.same(name, PATH) && pseudo.path == null && FieldSyntax.isPath(value)) {
            pseudo.path = value;
        } else if (FieldSyntax.same(name, SCHEME) && pseudo.scheme == null && FieldSyntax.isScheme(value)) {
            pseudo.scheme = value;
        } else if (FieldSyntax.same(name, AUTHORITY) && pseudo.authority == null) {
            pseudo.authority = value;
            return FieldSyntax.isAuthority(value) ? null : ProtocolFault.BAD_HOST;
        } else if (FieldSyntax.same(name, PROTOCOL)
                && pseudo.protocol == null
                && allowConnect
                && FieldSyntax.isToken(value)) {
            pseudo.protocol = value;
        } else {
            return ProtocolFault.BAD_START_LINE;
        }
        return null;
    }

    private static @Nullable ProtocolFault regular(CharSequence name, CharSequence value) {
        if (!FieldSyntax.isName(name) || !FieldSyntax.isValue(value)) {
            return ProtocolFault.BAD_HEADER;
        }
        for (AsciiString forbidden : CONNECTION_SPECIFIC) {
            if (FieldSyntax.same(name, forbidden)) {
                return ProtocolFault.BAD_HEADER;
            }
        }
        if (FieldSyntax.same(name, TE) && !TRAILERS.contentEqualsIgnoreCase(value)) {
            return ProtocolFault.BAD_HEADER;
        }
        return null;
    }

    /** Fields that the stream model holds elsewhere or not at all. */
    private boolean dropped(Kind kind, CharSequence name, CharSequence value) {
        if (FieldSyntax.same(name, TRAILER)) {
            return true;
        }
        if (FieldSyntax.same(name, HOST)) {
            host(kind, value);
            return true;
        }
        return kind == Kind.TRAILERS && FieldSyntax.same(name, CONTENT_LENGTH);
    }

    /**
     * {@code :authority} rules when both are there (section 8.3.1). Whoever reads the other one, or the second of two, must not be led elsewhere: both
     * have to be hosts, and there is one line at most (RFC 9110 section 7.2).
     */
    private void host(Kind kind, CharSequence value) {
        if (kind != Kind.REQUEST) {
            return;
        }
        if (pseudo.host != null || !FieldSyntax.isAuthority(value)) {
            fault = ProtocolFault.BAD_HOST;
        }
        pseudo.host = value;
        if (pseudo.authority == null) {
            pseudo.authority = value;
        }
    }

    private static @Nullable ProtocolFault length(H2Fields fields, int earlier, CharSequence value) {
        boolean same = earlier < 0 || AsciiString.contentEquals(fields.value(earlier), value);
        return same && FieldSyntax.isLength(value) ? null : ProtocolFault.BAD_FRAMING;
    }

    private @Nullable ProtocolFault complete(Kind kind) {
        return switch (kind) {
            case TRAILERS -> null;
            case RESPONSE -> pseudo.status > 0 ? null : ProtocolFault.BAD_START_LINE;
            case REQUEST -> completeRequest();
        };
    }

    private @Nullable ProtocolFault completeRequest() {
        CharSequence method = pseudo.method;
        if (method == null) {
            return ProtocolFault.BAD_START_LINE;
        }
        boolean connect = FieldSyntax.same(method, CONNECT);
        if (pseudo.protocol != null && !connect) {
            return ProtocolFault.BAD_START_LINE;
        }
        if (connect && pseudo.protocol == null) {
            boolean good = pseudo.path == null && pseudo.scheme == null && pseudo.authority != null;
            return good ? null : ProtocolFault.BAD_START_LINE;
        }
        return pseudo.path != null && pseudo.scheme != null ? null : ProtocolFault.BAD_START_LINE;
    }
}
