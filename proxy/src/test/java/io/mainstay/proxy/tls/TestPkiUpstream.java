// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.CommonTls;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.TlsParameters;
import io.mainstay.engine.tls.UpstreamTls;
import java.util.List;
import java.util.Optional;

/** Clients that are less careful than the mesh's own. */
final class TestPkiUpstream {
    UpstreamTls trustingAnyone(SdsReference certificate) {
        return new UpstreamTls(
                new CommonTls(
                        TlsParameters.DEFAULT,
                        List.of(),
                        List.of(certificate),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                "",
                false,
                false,
                1);
    }

    UpstreamTls anonymous() {
        return new UpstreamTls(
                new CommonTls(
                        TlsParameters.DEFAULT, List.of(), List.of(), Optional.empty(), Optional.empty(), List.of()),
                "",
                false,
                false,
                1);
    }
}
