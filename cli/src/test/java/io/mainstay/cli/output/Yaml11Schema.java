// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/** A reader by the expressions of yaml.org/type for YAML 1.1; it makes of what is no string a note of its type. */
final class Yaml11Schema implements Schema {
    private static final Map<String, Pattern> TYPES = types();

    private static Map<String, Pattern> types() {
        Map<String, Pattern> types = new LinkedHashMap<>();
        types.put("null", Pattern.compile("~|null|Null|NULL|"));
        types.put(
                "bool",
                Pattern.compile("y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"));
        types.put(
                "int",
                Pattern.compile("[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
                        + "|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+"));
        types.put(
                "float",
                Pattern.compile("[-+]?([0-9][0-9_]*)?\\.[0-9.]*([eE][-+][0-9]+)?"
                        + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"));
        types.put(
                "timestamp",
                Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \\t]+)[0-9]{1,2}"
                        + ":[0-9]{2}:[0-9]{2}(\\.[0-9]*)?([ \\t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?"));
        types.put("merge", Pattern.compile("<<"));
        types.put("value", Pattern.compile("="));
        return types;
    }

    @Override
    public ScalarResolver getScalarResolver() {
        return (text, implicit) -> implicit
                ? TYPES.entrySet().stream()
                        .filter(type -> type.getValue().matcher(text).matches())
                        .map(type -> tag(type.getKey()))
                        .findFirst()
                        .orElse(Tag.STR)
                : Tag.STR;
    }

    private static Tag tag(String type) {
        return new Tag("tag:yaml.org,2002:" + type);
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        Map<Tag, ConstructNode> made = new LinkedHashMap<>(new FailsafeSchema().getSchemaTagConstructors());
        TYPES.keySet().forEach(type -> made.put(tag(type), (Node node) -> "a " + type));
        return made;
    }
}
