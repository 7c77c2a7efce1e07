// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.Objects;

/**
 * One resource as it travels.
 *
 * @param name    unique within its type and snapshot
 * @param version opaque; two resources of one name and type with the same version are the same
 * @param body    carries the type URL
 */
public record XdsResource(String name, String version, Any body) {
    public XdsResource {
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        Objects.requireNonNull(body);
    }

    /** A resource whose version is a digest of its bytes, so that it survives restarts of the server. */
    public static XdsResource of(String name, Any body) {
        return new XdsResource(name, Versions.of(body.getValue()), body);
    }

    /** As {@link #of(String, Any)}, without touching protobuf descriptors. */
    public static XdsResource of(String name, String typeUrl, Message message) {
        ByteString bytes = message.toByteString();
        return new XdsResource(
                name,
                Versions.of(bytes),
                Any.newBuilder().setTypeUrl(typeUrl).setValue(bytes).build());
    }
}
