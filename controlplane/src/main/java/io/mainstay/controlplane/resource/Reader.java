// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the members of one object, reporting whatever is missing or of the wrong form and going on with a harmless value, so that all
 * problems of a resource show at once. What was read is used only when there are none. Confined to its caller.
 */
public final class Reader {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final Tree.Obj object;
    private final String path;
    private final ProblemList problems;

    public Reader(Tree.Obj object, String path, ProblemList problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    public String path() {
        return path;
    }

    private String below(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Where a member stands, or the object when it is absent. */
    public Position at(String name) {
        Tree.Member member = object.members().get(name);
        return member == null ? object.position() : member.value().position();
    }

    public boolean has(String name) {
        return member(name).isPresent();
    }

    /** Whether nothing was said of a member so far; what is read of one that is not sound stands for what it should have been. */
    public boolean isSound(String name) {
        return !problems.has(below(name), at(name));
    }

    private Optional<Tree> member(String name) {
        Tree.Member member = object.members().get(name);
        return member == null || member.value() instanceof Tree.Nothing
                ? Optional.empty()
                : Optional.of(member.value());
    }

    public void problem(ConfigProblem.Code code, String name, String message, String hint) {
        problems.add(
                code,
                name.isEmpty() ? path : below(name),
                name.isEmpty() ? object.position() : at(name),
                message,
                hint);
    }

    public void invalid(String name, String message, String hint) {
        problem(ConfigProblem.Code.INVALID_VALUE, name, message, hint);
    }

    public void missing(String name, String hint) {
        problem(ConfigProblem.Code.MISSING, name, "this field is required", hint);
    }

    private void wrongShape(String where, Tree value, String expected) {
        problems.add(
                ConfigProblem.Code.INVALID_VALUE,
                where,
                value.position(),
                "is " + value.shape() + " (expected: " + expected + ")",
                "");
    }

    public Optional<String> text(String name) {
        return member(name).flatMap(value -> text(below(name), value));
    }

    private Optional<String> text(String where, Tree value) {
        if (value instanceof Tree.Text text) {
            return Optional.of(text.value());
        }
        wrongShape(
                where,
                value,
                "a string" + (value instanceof Tree.Whole || value instanceof Tree.Flag ? "; put it in quotes" : ""));
        return Optional.empty();
    }

    public String requiredText(String name) {
        if (!has(name)) {
            missing(name, "");
            return "";
        }
        Optional<String> value = text(name);
        if (value.isPresent() && value.get().isEmpty()) {
            invalid(name, "is empty", "");
        }
        return value.orElse("");
    }

    /** One of a few words; the first is what an absent field means. */
    public String oneOf(String name, List<String> allowed) {
        Optional<String> value = text(name);
        if (value.isPresent() && !allowed.contains(value.get())) {
            invalid(
                    name,
                    "'" + value.get() + "' (expected: " + String.join(", ", allowed) + ")",
                    Nearest.to(value.get(), allowed)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("write one of the words expected"));
            return allowed.getFirst();
        }
        return value.orElse(allowed.getFirst());
    }

    /** A DNS label, as names of services and namespaces are. */
    public String label(String name) {
        String value = requiredText(name);
        if (!value.isEmpty() && !LABEL.matches(value)) {
            invalid(
                    name,
                    "'" + value + "' (expected: lower case letters, digits and '-', at most 63)",
                    hintForName(value));
        }
        return value;
    }

    /** A DNS subdomain, as names of most resources are. */
    public String subdomain(String name) {
        String value = requiredText(name);
        if (!value.isEmpty() && !SUBDOMAIN.matches(value)) {
            invalid(
                    name,
                    "'" + value + "' (expected: lower case letters, digits, '-' and '.', at most 253)",
                    hintForName(value));
        }
        return value;
    }

    private static String hintForName(String value) {
        String better = value.toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("[^-a-z0-9.]", "");
        return LABEL.matches(better) ? "try '" + better + "'" : "";
    }

    public Optional<Long> whole(String name, long min, long max) {
        Optional<Tree> value = member(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof Tree.Whole whole)) {
            wrongShape(below(name), value.get(), "a number from " + min + " to " + max);
            return Optional.empty();
        }
        if (whole.value() < min || whole.value() > max) {
            invalid(name, whole.value() + " (expected: " + min + ".." + max + ")", "choose a number in that range");
            return Optional.empty();
        }
        return Optional.of(whole.value());
    }

    public int requiredPort(String name) {
        if (!has(name)) {
            missing(name, "a port from 1 to 65535");
            return 1;
        }
        return whole(name, 1, 65535).orElse(1L).intValue();
    }

    /** A port number or a port's name. */
    public Optional<String> portOrName(String name) {
        Optional<Tree> value = member(name);
        if (value.isPresent() && value.get() instanceof Tree.Whole) {
            return whole(name, 1, 65535).map(String::valueOf);
        }
        return text(name);
    }

    public Optional<Boolean> flag(String name) {
        Optional<Tree> value = member(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Tree.Flag flag) {
            return Optional.of(flag.value());
        }
        wrongShape(below(name), value.get(), "true or false");
        return Optional.empty();
    }

    /** A regular expression in RE2's dialect, the one proxies speak. */
    public Optional<String> regex(String name) {
        Optional<String> value = text(name);
        if (value.isPresent() && !compiles(value.get())) {
            invalid(
                    name,
                    "'" + value.get() + "' is not a regular expression of RE2",
                    "look-around and back references do not exist there");
            return Optional.empty();
        }
        return value;
    }

    private static boolean compiles(String regex) {
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    /** A member object; reports when it is there and no object. */
    public Optional<Reader> object(String name) {
        return member(name).flatMap(value -> {
            if (value instanceof Tree.Obj found) {
                return Optional.of(new Reader(found, below(name), problems));
            }
            wrongShape(below(name), value, "an object");
            return Optional.empty();
        });
    }

    /** A member object, empty when it is absent, which is then reported. */
    public Reader requiredObject(String name) {
        if (!has(name)) {
            missing(name, "");
        }
        return object(name)
                .orElseGet(() -> new Reader(new Tree.Obj(object.position(), Map.of()), below(name), new ProblemList()));
    }

    /** The items of a list of objects. */
    public List<Reader> objects(String name) {
        List<Reader> found = new ArrayList<>();
        List<Tree> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            String where = below(name) + "[" + i + "]";
            if (items.get(i) instanceof Tree.Obj item) {
                found.add(new Reader(item, where, problems));
            } else {
                wrongShape(where, items.get(i), "an object");
            }
        }
        return found;
    }

    /** The items of a list of strings. */
    public List<String> texts(String name) {
        List<String> found = new ArrayList<>();
        List<Tree> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            text(below(name) + "[" + i + "]", items.get(i)).ifPresent(found::add);
        }
        return found;
    }

