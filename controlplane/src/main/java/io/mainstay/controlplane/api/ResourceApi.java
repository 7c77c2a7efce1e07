// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.CheckedText;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.ResourceDocument;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.state.ResourceStatus;
import io.mainstay.controlplane.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Resources at Kubernetes' paths: list, read, apply, delete, check. */
final class ResourceApi {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ResourceStore resources;
    private final KindCatalog kinds;
    private final MeshKeeper keeper;
    private final JsonMapper json = JsonMapper.builder().build();

    ResourceApi(ResourceStore resources, KindCatalog kinds, MeshKeeper keeper) {
        this.resources = resources;
        this.kinds = kinds;
        this.keeper = keeper;
    }

    /**
     * What a path names.
     *
     * @param namespace empty: all
     * @param name      empty: a list
     */
    private record Target(Kind<?> kind, Optional<String> namespace, Optional<String> name) {}

    /** Below {@code /api/v1} and {@code /apis/<group>/<version>}. */
    HttpResponse handle(HttpRequest request) {
        List<String> segments = request.segments();
        boolean core = segments.getFirst().equals("api");
        if (segments.size() < (core ? 3 : 4)) {
            return Statuses.failure(404, "NotFound", "name a kind: /api/v1/services, /apis/<group>/<version>/<plural>");
        }
        String group = core ? "" : segments.get(1);
        String version = segments.get(core ? 1 : 2);
        List<String> rest = segments.subList(core ? 2 : 3, segments.size());
        Optional<String> namespace = Optional.empty();
        if (rest.size() >= 3 && rest.getFirst().equals("namespaces")) {
            namespace = Optional.of(rest.get(1));
            rest = rest.subList(2, rest.size());
        }
        Optional<Kind<?>> kind = kinds.findPlural(group, rest.getFirst());
        if (kind.isEmpty() || !kind.get().versions().contains(version) || rest.size() > 2) {
            return Statuses.failure(404, "NotFound", "there is no kind /" + String.join("/", segments));
        }
        Optional<String> name = rest.size() == 2 ? Optional.of(rest.get(1)) : Optional.empty();
        return handle(request, new Target(kind.get(), namespace, name));
    }

    private HttpResponse handle(HttpRequest request, Target target) {
        if (target.name().isPresent() && target.namespace().isEmpty()) {
            return Statuses.failure(
                    404,
                    "NotFound",
                    "resources have namespaces: …/namespaces/<ns>/"
                            + target.kind().name().plural() + "/<name>");
        }
        return switch (request.method()) {
            case "GET" -> target.name().isPresent() ? read(target) : list(target);
            case "PUT", "PATCH" -> target.name().isPresent() ? put(request, target) : notAllowed(request);
            case "POST" ->
                target.name().isEmpty() ? apply(request, target.namespace().orElse("default")) : notAllowed(request);
            case "DELETE" -> target.name().isPresent() ? delete(request, target) : notAllowed(request);
            default -> notAllowed(request);
        };
    }

    private static HttpResponse notAllowed(HttpRequest request) {
        return Statuses.failure(405, "MethodNotAllowed", request.method() + " is not for this path");
    }

    private ResourceKey key(Target target) {
        return new ResourceKey(
                resources.mesh(),
                target.kind().name().group(),
                target.kind().name().kind(),
                target.namespace().orElse("default"),
                target.name().orElse(""));
    }

    private HttpResponse read(Target target) {
        Optional<ResourceStore.Kept> kept = resources.read(key(target));
        return kept.isPresent() ? HttpResponse.json(200, view(kept.get())) : notFound(target);
    }

    private HttpResponse notFound(Target target) {
        return Statuses.failure(404, "NotFound", "there is no " + key(target).display());
    }

