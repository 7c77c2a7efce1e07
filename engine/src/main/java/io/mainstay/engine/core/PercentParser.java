// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;

/** Reads Envoy's percentages. */
public final class PercentParser {
    private static final MessageTable FRACTIONAL = MessageTable.of("envoy.type.v3.FractionalPercent")
            .value(1, "numerator")
            .value(2, "denominator")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.RuntimeFractionalPercent")
            .message(1, "default_value", () -> FRACTIONAL)
            .inert(2, "runtime_key", "there is no runtime; the default counts")
            .build();

    public static final MessageTable PERCENT_TABLE =
            MessageTable.of("envoy.type.v3.Percent").value(1, "value").build();

    private PercentParser() {}

    public static FractionalPercent parse(RuntimeFractionalPercent percent, Problems problems) {
        if (!percent.hasDefaultValue()) {
            problems.missing("default_value");
            return FractionalPercent.ALL;
        }
        int denominator =
                switch (percent.getDefaultValue().getDenominator()) {
                    case HUNDRED -> 100;
                    case TEN_THOUSAND -> 10_000;
                    case MILLION -> 1_000_000;
                    case UNRECOGNIZED -> {
                        problems.invalid("default_value.denominator", "unknown value");
                        yield 100;
                    }
                };
        int numerator = percent.getDefaultValue().getNumerator();
        return new FractionalPercent(numerator < 0 ? Integer.MAX_VALUE : numerator, denominator);
    }

    /** A percentage of 0..100. */
    public static double percent(
            boolean set,
            io.envoyproxy.envoy.type.v3.Percent percent,
            double otherwise,
            Problems problems,
            String field) {
        if (!set) {
            return otherwise;
        }
        double value = percent.getValue();
        if (!(value >= 0 && value <= 100)) {
            problems.invalid(field + ".value", value + " (expected: 0..100)");
            return otherwise;
        }
        return value;
    }
}
