// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import io.mainstay.engine.endpoint.HostHealth;
import java.util.Objects;

/**
 * What the balancer knows of a host.
 *
 * @param priority 0 first
 * @param locality index of its locality: hosts of one priority with the same number are chosen from together
 * @param localityWeight share of that locality; 0 gets nothing when localities are weighted
 * @param weight   share in its locality, at least 1
 */
public record Host(int priority, int locality, int localityWeight, int weight, HostHealth health) {
    public Host {
        Objects.requireNonNull(health);
        if (priority < 0 || weight < 1 || localityWeight < 0) {
            throw new IllegalArgumentException("priority " + priority + ", weight " + weight);
        }
    }
}
