// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.mainstay.engine.core.Bytes;
import io.mainstay.proxy.state.StoredResource;
import io.mainstay.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Between resources as they came and as they are kept on disk. */
final class StoredResources {
    private StoredResources() {}

    static List<StoredResource> of(Map<Subscriber, List<XdsResource>> accepted, Function<Subscriber, String> originOf) {
        List<StoredResource> stored = new ArrayList<>();
        accepted.forEach((subscriber, resources) -> resources.forEach(resource -> stored.add(new StoredResource(
                originOf.apply(subscriber),
                resource.body().getTypeUrl(),
                resource.name(),
                resource.version(),
                Bytes.copyOf(resource.body().getValue().toByteArray())))));
        return stored;
    }

    static XdsResource resource(StoredResource stored) {
        return new XdsResource(
                stored.name(),
                stored.version(),
                Any.newBuilder()
                        .setTypeUrl(stored.typeUrl())
                        .setValue(ByteString.copyFrom(stored.body().toArray()))
                        .build());
    }
}
