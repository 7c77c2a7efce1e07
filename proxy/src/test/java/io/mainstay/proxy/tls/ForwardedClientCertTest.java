// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.listener.ForwardingOptions;
import io.mainstay.engine.listener.ForwardingOptions.ForwardClientCert;
import io.mainstay.engine.listener.ForwardingOptions.StripPort;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardedClientCertTest {
    private static final String FRONT = "spiffe://td/ns/shop/sa/storefront";
    private static final String REVIEWS = "spiffe://td/ns/shop/sa/reviews";

    private final TlsPeer peer = new TlsPeer(new TestPki().issue(FRONT).chain().certificates(), true, List.of(REVIEWS));

    @Test
    void theElementIsEnvoys() throws Exception {
        String hash = HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(peer.leaf().getEncoded()));
        assertThat(value(ForwardClientCert.SANITIZE_SET, "spoofed", Optional.of(peer)))
                .isEqualTo("By=" + REVIEWS + ";Hash=" + hash + ";Subject=\"\";URI=" + FRONT);
    }

    @Test
    void whatTheClientClaimsIsKeptOnlyWhereThatIsAskedFor() {
        assertThat(value(ForwardClientCert.SANITIZE, "By=a", Optional.of(peer))).isEmpty();
        assertThat(value(ForwardClientCert.FORWARD_ONLY, "By=a", Optional.of(peer)))
                .isEqualTo("By=a");
        assertThat(value(ForwardClientCert.FORWARD_ONLY, "By=a", Optional.empty()))
                .isEmpty();
        assertThat(value(ForwardClientCert.ALWAYS_FORWARD_ONLY, "By=a", Optional.empty()))
                .isEqualTo("By=a");
        assertThat(value(ForwardClientCert.APPEND_FORWARD, "By=a", Optional.of(peer)))
                .startsWith("By=a,By=" + REVIEWS);
        assertThat(value(ForwardClientCert.APPEND_FORWARD, "", Optional.of(peer)))
                .startsWith("By=" + REVIEWS);
        assertThat(value(ForwardClientCert.SANITIZE_SET, "By=a", Optional.empty()))
                .isEmpty();
    }

    @Test
    void aPeerThatProvedNothingHasNoPrincipal() {
        assertThat(peer.principal()).contains(FRONT);
        assertThat(new TlsPeer(peer.chain(), false, List.of()).principal()).isEmpty();
    }

    private static String value(ForwardClientCert mode, String received, Optional<TlsPeer> peer) {
        ForwardingOptions options = new ForwardingOptions(
                false, 0, false, false, StripPort.NEVER, false, mode, true, false, false, true, true);
        return ForwardedClientCert.value(options, received, peer);
    }
}
