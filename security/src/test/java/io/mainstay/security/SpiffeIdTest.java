// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://cluster.local",
                "spiffe://cluster.local/ns/default/sa/reviews",
                "spiffe://td_1/Path-With.Dots_and/UPPER",
                "spiffe://10.0.0.1/x",
            })
    void whatTheSpecificationAllowsParsesAndPrintsAsItWas(String uri) {
        assertThat(SpiffeId.parse(uri).orElseThrow()).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe:",
                "spiffe://",
                "spiffe:///ns/a/sa/b",
                "SPIFFE://td/a",
                "http://td/a",
                "spiffe://Td/a",
                "spiffe://td/",
                "spiffe://td//a",
                "spiffe://td/a/",
                "spiffe://td/a/./b",
                "spiffe://td/../b",
                "spiffe://td/a?b=c",
                "spiffe://td/a#b",
                "spiffe://td/a%20b",
                "spiffe://td/ä",
                "spiffe://user@td/a",
                "spiffe://td:8080/a",
                "spiffe://td/a b",
                " spiffe://td/a",
                "spiffe://td\u0000/a",
            })
    void whatItForbidsDoesNotParse(String uri) {
        assertThat(SpiffeId.parse(uri)).isEmpty();
    }

    @Test
    void lengthsAreLimited() {
        String domain = "d".repeat(255);
        assertThat(SpiffeId.parse("spiffe://" + domain)).isPresent();
        assertThat(SpiffeId.parse("spiffe://" + domain + "d")).isEmpty();
        String longest = "spiffe://td/" + "p".repeat(2048 - 12);
        assertThat(SpiffeId.parse(longest)).isPresent();
        assertThat(SpiffeId.parse(longest + "p")).isEmpty();
        assertThatThrownBy(() -> new SpiffeId("td", "/" + "p".repeat(2048)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRoleIsReadFromThePath() {
        assertThat(SpiffeId.of("spiffe://td/ns/shop/sa/reviews").role())
                .isEqualTo(new SpiffeId.Role.Workload("shop", "reviews"));
        assertThat(SpiffeId.of("spiffe://td/node/host-1").role()).isEqualTo(new SpiffeId.Role.Node("host-1"));
        assertThat(SpiffeId.controlPlane("td").role()).isEqualTo(new SpiffeId.Role.ControlPlane());
        for (String other : new String[] {
            "spiffe://td", "spiffe://td/node", "spiffe://td/node/a/b", "spiffe://td/ns/a/sa", "spiffe://td/ns/a/sa/b/c"
        }) {
            assertThat(SpiffeId.of(other).role()).as(other).isEqualTo(new SpiffeId.Role.Other());
        }
    }

    @Test
    void aNameWithASlashCannotForgeAnotherRole() {
        assertThatThrownBy(() -> SpiffeId.workload("td", "a/sa/admin", "b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SpiffeId.node("td", "a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SpiffeId.node("td", "..")).isInstanceOf(IllegalArgumentException.class);
    }
}
