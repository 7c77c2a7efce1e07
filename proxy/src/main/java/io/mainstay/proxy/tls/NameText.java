// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/** Distinguished names as Envoy writes them into headers and logs. */
public final class NameText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private NameText() {}

    /**
     * RFC 2253, and whatever is not printable ASCII as the escaped bytes of its UTF-8: a line end in a name cannot end a line of a log.
     */
    public static String of(X500Principal name) {
        String text = name.getName();
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b < 0x7f) {
                out.append((char) b);
            } else {
                HEX.toHexDigits(out.append('\\'), b);
            }
        }
        return out.toString();
    }
}
