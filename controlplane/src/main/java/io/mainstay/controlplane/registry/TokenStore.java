// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.ca.EnrolmentTokens;
import io.mainstay.controlplane.store.Store;
import io.mainstay.controlplane.store.StoreEntry;
import io.mainstay.controlplane.store.StoreKey;
import io.mainstay.controlplane.store.Transaction;
import io.mainstay.controlplane.store.TransactionResult;
import io.mainstay.security.EnrolmentToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Enrolment tokens of one mesh. Only the hash of a secret is stored. Any thread. */
public final class TokenStore implements EnrolmentTokens {
    private static final String PREFIX = "tokens/";
    private static final Set<String> ROLES = Set.of("node", "gateway");
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Store store;
    private final String mesh;
    private final InstantSource clock;
    private final SecureRandom random;

    public TokenStore(Store store, String mesh, InstantSource clock, SecureRandom random) {
        this.store = store;
        this.mesh = mesh;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What is known of a token; never its secret.
     *
     * @param hosts a host's name, or one with {@code *} for any characters
     * @param role  {@code node} or {@code gateway}
     */
    public record Description(String id, String hosts, String role, Instant expires) {
        public Description {
            Objects.requireNonNull(id);
            Objects.requireNonNull(hosts);
            Objects.requireNonNull(role);
            Objects.requireNonNull(expires);
        }
    }

    /**
     * Makes a token. This is the only time its secret can be read.
     *
     * @throws IllegalArgumentException when the role, the pattern or the time is out of range
     */
    public EnrolmentToken create(String hosts, String role, Duration validity) {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("role: '" + role + "' (expected: node, gateway)");
        }
        if (!hosts.matches("[-a-z0-9.*]{1,253}")) {
            throw new IllegalArgumentException(
                    "hosts: '" + hosts + "' (expected: a host's name, * for any characters)");
        }
        if (validity.isNegative() || validity.isZero() || validity.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "validity: " + validity + " (expected: up to " + LONGEST.toDays() + " days)");
        }
        while (true) {
            EnrolmentToken token = EnrolmentToken.generate(random);
            StoreKey key = new StoreKey(mesh, PREFIX + token.id());
            long expires = clock.instant().plus(validity).toEpochMilli();
            String row = String.join("\n", token.secretHash(), hosts, role, Long.toString(expires));
            Transaction transaction =
                    new Transaction.Builder().expect(key, 0).put(key, row).build();
            if (store.commit(transaction) instanceof TransactionResult.Committed) {
                return token;
            }
        }
    }

    public List<Description> list() {
        return store.range(mesh, PREFIX).entries().stream()
                .map(entry -> Row.of(entry).description())
                .toList();
    }

    /** Takes a token back; hosts that have enrolled with it stay. False when there is none of this id. */
    public boolean revoke(String id) {
        StoreKey key = new StoreKey(mesh, PREFIX + id);
        if (store.read(key).isEmpty()) {
            return false;
        }
        store.commit(new Transaction.Builder().delete(key).build());
        return true;
    }

    @Override
    public Verdict verify(String text, String host) {
        Optional<EnrolmentToken> token = EnrolmentToken.parse(text);
        if (token.isEmpty()) {
            return new Verdict.Refused("this is no enrolment token");
        }
        Optional<Row> row =
                store.read(new StoreKey(mesh, PREFIX + token.get().id())).map(Row::of);
        if (row.isEmpty() || !token.get().matches(row.get().hash())) {
            return new Verdict.Refused("the token is not known; make one with: mainstay token create");
        }
        Description description = row.get().description();
        if (!clock.instant().isBefore(description.expires())) {
            return new Verdict.Refused("token " + description.id() + " expired at " + description.expires()
                    + "; make another with: mainstay token create");
        }
        if (!host.matches(description.hosts().replace(".", "\\.").replace("*", ".*"))) {
            return new Verdict.Refused(
                    "token " + description.id() + " is for hosts " + description.hosts() + ", not for " + host);
        }
        return new Verdict.Granted(mesh, description.role());
    }

    private record Row(String hash, Description description) {
        static Row of(StoreEntry entry) {
            String[] parts = entry.value().split("\n", 4);
            String id = entry.key().path().substring(PREFIX.length());
            return new Row(
                    parts[0], new Description(id, parts[1], parts[2], Instant.ofEpochMilli(Long.parseLong(parts[3]))));
        }
    }
}
