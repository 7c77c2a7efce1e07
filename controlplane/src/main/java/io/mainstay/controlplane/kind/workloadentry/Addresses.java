// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.workloadentry;

/** Tells IP addresses from names, without asking anyone. */
final class Addresses {
    private Addresses() {}

    static boolean isLiteral(String text) {
        return text.indexOf(':') >= 0 ? text.matches("[0-9a-fA-F:.]{2,45}") : isIpv4(text);
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }
}
