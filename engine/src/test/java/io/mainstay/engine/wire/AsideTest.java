// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.core.Value.Array;
import io.mainstay.engine.core.Value.Bool;
import io.mainstay.engine.core.Value.Null;
import io.mainstay.engine.core.Value.Numeric;
import io.mainstay.engine.core.Value.Text;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Protobuf's own builders write; what is read back from the bytes must be the same. */
class AsideTest {
    private static final Struct NESTED = Struct.newBuilder()
            .putFields("text", Value.newBuilder().setStringValue("t").build())
            .putFields("number", Value.newBuilder().setNumberValue(0.25).build())
            .putFields("flag", Value.newBuilder().setBoolValue(true).build())
            .putFields(
                    "nothing",
                    Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
            .putFields("unset", Value.getDefaultInstance())
            .putFields(
                    "list",
                    Value.newBuilder()
                            .setListValue(ListValue.newBuilder()
                                    .addValues(Value.newBuilder().setStringValue("a"))
                                    .addValues(Value.newBuilder()
                                            .setStructValue(Struct.newBuilder()
                                                    .putFields(
                                                            "deep",
                                                            Value.newBuilder()
                                                                    .setBoolValue(false)
                                                                    .build()))))
                            .build())
            .build();

    private static ClusterLoadAssignment assignment(Metadata metadata) {
        return ClusterLoadAssignment.newBuilder()
                .setClusterName("c")
                .addEndpoints(LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder()
                                        .setAddress(Address.newBuilder()
                                                .setSocketAddress(SocketAddress.newBuilder()
                                                        .setAddress("127.0.0.1")
                                                        .setPortValue(80))))
                                .setMetadata(metadata)))
                .build();
    }

    private static io.mainstay.engine.core.Metadata read(Metadata metadata) throws Exception {
        EndpointAssignment read =
                XdsResources.ENDPOINT.parse(assignment(metadata).toByteString(), Problems.none());
        return read.localities().getFirst().endpoints().getFirst().metadata();
    }

    @Test
    void structs_are_read_as_protobuf_wrote_them() throws Exception {
        var fields = read(Metadata.newBuilder().putFilterMetadata("m", NESTED).build())
                .namespace("m")
                .fields();

        assertThat(fields)
                .containsEntry("text", new Text("t"))
                .containsEntry("number", new Numeric(0.25))
                .containsEntry("flag", new Bool(true))
                .containsEntry("nothing", new Null())
                .containsEntry("unset", new Null())
                .hasSize(6);
        assertThat(((Array) Objects.requireNonNull(fields.get("list"))).values())
                .containsExactly(
                        new Text("a"), new io.mainstay.engine.core.Value.Struct(Map.of("deep", new Bool(false))));
    }

    @Test
    void a_field_with_the_number_of_a_moved_one_is_not_taken_for_it() {
        Metadata forged = Metadata.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                Aside.OFFSET + 1,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(Metadata.newBuilder()
                                                .putFilterMetadata("m", NESTED)
                                                .build()
                                                .toByteString()
                                                .substring(2))
                                        .build())
                        .build())
                .build();

        Parsed<EndpointAssignment> read =
                XdsResources.ENDPOINT.read(assignment(forged).toByteString(), UnknownFields.COUNT);

        assertThat(((Parsed.Accepted<EndpointAssignment>) read).inert()).hasSize(1);
        assertThat(read.orThrow().localities().getFirst().endpoints().getFirst().metadata())
                .isEqualTo(io.mainstay.engine.core.Metadata.EMPTY);
    }

    @Test
    void bytes_that_are_no_struct_are_malformed() {
        Metadata broken = Metadata.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[] {0x12, 0x02, 0x0a, 0x7f}))
                                        .build())
                        .build())
                .build();

        assertThat(XdsResources.ENDPOINT
                        .read(assignment(broken).toByteString(), UnknownFields.COUNT)
                        .problems())
                .extracting(ConfigProblem::code)
                .isEqualTo(List.of(ConfigProblem.Code.MALFORMED));
    }
}
