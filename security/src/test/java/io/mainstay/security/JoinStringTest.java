// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class JoinStringTest {
    private final EnrolmentToken token = EnrolmentToken.generate(new SecureRandom());
    private final Fingerprint root = new Fingerprint("0123456789abcdef".repeat(4));

    @Test
    void aJoinStringIsReadBackAsItWasRevealed() {
        JoinString join = new JoinString(token, root);
        assertThat(JoinString.parse(join.reveal())).contains(join);
    }

    @Test
    void theSecretIsNotInAnyTextForm() {
        assertThat(token.toString()).contains(token.id()).doesNotContain(token.secret());
        assertThat(new JoinString(token, root).toString()).doesNotContain(token.secret());
    }

    @Test
    void onlyTheRightSecretMatchesTheStoredHash() {
        String stored = token.secretHash();
        assertThat(stored).doesNotContain(token.secret());
        assertThat(token.matches(stored)).isTrue();
        EnrolmentToken other = new EnrolmentToken(
                token.id(), EnrolmentToken.generate(new SecureRandom()).secret());
        assertThat(other.matches(stored)).isFalse();
    }

    @Test
    void brokenStringsAreNotRead() {
        String good = new JoinString(token, root).reveal();
        for (String bad :
                new String[] {"", ":", token.reveal(), good + "0", good.toUpperCase(java.util.Locale.ROOT), "x" + good
                }) {
            assertThat(JoinString.parse(bad)).as(bad).isEmpty();
        }
    }
}
