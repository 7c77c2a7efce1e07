// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was given to a verb.
 *
 * @param values      of options by long name; a flag's is empty text
 * @param positionals what is no option, in order
 * @param command     everything after {@code --}
 */
public record Given(Map<String, List<String>> values, List<String> positionals, List<String> command) {
    public Given {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        values = Map.copyOf(copy);
        positionals = List.copyOf(positionals);
        command = List.copyOf(command);
    }

    /** Whether an option is there. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The last value of an option. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast);
    }

    /** The last value of an option, or another. */
    public String value(String name, String otherwise) {
        return value(name).orElse(otherwise);
    }

    /** All values of a repeated option. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A whole number within bounds. */
    public int number(String name, int otherwise, int least, int most) throws UsageException {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of bounds.
        }
        throw new UsageException(name + ": " + text.get() + " (expected: " + least + ".." + most + ")");
    }

    /** A value that must be given. */
    public String required(String name) throws UsageException {
        return value(name).orElseThrow(() -> new UsageException(name + " is missing"));
    }
}
