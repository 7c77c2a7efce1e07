// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import java.util.List;
import java.util.stream.Collectors;

/** The control plane said no, or was not there. The message says what to do next. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<ApiProblem> problems;

    /**
     * A failure.
     *
     * @param status of the answer; 0 when there was none
     */
    public ApiException(int status, String message, List<ApiProblem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    public int status() {
        return status;
    }

    public List<ApiProblem> problems() {
        return problems;
    }

    /** The message and every problem, a line each. */
    public String text() {
        return problems.isEmpty()
                ? String.valueOf(getMessage())
                : getMessage()
                        + problems.stream()
                                .map(problem -> "\n" + problem.line(""))
                                .collect(Collectors.joining());
    }
}
