// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        WorkloadFile file = new WorkloadFile(folder);
        assertThat(file.read()).isEmpty();
        Announcement workload = new Announcement(
                new WorkloadId("default", "reviews-v2"),
                "reviews",
                "reviews",
                "v2",
                Map.of("app", "a value = with % everything\n"),
                10_001,
                "127.64.0.1",
                8080,
                "127.64.0.1");
        Registration registration = new Registration(
                "spiffe://mesh/ns/default/sa/reviews",
                List.of(new Registration.Outbound("default", "ratings", 9080, "", 20_000)),
                Duration.ofSeconds(30));
        List<WorkloadFile.Entry> entries = List.of(new WorkloadFile.Entry(workload, registration, true));

        file.write(entries);

        assertThat(file.read()).isEqualTo(entries);
    }

    @Test
    void aDamagedFileIsAnErrorAndNotAnEmptyHost() throws IOException {
        Files.writeString(folder.resolve("workloads"), "namespace=default name\n");

        assertThatThrownBy(() -> new WorkloadFile(folder).read()).hasMessageContaining("cannot be read");
    }

    @Test
    void variablesFollowKubernetesNames() {
        List<Registration.Outbound> outbound = List.of(
                new Registration.Outbound("default", "my-api", 80, "http", 20_001),
                new Registration.Outbound("default", "my-api", 81, "admin", 20_002),
                new Registration.Outbound("other", "hidden", 80, "", 20_003));

        assertThat(ServiceVariables.of("default", "127.64.0.9", outbound))
                .containsOnly(
                        Map.entry("MY_API_SERVICE_HOST", "127.64.0.9"),
                        Map.entry("MY_API_SERVICE_PORT", "20001"),
                        Map.entry("MY_API_SERVICE_PORT_HTTP", "20001"),
                        Map.entry("MY_API_SERVICE_PORT_ADMIN", "20002"));
    }
}
