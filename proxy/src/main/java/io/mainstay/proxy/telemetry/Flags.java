// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ResponseFlag;

/** Response flags as access logs and labels show them. */
final class Flags {
    private Flags() {}

    /** Short names joined by commas; a dash for none. */
    static String format(long flags) {
        if (flags == 0) {
            return "-";
        }
        var text = new StringBuilder();
        for (ResponseFlag flag : ResponseFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                text.append(text.isEmpty() ? "" : ",").append(flag.text());
            }
        }
        return text.toString();
    }
}
