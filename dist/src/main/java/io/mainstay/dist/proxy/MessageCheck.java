// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import io.mainstay.controlplane.resource.Nearest;
import io.mainstay.controlplane.resource.Position;
import io.mainstay.controlplane.resource.ProblemList;
import io.mainstay.controlplane.resource.Tree;
import io.mainstay.model.ConfigProblem.Code;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a text against the message it is to become, and says of everything that does not fit where it is. Protobuf's own conversion
 * stops at the first and does not say where; what is found here is what it would refuse, and a test holds the two together.
 */
final class MessageCheck {
    private static final String ANY = "google.protobuf.Any";
    private static final String TYPE = "@type";

    private final TypeRegistry types;
    private final String knownTypes;
    private final ProblemList problems;
    private final ScalarCheck scalars;

    /**
     * A check.
     *
     * @param knownTypes what to say to somebody who names a type that {@code types} lacks
     */
    MessageCheck(TypeRegistry types, String knownTypes, ProblemList problems) {
        this.types = types;
        this.knownTypes = knownTypes;
        this.problems = problems;
        scalars = new ScalarCheck(problems);
    }

    /** Checks the value of a message at a path. */
    void message(Descriptor type, Tree tree, String path) {
        switch (type.getFullName()) {
            case ANY -> any(tree, path);
            case "google.protobuf.Struct" -> object(tree, path);
            case "google.protobuf.Value" -> {}
            case "google.protobuf.ListValue" -> items(tree, path);
            case "google.protobuf.Duration" -> scalars.duration(tree, path);
            case "google.protobuf.Timestamp" -> scalars.timestamp(tree, path);
            case "google.protobuf.FieldMask" -> scalars.text(tree, path);
            default -> {
                if (isWrapper(type)) {
                    scalars.check(type.findFieldByNumber(1), tree, path);
                } else {
                    object(tree, path).ifPresent(object -> members(type, object, path));
                }
            }
        }
    }

    /** A message that JSON writes as the one value it holds. */
    private static boolean isWrapper(Descriptor type) {
        return type.getFile().getName().equals("google/protobuf/wrappers.proto");
    }

    private Optional<Tree.Obj> object(Tree tree, String path) {
        if (tree instanceof Tree.Obj object) {
            return Optional.of(object);
        }
        scalars.wrong(tree, path, "an object");
        return Optional.empty();
    }

    private Optional<Tree.Items> items(Tree tree, String path) {
        if (tree instanceof Tree.Items items) {
            return Optional.of(items);
        }
        scalars.wrong(tree, path, "a list");
        return Optional.empty();
    }

    private void any(Tree tree, String path) {
        Optional<Tree.Obj> object = object(tree, path);
        if (object.isEmpty() || object.get().members().isEmpty()) {
            return; // an empty one is an Any that is not set
        }
        Tree.@Nullable Member member = object.get().members().get(TYPE);
        if (member == null) {
            problems.add(
                    Code.MISSING,
                    below(path, TYPE),
                    tree.position(),
                    "is required",
                    "it names the message: " + knownTypes);
            return;
        }
        if (!(member.value() instanceof Tree.Text url)) {
            scalars.wrong(member.value(), below(path, TYPE), "the URL of a type");
            return;
        }
        Optional<Descriptor> type = type(url.value());
        if (type.isEmpty()) {
            String message = "this build does not know the type " + url.value();
            problems.add(Code.UNKNOWN_TYPE, below(path, TYPE), member.position(), message, knownTypes);
        } else if (isSpecial(type.get())) {
            Tree.@Nullable Member value = object.get().members().get("value");
            if (value != null) {
                message(type.get(), value.value(), below(path, "value"));
            }
        } else {
            Map<String, Tree.Member> rest = new LinkedHashMap<>(object.get().members());
            rest.remove(TYPE);
            members(type.get(), new Tree.Obj(tree.position(), rest), path);
        }
    }

    private Optional<Descriptor> type(String url) {
        try {
            return Optional.ofNullable(types.getDescriptorForTypeUrl(url));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty(); // no URL at all
        }
    }

    /** Whether an {@code Any} holds it in a member called {@code value}. */
    private static boolean isSpecial(Descriptor type) {
        return isWrapper(type)
                || Set.of("Any", "Struct", "Value", "ListValue", "Duration", "Timestamp", "FieldMask").stream()
                        .anyMatch(name -> type.getFullName().equals("google.protobuf." + name));
    }

