// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.resource.Reader;
import java.util.Locale;

/** Reads names of headers. */
final class HeaderNames {
    private HeaderNames() {}

    /** A token of RFC 9110, in lower case. */
    static String read(Reader reader, String member) {
        String name = reader.requiredText(member);
        if (!name.isEmpty() && !name.matches("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+")) {
            reader.invalid(member, "'" + name + "' is no header name", "letters, digits and '-'");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
