// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code /config_dump}: resources as they were received, in protobuf's JSON form, without secrets. The only place of the admin endpoint that
 * knows protobuf, because its contract is Envoy's protobuf JSON. Not loaded before the page is asked for.
 */
@NullMarked
package io.mainstay.proxy.admin.dump;

import org.jspecify.annotations.NullMarked;
