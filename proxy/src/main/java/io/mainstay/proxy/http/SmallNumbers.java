// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

/** Texts of small numbers, made once: durations in milliseconds are mostly small. */
final class SmallNumbers {
    private static final String[] TEXTS = new String[1024];

    static {
        for (int i = 0; i < TEXTS.length; i++) {
            TEXTS[i] = Integer.toString(i);
        }
    }

    private SmallNumbers() {}

    static String text(long number) {
        return number >= 0 && number < TEXTS.length ? TEXTS[(int) number] : Long.toString(number);
    }
}