    private HttpResponse list(Target target) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        String group = target.kind().name().group();
        String version = target.kind().versions().getFirst();
        list.put("apiVersion", group.isEmpty() ? version : group + "/" + version);
        list.put("kind", target.kind().name().kind() + "List");
        ArrayNode items = list.putArray("items");
        resources.list(group, target.kind().name().kind(), target.namespace()).forEach(kept -> items.add(view(kept)));
        return HttpResponse.json(200, list);
    }

    /** The resource as it was written, with its revision, its source and its status. */
    private ObjectNode view(ResourceStore.Kept kept) {
        ObjectNode resource = (ObjectNode) json.readTree(kept.resource().json());
        if (resource.get("metadata") instanceof ObjectNode metadata) {
            metadata.put("resourceVersion", Long.toString(kept.resource().modRevision()));
            metadata.put("generation", kept.resource().createdRevision());
        }
        ObjectNode status = resource.putObject("status");
        status.put("source", kept.source());
        Optional<ResourceStatus> known =
                keeper.snapshot().status(kept.resource().key());
        if (known.isPresent()) {
            ArrayNode parents = status.putArray("parents");
            for (ResourceStatus.Parent parent : known.get().parents()) {
                if (parent.name().isEmpty()) {
                    parent.conditions()
                            .forEach(condition -> status.withArray("conditions").add(view(condition)));
                } else {
                    ObjectNode entry = parents.addObject().put("parent", parent.name());
                    parent.conditions()
                            .forEach(condition -> entry.withArray("conditions").add(view(condition)));
                }
            }
            if (parents.isEmpty()) {
                status.remove("parents");
            }
        }
        return resource;
    }

    private static ObjectNode view(Condition condition) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", condition.type())
                .put("status", condition.holds() ? "True" : "False")
                .put("reason", condition.reason())
                .put("message", condition.message());
    }

    private HttpResponse put(HttpRequest request, Target target) {
        CheckedText checked =
                kinds.check(resources.mesh(), request.body(), target.namespace().orElse("default"));
        if (!checked.problems().isEmpty()) {
            return Statuses.invalid(checked.problems());
        }
        if (checked.documents().size() != 1
                || !checked.documents().getFirst().key().equals(key(target))) {
            return Statuses.failure(
                    400, "BadRequest", "the body is not " + key(target).display() + ", which the path names");
        }
        return written(request, checked.documents(), true);
    }

    /** One text of any number of resources, applied as one change. */
    HttpResponse apply(HttpRequest request, String namespace) {
        CheckedText checked = kinds.check(resources.mesh(), request.body(), namespace);
        if (!checked.problems().isEmpty()) {
            return Statuses.invalid(checked.problems());
        }
        if (checked.documents().isEmpty()) {
            return Statuses.failure(400, "BadRequest", "there is no resource in the body");
        }
        return written(request, checked.documents(), false);
    }

    private static boolean dryRun(HttpRequest request) {
        return request.parameter("dryRun").isPresent();
    }

    private HttpResponse written(HttpRequest request, List<ResourceDocument> documents, boolean single) {
        try {
            if (dryRun(request)) {
                return HttpResponse.json(200, outcome(documents, List.of(), 0));
            }
            ResourceStore.Outcome outcome = resources.write(ResourceStore.API, documents, List.of());
            awaitProgrammed(outcome.revision());
            if (single) {
                boolean created = outcome.written().getFirst().effect() == ResourceStore.Effect.CREATED;
                ResourceStore.Kept kept =
                        resources.read(documents.getFirst().key()).orElseThrow();
                return HttpResponse.json(created ? 201 : 200, view(kept));
            }
            return HttpResponse.json(200, outcome(documents, outcome.written(), outcome.revision()));
        } catch (ResourceStore.OwnedException e) {
            return Statuses.failure(409, "Conflict", String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            return Statuses.failure(503, "ServiceUnavailable", String.valueOf(e.getMessage()));
        }
    }

    /** So that what is read right after a write shows its status. */
    private void awaitProgrammed(long revision) {
        try {
            keeper.awaitRevision(revision, PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectNode outcome(
            List<ResourceDocument> documents, List<ResourceStore.Written> written, long revision) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("apiVersion", "mainstay.io/v1alpha1").put("kind", "ApplyResult");
        list.put("dryRun", written.isEmpty()).put("revision", revision);
        ArrayNode items = list.putArray("items");
        for (int i = 0; i < documents.size(); i++) {
            ResourceDocument document = documents.get(i);
            ObjectNode item = items.addObject();
            item.put("apiVersion", document.apiVersion())
                    .put("kind", document.key().kind());
            item.put("namespace", document.key().namespace())
                    .put("name", document.key().name());
            item.put(
                    "effect",
                    written.isEmpty() ? "valid" : written.get(i).effect().name().toLowerCase(Locale.ROOT));
            ArrayNode inert = item.putArray("inert");
            document.inert().forEach(inert::add);
        }
        return list;
    }

    private HttpResponse delete(HttpRequest request, Target target) {
        ResourceKey key = key(target);
        if (resources.read(key).isEmpty()) {
            return notFound(target);
        }
        try {
            if (!dryRun(request)) {
                awaitProgrammed(resources
                        .write(ResourceStore.API, List.of(), List.of(key))
                        .revision());
            }
        } catch (ResourceStore.OwnedException e) {
            return Statuses.failure(409, "Conflict", String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            return Statuses.failure(503, "ServiceUnavailable", String.valueOf(e.getMessage()));
        }
        ObjectNode done = JsonNodeFactory.instance.objectNode();
        done.put("apiVersion", "v1").put("kind", "Status").put("status", "Success");
        done.putObject("details").put("kind", key.kind()).put("name", key.name());
        return HttpResponse.json(200, done);
    }
}
