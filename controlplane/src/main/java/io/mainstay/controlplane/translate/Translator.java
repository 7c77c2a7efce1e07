// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.xds.XdsResource;

/**
 * Makes one kind of xDS resource. Output depends on the key alone.
 *
 * @param <K> everything the output may depend on; adding a field there is the only way to add an input
 */
@FunctionalInterface
interface Translator<K extends Record> {
    XdsResource translate(K key);
}
