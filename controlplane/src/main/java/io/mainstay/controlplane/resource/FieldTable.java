// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each field of a kind: honoured, inert or rejected. A field in none of these lists is unknown. The same table checks
 * resources and makes the reference page.
 *
 * <p>Paths are written {@code spec.ports[].port}; {@code []} are the items of a list, <code>{}</code> the values of a map.
 */
public final class FieldTable {
    private final Field root = new Field("");
    private final List<Row> rows = new ArrayList<>();

    /** What happens to a field. */
    public enum Treatment {
        HONOURED,
        INERT,
        REJECTED
    }

    /**
     * One line of the table.
     *
     * @param note meaning, type and default; for an inert field why it is harmless; for a rejected one what to do instead
     */
    public record Row(String path, Treatment treatment, String note) {}

    private static final class Field {
        final String path;
        final Map<String, Field> members = new LinkedHashMap<>();

        @Nullable
        Field items;

        @Nullable
        Field values;

        @Nullable
        Row row;

        Field(String path) {
            this.path = path;
        }
    }

    /** A table that begins with the fields every resource has. */
    public static FieldTable ofResource() {
        return new FieldTable()
                .honoured("apiVersion", "group and version")
                .honoured("kind", "the kind's name")
                .honoured("metadata.name", "name, unique in its namespace")
                .honoured("metadata.namespace", "namespace; `default` when absent")
                .honoured("metadata.labels{}", "labels")
                .honoured("metadata.annotations{}", "kept; those of `mainstay.io/` have meaning")
                .inert("metadata.uid", "given by Kubernetes")
                .inert("metadata.resourceVersion", "given by Kubernetes")
                .inert("metadata.generation", "given by Kubernetes")
                .inert("metadata.creationTimestamp", "given by Kubernetes; age is the store's revision")
                .inert("metadata.managedFields", "given by Kubernetes")
                .inert("metadata.selfLink", "given by Kubernetes")
                .inert("metadata.ownerReferences", "garbage collection is Kubernetes' own")
                .inert("metadata.finalizers", "garbage collection is Kubernetes' own")
                .inert("status", "written by the control plane, never read from a manifest");
    }

    public FieldTable honoured(String path, String note) {
        return add(path, Treatment.HONOURED, note);
    }

    public FieldTable inert(String path, String why) {
        return add(path, Treatment.INERT, why);
    }

    public FieldTable rejected(String path, String hint) {
        return add(path, Treatment.REJECTED, hint);
    }

    private FieldTable add(String path, Treatment treatment, String note) {
        Field field = root;
        for (String segment : path.split("\\.", -1)) {
            String name = segment.replaceAll("[\\[{].*", "");
            String below = field.path.isEmpty() ? name : field.path + "." + name;
            field = field.members.computeIfAbsent(name, _ -> new Field(below));
            for (String rest = segment.substring(name.length()); !rest.isEmpty(); rest = rest.substring(2)) {
                field = rest.startsWith("[]") ? items(field) : values(field);
            }
        }
        if (field.row != null) {
            throw new IllegalArgumentException(path + " is in the table twice");
        }
        Row row = new Row(path, treatment, note);
        field.row = row;
        rows.add(row);
        return this;
    }

    private static Field items(Field field) {
        Field items = field.items == null ? new Field(field.path + "[]") : field.items;
        field.items = items;
        return items;
    }

    private static Field values(Field field) {
        Field values = field.values == null ? new Field(field.path + "{}") : field.values;
        field.values = values;
        return values;
    }

    /** In the order they were declared. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Reports every field of the tree that is unknown or rejected, and notes the inert ones. */
    public void check(Tree.Obj tree, ProblemList problems) {
        visit(root, tree, "", problems);
    }

    private static void visit(Field field, Tree tree, String path, ProblemList problems) {
        switch (tree) {
            case Tree.Obj object ->
                object.members().forEach((name, member) -> member(field, name, member, path, problems));
            case Tree.Items list -> {
                for (int i = 0; field.items != null && i < list.items().size(); i++) {
                    visit(field.items, list.items().get(i), path + "[" + i + "]", problems);
                }
            }
            case Tree.Text _, Tree.Whole _, Tree.Fraction _, Tree.Flag _, Tree.Nothing _ -> {}
        }
    }

    private static void member(Field field, String name, Tree.Member member, String path, ProblemList problems) {
        if (member.value() instanceof Tree.Nothing) {
            return;
        }
        if (field.values != null) {
            visit(field.values, member.value(), path + "[" + name + "]", problems);
            return;
        }
        Field below = field.members.get(name);
        String where = path.isEmpty() ? name : path + "." + name;
        if (below == null) {
            if (!field.members.isEmpty()) {
                problems.add(
                        ConfigProblem.Code.UNKNOWN_FIELD,
                        where,
                        member.position(),
                        "there is no field '" + name + "' here",
                        Nearest.to(name, field.members.keySet())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("fields here: " + String.join(", ", field.members.keySet())));
            }
            return;
        }
        Treatment treatment = below.row == null ? Treatment.HONOURED : below.row.treatment();
        switch (treatment) {
            case HONOURED -> visit(below, member.value(), where, problems);
            case INERT -> problems.inert(where);
            case REJECTED ->
                problems.add(
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        where,
                        member.position(),
                        "Mainstay does not honour this field",
                        below.row == null ? "" : below.row.note());
        }
    }
}