    private void members(Descriptor type, Tree.Obj object, String path) {
        Map<OneofDescriptor, FieldDescriptor> chosen = new HashMap<>();
        Set<FieldDescriptor> seen = new HashSet<>();
        object.members().forEach((name, member) -> {
            FieldDescriptor field = field(type, name);
            if (field == null) {
                unknown(type, name, member.position(), path);
            } else if (!seen.add(field)) {
                problems.add(
                        Code.DUPLICATE,
                        below(path, name),
                        member.position(),
                        "is '" + field.getName() + "' once more",
                        "keep one of them");
            } else if (!isAbsent(field, member.value())) {
                oneOf(field, chosen, member.position(), path);
                value(field, member.value(), below(path, field.getName()));
            }
        });
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        FieldDescriptor field = type.findFieldByName(name);
        return field != null
                ? field
                : type.getFields().stream()
                        .filter(candidate -> candidate.getJsonName().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    /** Null is as good as nothing, except where it is a value. */
    private static boolean isAbsent(FieldDescriptor field, Tree value) {
        return value instanceof Tree.Nothing && (field.isRepeated() || !holdsNull(field));
    }

    private static boolean holdsNull(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getFullName().equals("google.protobuf.Value");
    }

    private void unknown(Descriptor type, String name, Position at, String path) {
        List<String> names =
                type.getFields().stream().map(FieldDescriptor::getName).toList();
        String hint = Nearest.to(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(names.isEmpty() ? "remove it" : "fields here: " + String.join(", ", names));
        problems.add(
                Code.UNKNOWN_FIELD,
                below(path, name),
                at,
                "unknown field \"" + name + "\" of " + type.getFullName(),
                hint);
    }

    private void oneOf(FieldDescriptor field, Map<OneofDescriptor, FieldDescriptor> chosen, Position at, String path) {
        OneofDescriptor group = field.getRealContainingOneof();
        FieldDescriptor before = group == null ? null : chosen.putIfAbsent(group, field);
        if (before != null) {
            problems.add(
                    Code.CONFLICT,
                    below(path, field.getName()),
                    at,
                    "excludes '" + before.getName() + "', which is set too",
                    "keep one of the two");
        }
    }

    private void value(FieldDescriptor field, Tree tree, String path) {
        if (field.isMapField()) {
            object(tree, path).ifPresent(map -> entries(field.getMessageType(), map, path));
        } else if (field.isRepeated()) {
            items(tree, path).ifPresent(list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    element(field, list.items().get(i), path + "[" + i + "]");
                }
            });
        } else {
            single(field, tree, path);
        }
    }

    private void entries(Descriptor entry, Tree.Obj map, String path) {
        map.members().forEach((key, member) -> {
            String where = path + "[" + key + "]";
            scalars.check(entry.findFieldByNumber(1), new Tree.Text(member.position(), key), where);
            element(entry.findFieldByNumber(2), member.value(), where);
        });
    }

    private void element(FieldDescriptor field, Tree tree, String path) {
        if (tree instanceof Tree.Nothing && !holdsNull(field)) {
            scalars.wrong(tree, path, "a value");
        } else {
            single(field, tree, path);
        }
    }

    private void single(FieldDescriptor field, Tree tree, String path) {
        switch (field.getJavaType()) {
            case MESSAGE -> message(field.getMessageType(), tree, path);
            case ENUM -> enumeration(field, tree, path);
            default -> scalars.check(field, tree, path);
        }
    }

    private void enumeration(FieldDescriptor field, Tree tree, String path) {
        EnumDescriptor type = field.getEnumType();
        String word = ScalarCheck.plain(tree);
        // Any number is a value of an open enumeration; whoever reads the message says what becomes of one without a
        // name.
        if (type.findValueByName(word) != null || ScalarCheck.isInt(word)) {
            return;
        }
        List<String> names =
                type.getValues().stream().map(EnumValueDescriptor::getName).toList();
        problems.add(
                Code.INVALID_VALUE,
                path,
                tree.position(),
                "is " + tree.shape() + " (expected: " + String.join(", ", names) + ")",
                Nearest.to(word, names)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("write one of the words expected"));
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
