// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.grpc.ManagedChannel;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.model.ConfigProblem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes connections to discovery servers out of the bootstrap's clusters. */
public interface Channels {
    /** What stands against reaching a server through this cluster. */
    List<ConfigProblem> problems(ClusterConfig cluster);

    /**
     * A channel; the caller closes it. Called when every secret the cluster names is there; asks for them at each handshake, so that new
     * ones count.
     */
    ManagedChannel open(ClusterConfig cluster, Function<SdsReference, Optional<SecretConfig>> secrets);
}
