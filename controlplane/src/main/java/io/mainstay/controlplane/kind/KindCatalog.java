// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Position;
import io.mainstay.controlplane.resource.ProblemList;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.resource.Tree;
import io.mainstay.controlplane.resource.TreeJson;
import io.mainstay.controlplane.resource.TreeReader;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All kinds this control plane knows, in the order in which they are merged. Immutable. */
public final class KindCatalog {
    private final List<Kind<?>> kinds;

    public KindCatalog(List<Kind<?>> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    public List<Kind<?>> kinds() {
        return kinds;
    }

    public Optional<Kind<?>> find(String group, String kind) {
        return kinds.stream()
                .filter(known -> known.name().group().equals(group)
                        && known.name().kind().equals(kind))
                .findFirst();
    }

    public Optional<Kind<?>> findPlural(String group, String plural) {
        return kinds.stream()
                .filter(known -> known.name().group().equals(group)
                        && known.name().plural().equals(plural))
                .findFirst();
    }

    /**
     * Reads a user's text of one or more resources. All or nothing: one problem and there are no documents.
     *
     * @param defaultNamespace of resources that name none; held to the rules of one that is named
     */
    public CheckedText check(String mesh, String text, String defaultNamespace) {
        return check(mesh, text, defaultNamespace, false);
    }

    /** The same for what the registry writes itself, which alone may set reserved annotations. */
    public CheckedText checkOwn(String mesh, String text, String defaultNamespace) {
        return check(mesh, text, defaultNamespace, true);
    }

    private CheckedText check(String mesh, String text, String defaultNamespace, boolean own) {
        ProblemList problems = new ProblemList();
        Metadata.checkDefault(defaultNamespace, problems);
        List<ResourceDocument> documents = new ArrayList<>();
        Map<ResourceKey, Position> places = new HashMap<>();
        for (Tree tree : TreeReader.read(text, problems)) {
            for (Tree item : flatten(tree)) {
                Optional<ResourceDocument> found = check(mesh, item, defaultNamespace, own, problems);
                found.ifPresent(document -> once(document.key(), item.position(), places, problems));
                found.ifPresent(documents::add);
            }
        }
        return new CheckedText(documents, problems.problems());
    }

    private static void once(ResourceKey key, Position place, Map<ResourceKey, Position> places, ProblemList problems) {
        Position before = places.putIfAbsent(key, place);
        if (before != null) {
            problems.add(
                    ConfigProblem.Code.DUPLICATE,
                    "metadata.name",
                    place,
                    key.display() + " is also at line " + before.line(),
                    "keep one of them, or name them differently");
        }
    }

    /** The items of Kubernetes' {@code kind: List}, else the tree itself. */
    private static List<Tree> flatten(Tree tree) {
        if (tree instanceof Tree.Obj object
                && value(object, "kind") instanceof Tree.Text kind
                && kind.value().equals("List")
                && value(object, "items") instanceof Tree.Items found) {
            return found.items();
        }
        return List.of(tree);
    }

    private static Tree value(Tree.Obj object, String name) {
        Tree.Member member = object.members().get(name);
        return member == null ? new Tree.Nothing(object.position()) : member.value();
    }

    /** Reads one resource. */
    private Optional<ResourceDocument> check(
            String mesh, Tree tree, String defaultNamespace, boolean own, ProblemList problems) {
        if (!(tree instanceof Tree.Obj object)) {
            problems.add(
                    ConfigProblem.Code.MALFORMED,
                    "",
                    tree.position(),
                    "is " + tree.shape() + " (expected: a resource with apiVersion, kind and metadata)",
                    "");
            return Optional.empty();
        }
        Reader root = new Reader(object, "", problems);
        String apiVersion = root.requiredText("apiVersion");
        String kindName = root.requiredText("kind");
        if (apiVersion.isEmpty() || kindName.isEmpty()) {
            return Optional.empty();
        }
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        Optional<Kind<?>> kind = find(group, kindName);
        if (kind.isEmpty()) {
            root.problem(
                    ConfigProblem.Code.UNKNOWN_TYPE,
                    "kind",
                    "Mainstay does not know " + apiVersion + " " + kindName,
                    hint(kindName));
            return Optional.empty();
        }
        if (!kind.get().versions().contains(version)) {
            root.problem(
                    ConfigProblem.Code.UNKNOWN_TYPE,
                    "apiVersion",
                    "'" + apiVersion + "' (versions of " + kindName + " that are read: "
                            + String.join(", ", kind.get().versions()) + ")",
                    "");
            return Optional.empty();
        }
        int before = problems.problems().size();
        Metadata metadata = Metadata.read(root, defaultNamespace);
        kind.get().fields().check(object, problems);
        if (!own) {
            refuseReserved(kind.get(), root, metadata);
        }
        kind.get().read(root, metadata, version);
        if (problems.problems().size() > before) {
            return Optional.empty();
        }
        ResourceKey key = new ResourceKey(mesh, group, kindName, metadata.namespace(), metadata.name());
        return Optional.of(new ResourceDocument(
                key, metadata, apiVersion, TreeJson.write(stored(object, metadata)), problems.inert()));
    }

    private static void refuseReserved(Kind<?> kind, Reader root, Metadata metadata) {
        for (String annotation : metadata.annotations().keySet()) {
            if (kind.reservedAnnotations().contains(annotation)) {
                root.requiredObject("metadata")
                        .problem(
                                ConfigProblem.Code.UNSUPPORTED_FIELD,
                                "annotations",
                                "'" + annotation + "' is written when a host enrols a workload, and by nobody else",
                                "remove it; 'mainstay run' enrols a workload on its host");
            }
        }
    }

    private String hint(String kindName) {
        Optional<Kind<?>> sameName = kinds.stream()
                .filter(known -> known.name().kind().equalsIgnoreCase(kindName))
                .findFirst();
        if (sameName.isPresent()) {
            KindName name = sameName.get().name();
            String version = sameName.get().versions().getFirst();
            return "did you mean apiVersion: " + (name.group().isEmpty() ? version : name.group() + "/" + version)
                    + ", kind: " + name.kind() + "?";
        }
        return "kinds: " + kinds.stream().map(known -> known.name().kind()).collect(Collectors.joining(", "));
    }

    /** Without status and without what a server adds, and with its namespace said. */
    private static Tree.Obj stored(Tree.Obj object, Metadata metadata) {
        Map<String, Tree.Member> members = new LinkedHashMap<>(object.members());
        members.remove("status");
        Map<String, Tree.Member> kept = new LinkedHashMap<>();
        kept.put("name", text(metadata.name()));
        kept.put("namespace", text(metadata.namespace()));
        if (!metadata.labels().isEmpty()) {
            kept.put("labels", map(metadata.labels()));
        }
        if (!metadata.annotations().isEmpty()) {
            kept.put("annotations", map(metadata.annotations()));
        }
        members.put("metadata", new Tree.Member(Position.NONE, new Tree.Obj(Position.NONE, kept)));
        return new Tree.Obj(Position.NONE, members);
    }

    private static Tree.Member text(String value) {
        return new Tree.Member(Position.NONE, new Tree.Text(Position.NONE, value));
    }

    private static Tree.Member map(Map<String, String> values) {
        Map<String, Tree.Member> members = new LinkedHashMap<>();
        values.forEach((key, value) -> members.put(key, text(value)));
        return new Tree.Member(Position.NONE, new Tree.Obj(Position.NONE, members));
    }

    /** Reads a stored resource. Depends on its argument alone, so the outcome can be kept as long as the resource stays as it is. */
    public ReadResource read(StoredResource resource) {
        return find(resource.key().group(), resource.key().kind())
                .<ReadResource>map(kind -> read(kind, resource))
                .orElseGet(() -> new ReadResource.Unusable(
                        resource.key(),
                        "this release does not know " + resource.key().kind()));
    }

    private static <S extends Record> ReadResource read(Kind<S> kind, StoredResource resource) {
        ProblemList problems = new ProblemList();
        List<Tree> trees = TreeReader.read(resource.json(), problems);
        if (trees.size() == 1 && trees.getFirst() instanceof Tree.Obj object) {
            Reader root = new Reader(object, "", problems);
            String apiVersion = root.requiredText("apiVersion");
            Metadata metadata = Metadata.read(root, resource.key().namespace());
            S spec = kind.read(root, metadata, apiVersion.substring(apiVersion.indexOf('/') + 1));
            if (problems.isEmpty()) {
                return new ReadResource.Usable<>(
                        kind,
                        new Declared<>(resource.key(), metadata, resource.createdRevision(), spec, resource.source()));
            }
        }
        return new ReadResource.Unusable(
                resource.key(),
                problems.problems().stream().findFirst().map(Object::toString).orElse("not a resource"));
    }

    /** Writes all resources of a mesh into a draft, kind by kind. */
    public void merge(Collection<ReadResource> resources, MeshDraft draft) {
        for (ReadResource resource : resources) {
            if (resource instanceof ReadResource.Unusable(ResourceKey key, String reason)) {
                draft.status(key, new Condition(Condition.ACCEPTED, false, "Invalid", reason));
            }
        }
        for (Kind<?> kind : kinds) {
            merge(kind, resources, draft);
        }
    }

    private static <S extends Record> void merge(Kind<S> kind, Collection<ReadResource> resources, MeshDraft draft) {
        List<Declared<S>> declared = new ArrayList<>();
        for (ReadResource resource : resources) {
            if (resource instanceof ReadResource.Usable<?> usable) {
                usable.of(kind).ifPresent(declared::add);
            }
        }
        declared.sort(Comparator.comparingLong((Declared<S> one) -> one.createdRevision())
                .thenComparing(Declared::key));
        kind.merge(List.copyOf(declared), draft);
    }
}
