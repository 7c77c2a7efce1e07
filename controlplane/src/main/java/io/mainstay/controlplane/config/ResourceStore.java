// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.config;

import io.mainstay.controlplane.kind.ResourceDocument;
import io.mainstay.controlplane.kind.StoredResource;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.store.Store;
import io.mainstay.controlplane.store.StoreEntry;
import io.mainstay.controlplane.store.StoreKey;
import io.mainstay.controlplane.store.Transaction;
import io.mainstay.controlplane.store.TransactionResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Resources of one mesh as the store keeps them, each with the source it came from. Any thread; writes block until durable. */
public final class ResourceStore {
    /** Written through the API. */
    public static final String API = "api";

    private static final String PREFIX = "resources/";

    private final Store store;
    private final String mesh;

    public ResourceStore(Store store, String mesh) {
        this.store = store;
        this.mesh = mesh;
    }

    public String mesh() {
        return mesh;
    }

    /** A resource and where it came from. */
    public record Kept(StoredResource resource) {
        public Kept {
            Objects.requireNonNull(resource);
        }

        /** {@link #API}, or the name of a source. */
        public String source() {
            return resource.source();
        }
    }

    /** What a write did to one resource. */
    public enum Effect {
        CREATED,
        CONFIGURED,
        UNCHANGED,
        DELETED
    }

    /** One line of a write's outcome. */
    public record Written(ResourceKey key, Effect effect) {
        public Written {
            Objects.requireNonNull(key);
            Objects.requireNonNull(effect);
        }
    }

    /**
     * A write's outcome.
     *
     * @param revision at which it holds
     */
    public record Outcome(long revision, List<Written> written) {
        public Outcome {
            written = List.copyOf(written);
        }
    }

    /** A resource belongs to another source, which would undo the change. */
    public static final class OwnedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OwnedException(ResourceKey key, String owner) {
            super(key.display() + " is kept by " + owner + "; change it there");
        }
    }

    public List<Kept> list() {
        return list(PREFIX);
    }

    public List<Kept> list(String group, String kind, Optional<String> namespace) {
        return list(PREFIX + groupSegment(group) + "/" + kind + "/"
                + namespace.map(name -> name + "/").orElse(""));
    }

    private List<Kept> list(String prefix) {
        return store.range(mesh, prefix).entries().stream().map(this::kept).toList();
    }

    public Optional<Kept> read(ResourceKey key) {
        return store.read(path(key)).map(this::kept);
    }

    /** Writes and removes as one change. Refuses to touch what another source keeps, unless it is the API's. */
    public Outcome write(String source, List<ResourceDocument> documents, Collection<ResourceKey> deletions) {
        while (true) {
            Transaction.Builder transaction = new Transaction.Builder();
            List<Written> written = new ArrayList<>();
            for (ResourceDocument document : documents) {
                written.add(new Written(document.key(), put(source, document, transaction)));
            }
            for (ResourceKey key : deletions) {
                Optional<StoreEntry> present = store.read(path(key));
                if (present.isPresent()) {
                    refuseForeign(source, key, present.get());
                    transaction.expect(path(key), present.get().modRevision()).delete(path(key));
                    written.add(new Written(key, Effect.DELETED));
                }
            }
            if (transaction.isEmpty()) {
                return new Outcome(store.revision(), written);
            }
            if (store.commit(transaction.build()) instanceof TransactionResult.Committed(long revision)) {
                return new Outcome(revision, written);
            }
        }
    }

    private Effect put(String source, ResourceDocument document, Transaction.Builder transaction) {
        StoreKey path = path(document.key());
        String value = source + "\n" + document.json();
        Optional<StoreEntry> present = store.read(path);
        if (present.isEmpty()) {
            transaction.expect(path, 0).put(path, value);
            return Effect.CREATED;
        }
        refuseForeign(source, document.key(), present.get());
        if (present.get().value().equals(value)) {
            return Effect.UNCHANGED;
        }
        transaction.expect(path, present.get().modRevision()).put(path, value);
        return Effect.CONFIGURED;
    }

    private void refuseForeign(String source, ResourceKey key, StoreEntry present) {
        String owner = kept(present).source();
        if (!owner.equals(source) && !owner.equals(API)) {
            throw new OwnedException(key, owner);
        }
    }

    private StoreKey path(ResourceKey key) {
        return new StoreKey(
                mesh, PREFIX + groupSegment(key.group()) + "/" + key.kind() + "/" + key.namespace() + "/" + key.name());
    }

    private static String groupSegment(String group) {
        return group.isEmpty() ? "core" : group;
    }

    private Kept kept(StoreEntry entry) {
        String[] segments = entry.key().path().split("/", 5);
        String group = segments[1].equals("core") ? "" : segments[1];
        ResourceKey key = new ResourceKey(mesh, group, segments[2], segments[3], segments[4]);
        int newline = entry.value().indexOf('\n');
        return new Kept(new StoredResource(
                key,
                entry.value().substring(newline + 1),
                entry.createRevision(),
                entry.modRevision(),
                entry.value().substring(0, newline)));
    }
}
