// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class NameTextTest {
    /** As {@code openssl x509 -subject -nameopt RFC2253} prints this name, which is what Envoy asks of its library too. */
    @Test
    void whatIsNoPrintableAsciiIsEscaped() {
        X500Principal name = new X500Principal("CN=a,O=Gr\u00fc\u010d\\0AX\\, \\\"q\\\"\\\\z");

        assertThat(NameText.of(name)).isEqualTo("CN=a,O=Gr\\C3\\BC\\C4\\8D\\0AX\\, \\\"q\\\"\\\\z");
    }
}
