// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;

/**
 * One architecture rule.
 *
 * @param name      what holds, as a sentence
 * @param of        the rule for a tree of packages below a root: the real one, or the one of the fixtures
 * @param offenders fixture classes, below the fixtures' root, each of which must be reported
 */
record Rule(String name, Function<String, ArchRule> of, List<String> offenders) {
    Rule {
        offenders = List.copyOf(offenders);
        if (offenders.isEmpty()) {
            throw new IllegalArgumentException(name + ": a rule nobody has seen fail proves nothing");
        }
    }

    static Rule of(String name, Function<String, ArchRule> rule, String... offenders) {
        return new Rule(name, rule, List.of(offenders));
    }
}
