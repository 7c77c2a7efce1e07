// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.util.List;
import java.util.Objects;

/** {@code cluster_specifier}. */
public sealed interface ClusterSpecifier {
    record Named(String cluster) implements ClusterSpecifier {
        public Named {
            Objects.requireNonNull(cluster);
        }
    }

    /** {@code cluster_header}: a request header holds the name. */
    record Header(String lowerCaseName) implements ClusterSpecifier {
        public Header {
            Objects.requireNonNull(lowerCaseName);
        }
    }

    /**
     * {@code weighted_clusters}.
     *
     * @param clusters with a total weight of 1..2^32-1; those of weight 0 get nothing
     */
    record Weighted(List<WeightedCluster> clusters) implements ClusterSpecifier {
        public Weighted {
            clusters = List.copyOf(clusters);
        }

        public long totalWeight() {
            return clusters.stream().mapToLong(WeightedCluster::weight).sum();
        }
    }
}
