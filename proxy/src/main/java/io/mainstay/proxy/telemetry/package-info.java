// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a proxy tells about its traffic: Istio's request and TCP metrics, Envoy's counters, the access log. Loops write into cells of their
 * own and never wait; readers sum the cells. Reached by the data path only through the observer interfaces of {@code proxy.filter}.
 */
@NullMarked
package io.mainstay.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
