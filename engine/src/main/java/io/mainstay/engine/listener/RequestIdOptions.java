// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

/**
 * {@code x-request-id}.
 *
 * @param generate         {@code generate_request_id}: make one when absent; default true
 * @param preserveExternal {@code preserve_external_request_id}: keep what an edge request brought
 * @param inResponse       {@code always_set_request_id_in_response}
 */
public record RequestIdOptions(boolean generate, boolean preserveExternal, boolean inResponse) {
    /** Envoy's. */
    public static final RequestIdOptions DEFAULT = new RequestIdOptions(true, false, false);
}
