// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Small resources whose bytes tell their version, so that it survives the state-of-the-world variant. */
public final class TestResources {
    private static final int VERSION_FIELD = 1000;

    private TestResources() {}

    /** A resource of any type. */
    public static XdsResource resource(String typeUrl, String name, String version) {
        ByteString head = typeUrl.equals(TypeUrls.CLUSTER)
                ? Cluster.newBuilder()
                        .setName(name)
                        .setEdsClusterConfig(Cluster.EdsClusterConfig.getDefaultInstance())
                        .build()
                        .toByteString()
                : field(1, name);
        return new XdsResource(
                name,
                version,
                Any.newBuilder()
                        .setTypeUrl(typeUrl)
                        .setValue(head.concat(field(VERSION_FIELD, version)))
                        .build());
    }

    /** The version with which {@link #resource} was called. */
    public static String versionIn(XdsResource resource) {
        try {
            var in = resource.body().getValue().newCodedInput();
            String version = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == VERSION_FIELD) {
                    version = in.readString();
                } else {
                    in.skipField(tag);
                }
            }
            return version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A snapshot of resources. */
    public static XdsSnapshot snapshot(String version, XdsResource... resources) {
        return XdsSnapshot.of(version, Arrays.asList(resources));
    }

    private static ByteString field(int number, String text) {
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        try {
            coded.writeString(number, text);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteString();
    }
}
