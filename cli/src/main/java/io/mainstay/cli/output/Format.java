// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.NonPrintableStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code -o} says. */
public enum Format {
    TABLE,
    JSON,
    YAML;

    /** The option itself. */
    public static final Option OPTION =
            Option.value("--output", "FORMAT", "table (default), json or yaml").letter('o');

    /** What was chosen. */
    public static Format of(Given given) throws UsageException {
        String word = given.value("--output", "table");
        return switch (word) {
            case "table" -> TABLE;
            case "json" -> JSON;
            case "yaml" -> YAML;
            default -> throw new UsageException("--output: " + word + " (expected: table, json or yaml)");
        };
    }

    /** A value as JSON or YAML. */
    public String write(JsonNode value) {
        JsonMapper json = mapper();
        if (this != YAML) {
            return json.writeValueAsString(value) + "\n";
        }
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .setSchema(new CautiousSchema())
                .setNonPrintableStyle(NonPrintableStyle.ESCAPE)
                .build();
        return new Dump(settings).dumpToString(json.convertValue(value, Object.class));
    }

    /** Indented, members in the order they were added. */
    public static JsonMapper mapper() {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }
}