    /** Whole numbers of a list; others and those out of range are reported. */
    public List<Long> wholes(String name, long min, long max) {
        List<Long> found = new ArrayList<>();
        List<Tree> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            String where = below(name) + "[" + i + "]";
            if (!(items.get(i) instanceof Tree.Whole whole)) {
                wrongShape(where, items.get(i), "a number from " + min + " to " + max);
            } else if (whole.value() < min || whole.value() > max) {
                invalid(
                        name + "[" + i + "]",
                        whole.value() + " (expected: " + min + ".." + max + ")",
                        "choose a number in that range");
            } else {
                found.add(whole.value());
            }
        }
        return found;
    }

    private List<Tree> items(String name) {
        Optional<Tree> value = member(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof Tree.Items list) {
            return list.items();
        }
        wrongShape(below(name), value.get(), "a list");
        return List.of();
    }

    /** A map of strings, in the order written. */
    public Map<String, String> textMap(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        object(name)
                .ifPresent(map -> map.object.members().forEach((key, member) -> {
                    if (!(member.value() instanceof Tree.Nothing)) {
                        map.text(map.path + "[" + key + "]", member.value()).ifPresent(value -> found.put(key, value));
                    }
                }));
        return found;
    }

    /** A map of objects, in the order written. */
    public Map<String, Reader> objectMap(String name) {
        Map<String, Reader> found = new LinkedHashMap<>();
        object(name)
                .ifPresent(map -> map.object
                        .members()
                        .keySet()
                        .forEach(key -> map.object(key).ifPresent(value -> found.put(key, value))));
        return found;
    }

    /** A map of ports. */
    public Map<String, Integer> portMap(String name) {
        Map<String, Integer> found = new LinkedHashMap<>();
        object(name)
                .ifPresent(map -> map.object.members().keySet().forEach(key -> found.put(key, map.requiredPort(key))));
        return found;
    }

    /** Reports when none or more than one of these members is there. */
    public Optional<String> exactlyOne(Set<String> names) {
        List<String> there = names.stream().filter(this::has).sorted().toList();
        if (there.size() == 1) {
            return Optional.of(there.getFirst());
        }
        List<String> sorted = names.stream().sorted().toList();
        if (there.isEmpty()) {
            problem(ConfigProblem.Code.MISSING, "", "one of " + String.join(", ", sorted) + " is required", "");
        } else {
            problem(
                    ConfigProblem.Code.CONFLICT,
                    "",
                    "only one of " + String.join(", ", there) + " may be set",
                    "keep one");
        }
        return Optional.empty();
    }
}
