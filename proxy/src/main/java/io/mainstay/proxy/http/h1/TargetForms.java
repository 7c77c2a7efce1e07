// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.ProtocolFault;
import org.jspecify.annotations.Nullable;

/** The four forms of a request target, RFC 9112 section 3.2. */
final class TargetForms {
    private TargetForms() {}

    /** Finds path and, in absolute and authority form, the authority, which then stands in place of {@code host}. */
    static @Nullable ProtocolFault read(H1Head open, byte[] bytes, int start, int end) {
        if (open.methodEnd - open.methodStart == 7 && isConnect(bytes, open.methodStart)) {
            open.authorityStart = start;
            open.authorityEnd = end;
            return validHost(bytes, start, end) ? null : ProtocolFault.BAD_START_LINE;
        }
        boolean asterisk = bytes[start] == '*' && end - start == 1 && bytes[open.methodStart] == 'O';
        if (bytes[start] == '/' || asterisk) {
            open.pathStart = start;
            open.pathEnd = end;
            return null;
        }
        return absolute(open, bytes, start, end);
    }

    private static @Nullable ProtocolFault absolute(H1Head open, byte[] bytes, int start, int end) {
        int host;
        if (end - start > 7 && Octets.isIgnoringCase("http://", bytes, start, start + 7)) {
            host = start + 7;
        } else if (end - start > 8 && Octets.isIgnoringCase("https://", bytes, start, start + 8)) {
            host = start + 8;
            open.httpsAsked = true;
        } else {
            return ProtocolFault.BAD_START_LINE;
        }
        int at = host;
        while (at < end && bytes[at] != '/' && bytes[at] != '?') {
            at++;
        }
        if (!validHost(bytes, host, at)) {
            return ProtocolFault.BAD_HOST;
        }
        open.authorityStart = host;
        open.authorityEnd = at;
        if (at == end || bytes[at] == '?') {
            // An empty path stands for "/". The byte before it belongs to nothing any more.
            if (at == end) {
                bytes[at] = '/';
                open.pathStart = at;
                open.pathEnd = at + 1;
                return null;
            }
            return ProtocolFault.BAD_START_LINE;
        }
        open.pathStart = at;
        open.pathEnd = end;
        return null;
    }

    /** A host with an optional port; not empty. */
    static boolean validHost(byte[] bytes, int start, int end) {
        if (start >= end) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!Octets.isHost(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isConnect(byte[] bytes, int at) {
        return bytes[at] == 'C'
                && bytes[at + 1] == 'O'
                && bytes[at + 2] == 'N'
                && bytes[at + 3] == 'N'
                && bytes[at + 4] == 'E'
                && bytes[at + 5] == 'C'
                && bytes[at + 6] == 'T';
    }
}
