// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/**
 * What a client got.
 *
 * @param status 0 when there was none
 * @param interim statuses of answers before it
 * @param end how it ended: {@code complete}, {@code broken} (ended or reset within), {@code none}
 */
record Answer(int status, List<Integer> interim, List<Field> fields, String body, List<Field> trailers, String end) {
    Answer {
        interim = List.copyOf(interim);
        fields = List.copyOf(fields);
        trailers = List.copyOf(trailers);
    }

    static Answer none(String why) {
        return new Answer(0, List.of(), List.of(), "", List.of(), why);
    }
}
