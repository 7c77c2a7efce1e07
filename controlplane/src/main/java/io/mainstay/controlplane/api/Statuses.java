// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.model.ConfigProblem;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Failures in the shape of Kubernetes' Status, with our code, hint and place beside each cause. */
final class Statuses {
    private Statuses() {}

    static HttpResponse failure(int code, String reason, String message) {
        return HttpResponse.json(code, status(code, reason, message));
    }

    static HttpResponse invalid(List<ResourceProblem> problems) {
        int count = problems.size();
        ObjectNode status =
                status(422, "Invalid", (count == 1 ? "1 problem" : count + " problems") + "; nothing was changed");
        ArrayNode causes = status.putObject("details").putArray("causes");
        problems.forEach(problem -> causes.add(cause(problem)));
        return HttpResponse.json(422, status);
    }

    static ObjectNode cause(ResourceProblem located) {
        ConfigProblem problem = located.problem();
        ObjectNode cause = JsonNodeFactory.instance.objectNode();
        cause.put("reason", reason(problem.code()));
        cause.put("message", problem.message());
        cause.put("field", problem.path());
        cause.put("code", problem.code().name());
        cause.put("path", problem.path());
        cause.put("hint", problem.hint());
        if (located.position().line() > 0) {
            cause.put("line", located.position().line());
            cause.put("column", located.position().column());
        }
        return cause;
    }

    private static String reason(ConfigProblem.Code code) {
        return switch (code) {
            case MISSING -> "FieldValueRequired";
            case DUPLICATE -> "FieldValueDuplicate";
            case UNSUPPORTED_FIELD, UNKNOWN_TYPE -> "FieldValueNotSupported";
            case UNRESOLVED_REFERENCE -> "FieldValueNotFound";
            case MALFORMED, UNKNOWN_FIELD, INVALID_VALUE, CONFLICT -> "FieldValueInvalid";
        };
    }

    private static ObjectNode status(int code, String reason, String message) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("apiVersion", "v1").put("kind", "Status").put("status", "Failure");
        status.put("message", message).put("reason", reason).put("code", code);
        return status;
    }
}
