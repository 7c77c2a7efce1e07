// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.MessageLite;
import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.wire.ResourceReader;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.xds.XdsResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The resources of one type as they were accepted, and what was refused. A refused resource leaves the accepted one of its name as it was.
 * The config thread writes; any thread may dump.
 */
final class Shelf<T> {
    private final ResourceReader<? extends MessageLite, T> reader;
    private final Function<T, String> nameOf;
    private final Function<T, List<ConfigProblem>> check;
    private final Map<String, Item<T>> accepted = new ConcurrentHashMap<>();
    private final Map<String, Refused> refused = new ConcurrentHashMap<>();

    /** An accepted resource. */
    record Item<T>(XdsResource resource, T value, Instant at) {}

    /** A refused one. */
    record Refused(XdsResource resource, String error, Instant at) {}

    /** What became of a resource that was offered. */
    sealed interface Outcome<T> {
        /** New or changed. */
        record Taken<T>(T value) implements Outcome<T> {}

        /** As before. */
        record Same<T>() implements Outcome<T> {}

        /** All that is wrong with it. */
        record Refusal<T>(String error) implements Outcome<T> {}
    }

    Shelf(
            ResourceReader<? extends MessageLite, T> reader,
            Function<T, String> nameOf,
            Function<T, List<ConfigProblem>> check) {
        this.reader = reader;
        this.nameOf = nameOf;
        this.check = check;
    }

    Outcome<T> offer(XdsResource resource, Instant now) {
        Item<T> before = accepted.get(resource.name());
        if (before != null && before.resource().body().equals(resource.body())) {
            accepted.put(resource.name(), new Item<>(resource, before.value(), before.at()));
            refused.remove(resource.name());
            return new Outcome.Same<>();
        }
        return switch (read(resource)) {
            case Parsed.Accepted<T> good -> {
                accepted.put(resource.name(), new Item<>(resource, good.value(), now));
                refused.remove(resource.name());
                yield new Outcome.Taken<>(good.value());
            }
            case Parsed.Rejected<T> bad -> {
                String error =
                        bad.problems().stream().map(ConfigProblem::toString).collect(Collectors.joining("; "));
                refused.put(resource.name(), new Refused(resource, error, now));
                yield new Outcome.Refusal<>(error);
            }
        };
    }

    Optional<T> find(String name) {
        return Optional.ofNullable(accepted.get(name)).map(Item::value);
    }

    /** Forgets a resource; false when there was none. */
    boolean remove(String name) {
        refused.remove(name);
        return accepted.remove(name) != null;
    }

    /** Accepted resources by name. */
    Map<String, Item<T>> accepted() {
        return accepted;
    }

    /** Everything accepted or refused, by name. Any thread. */
    List<DumpedResource> dump(Predicate<String> warming) {
        Stream<DumpedResource> good = accepted.values().stream()
                .map(item -> dumped(
                        item.resource(),
                        item.at(),
                        warming.test(item.resource().name())
                                ? DumpedResource.State.WARMING
                                : DumpedResource.State.ACTIVE,
                        ""));
        Stream<DumpedResource> bad = refused.values().stream()
                .map(item -> dumped(item.resource(), item.at(), DumpedResource.State.REFUSED, item.error()));
        return Stream.concat(good, bad)
                .sorted(Comparator.comparing(DumpedResource::name))
                .toList();
    }

    private Parsed<T> read(XdsResource resource) {
        Any body = resource.body();
        Parsed<T> parsed = reader.read(body.getValue(), UnknownFields.COUNT);
        if (!(parsed instanceof Parsed.Accepted<T> good)) {
            return parsed;
        }
        List<ConfigProblem> problems = new ArrayList<>();
        String name = nameOf.apply(good.value());
        if (!name.equals(resource.name())) {
            problems.add(new ConfigProblem(
                    ConfigProblem.Code.CONFLICT, "name", name + " (expected: " + resource.name() + ", as announced)"));
        }
        problems.addAll(check.apply(good.value()));
        return problems.isEmpty() ? parsed : new Parsed.Rejected<>(problems);
    }

    private static DumpedResource dumped(XdsResource resource, Instant at, DumpedResource.State state, String error) {
        return new DumpedResource(
                resource.name(),
                resource.version(),
                at,
                DumpedResource.Origin.DYNAMIC,
                state,
                error,
                new TypedConfig(
                        resource.body().getTypeUrl(),
                        Bytes.copyOf(resource.body().getValue().toByteArray())));
    }
}
