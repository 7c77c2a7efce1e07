// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.peerauthentication;

import io.mainstay.controlplane.state.MtlsMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a PeerAuthentication says.
 *
 * @param labels empty: all workloads of the namespace, or of the mesh
 * @param mode   empty: as the wider policy has it
 */
public record PeerAuthenticationSpec(Map<String, String> labels, Optional<MtlsMode> mode) {
    public PeerAuthenticationSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Objects.requireNonNull(mode);
    }
}
