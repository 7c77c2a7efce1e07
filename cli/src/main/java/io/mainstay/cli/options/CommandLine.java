// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a verb understands.
 *
 * @param usage    after {@code mainstay}, for example {@code get KIND [NAME] [OPTION...]}
 * @param text     what it does; the first line stands alone
 * @param options  in the order help shows them
 */
public record CommandLine(String usage, String text, List<Option> options) {
    private static final int HEADING_WIDTH = 32;

    public CommandLine {
        options = List.copyOf(options);
    }

    /** Whether help is asked for, anywhere before {@code --}. */
    public static boolean asksForHelp(List<String> arguments) {
        int end = arguments.indexOf("--");
        List<String> own = end < 0 ? arguments : arguments.subList(0, end);
        return own.contains("--help") || own.contains("-h");
    }

    /** Reads arguments. Everything after {@code --} is left as it is. */
    public Given parse(List<String> arguments) throws UsageException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> positionals = new ArrayList<>();
        List<String> command = List.of();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                command = arguments.subList(i + 1, arguments.size());
                break;
            }
            if (!argument.startsWith("-") || argument.equals("-")) {
                positionals.add(argument);
                continue;
            }
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            Option option = find(equals < 0 ? argument : argument.substring(0, equals));
            boolean follows = !option.isFlag() && equals < 0;
            if (option.isFlag() && equals >= 0) {
                throw new UsageException(option.name() + " takes no value");
            }
            if (follows && i + 1 == arguments.size()) {
                throw new UsageException(option.name() + " needs a value: " + option.placeholder());
            }
            String value = follows ? arguments.get(++i) : equals < 0 ? "" : argument.substring(equals + 1);
            List<String> list = values.computeIfAbsent(option.name(), _ -> new ArrayList<>());
            if (!list.isEmpty() && !option.repeated() && !option.isFlag()) {
                throw new UsageException(option.name() + " is given twice");
            }
            list.add(value);
        }
        return new Given(values, positionals, command);
    }

    private Option find(String name) throws UsageException {
        for (Option option : options) {
            if (option.name().equals(name)
                    || (!option.letter().isEmpty() && option.letter().equals(name))) {
                return option;
            }
        }
        Optional<Option> near = options.stream()
                .filter(option -> option.name().startsWith(name) || name.startsWith(option.name()))
                .findFirst();
        throw new UsageException("no option " + name
                + near.map(option -> "; did you mean " + option.name() + "?").orElse(""));
    }

    /** What {@code --help} prints. */
    public String help() {
        StringBuilder help = new StringBuilder("Usage: mainstay " + usage + "\n\n" + text.strip() + "\n");
        if (!options.isEmpty()) {
            help.append("\nOptions:\n");
        }
        for (Option option : options) {
            String heading = option.heading();
            String gap = heading.length() < HEADING_WIDTH
                    ? " ".repeat(HEADING_WIDTH - heading.length())
                    : "\n  " + " ".repeat(HEADING_WIDTH);
            help.append("  ")
                    .append(heading)
                    .append(gap)
                    .append(option.summary())
                    .append('\n');
        }
        return help.toString();
    }
}
