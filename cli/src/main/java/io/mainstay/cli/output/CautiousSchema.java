// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.output;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * Has every string in quotes that some reader of YAML would take for something else: readers of 1.1, which most are, know more numbers
 * than those of 1.2, and know words and times beside. What begins like a number is not looked at more closely, since the readers differ.
 */
final class CautiousSchema implements Schema {
    /** What a string is told to be, so that it is not written plainly; never written itself. */
    private static final Tag DOUBTFUL = new Tag("tag:mainstay.io,2026:doubtful");

    /** Of either version: nothing, truth, the merge key and the default value. */
    private static final Set<String> WORDS =
            Set.of("", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "=");

    /** At the beginning of a text it is no part of it. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Schema plain = new JsonSchema();

    @Override
    public ScalarResolver getScalarResolver() {
        return this::tag;
    }

    private Tag tag(String text, Boolean implicit) {
        Tag found = plain.getScalarResolver().resolve(text, implicit);
        return implicit && found.equals(Tag.STR) && doubtful(text) ? DOUBTFUL : found;
    }

    private static boolean doubtful(String text) {
        return WORDS.contains(text.toLowerCase(Locale.ROOT))
                || "+-.0123456789".indexOf(text.charAt(0)) >= 0
                || text.charAt(0) == BYTE_ORDER_MARK;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return plain.getSchemaTagConstructors();
    }
}
