// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.model;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The outcome of reading a configuration resource: its value, or every problem it has. Parsers return this; they do not throw.
 *
 * @param <T> the immutable record read
 */
public sealed interface Parsed<T> {
    /**
     * The resource is good.
     *
     * @param value what was read
     * @param inert paths of fields that were set, are harmless and have no effect; to be counted
     */
    record Accepted<T>(T value, List<String> inert) implements Parsed<T> {
        public Accepted {
            Objects.requireNonNull(value);
            inert = List.copyOf(inert);
        }
    }

    /**
     * The resource is not used.
     *
     * @param problems at least one, in the order of the resource's fields
     */
    record Rejected<T>(List<ConfigProblem> problems) implements Parsed<T> {
        public Rejected {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a rejection needs a problem");
            }
        }
    }

    static <T> Parsed<T> accepted(T value) {
        return new Accepted<>(value, List.of());
    }

    static <T> Parsed<T> rejected(ConfigProblem problem) {
        return new Rejected<>(List.of(problem));
    }

    /** The value when there are no problems, else the problems. */
    static <T> Parsed<T> of(T value, List<ConfigProblem> problems) {
        return problems.isEmpty() ? accepted(value) : new Rejected<>(problems);
    }

    default List<ConfigProblem> problems() {
        return switch (this) {
            case Accepted<T> _ -> List.of();
            case Rejected<T>(List<ConfigProblem> problems) -> problems;
        };
    }

    default <R> Parsed<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Accepted<T>(T value, List<String> inert) -> new Accepted<>(change.apply(value), inert);
            case Rejected<T>(List<ConfigProblem> problems) -> new Rejected<>(problems);
        };
    }

    /** For callers that know the input is good, such as tests and resources this process made itself. */
    default T orThrow() {
        return switch (this) {
            case Accepted<T> accepted -> accepted.value();
            case Rejected<T>(List<ConfigProblem> problems) -> throw new IllegalStateException(problems.toString());
        };
    }
}
