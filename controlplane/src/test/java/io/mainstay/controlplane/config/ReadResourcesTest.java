// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.kind.ReadResource;
import io.mainstay.controlplane.kind.StoredResource;
import io.mainstay.controlplane.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadResourcesTest {
    private final ReadResources readings = new ReadResources(AllKinds.CATALOG);

    @Test
    void aChangeCostsTheReadingOfWhatChanged() {
        List<StoredResource> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(service("s" + i, 80, i, i));
        }
        readings.read(all);
        assertThat(readings.parsed()).isEqualTo(100);

        all.set(7, service("s7", 81, 7, 200));
        assertThat(readings.read(all))
                .hasSize(100)
                .anyMatch(one -> one.toString().contains("port=81"));
        assertThat(readings.parsed()).isEqualTo(101);
    }

    @Test
    void whatWasDeletedIsForgottenAndMadeAgainIsReadAgain() {
        readings.read(List.of(service("a", 80, 1, 1)));
        assertThat(readings.read(List.of())).isEmpty();
        readings.read(List.of(service("a", 80, 1, 1)));
        assertThat(readings.parsed()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadIsKeptWithItsReason() {
        StoredResource broken =
                new StoredResource(key("b"), "{\"apiVersion\":\"v1\",\"kind\":\"Service\"}", 1, 1, ResourceStore.API);

        assertThat(readings.read(List.of(broken)))
                .singleElement()
                .isInstanceOf(ReadResource.Unusable.class)
                .satisfies(one -> assertThat(one.toString()).contains("metadata"));
        readings.read(List.of(broken));
        assertThat(readings.parsed()).isEqualTo(1);
    }

    private static ResourceKey key(String name) {
        return new ResourceKey("default", "", "Service", "default", name);
    }

    private static StoredResource service(String name, int port, long created, long modified) {
        String json = AllKinds.CATALOG
                .check(
                        "default",
                        "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: [{port: %d}]}}"
                                .formatted(name, port),
                        "default")
                .documents()
                .getFirst()
                .json();
        return new StoredResource(key(name), json, created, modified, ResourceStore.API);
    }
}
