// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Repeats some fields of a message, each line with a value of its own. */
final class Repeats {
    /** Those for one hop, because how often they stand is part of framing, which {@link Malformed} is for; and the date, which is not compared. */
    private static final Set<String> ONCE = Set.of(
            "connection",
            "date",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Repeats() {}

    /** The dice come from the fields themselves, so that worlds stay otherwise what they were before there were repeats. */
    static List<Field> in(List<Field> fields, List<String> values) {
        Dice dice = new Dice(fields.toString().hashCode());
        List<Field> repeated = new ArrayList<>(fields);
        for (Field field : fields) {
            if (!ONCE.contains(field.name().toLowerCase(Locale.ROOT)) && dice.chance(0.15)) {
                for (int more = 1 + dice.below(2); more > 0; more--) {
                    String value = dice.chance(0.3) ? field.value() : dice.pick(values);
                    repeated.add(dice.below(repeated.size() + 1), Field.of(field.name(), value));
                }
            }
        }
        return repeated;
    }
}
