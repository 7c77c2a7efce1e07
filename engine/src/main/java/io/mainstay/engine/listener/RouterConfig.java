// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

/**
 * The router filter ({@code extensions.filters.http.router.v3.Router}).
 *
 * @param suppressEnvoyHeaders {@code suppress_envoy_headers}: add no {@code x-envoy-*} header
 */
public record RouterConfig(boolean suppressEnvoyHeaders) {}
