// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import java.util.ArrayList;
import java.util.List;

/** Random header edits. */
final class Edits {
    private static final List<String> OF_REQUEST = List.of(
            "%REQ(x-one)%",
            "%REQ(X-Two)%",
            "%REQ(x-many)%",
            "%REQ(x-absent?x-one)%",
            "%REQ(:path)%",
            "%REQ(:method)%",
            "%REQ(x-one):2%",
            "%PROTOCOL%",
            "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
            "%DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%",
            "%ROUTE_NAME%",
            "%UPSTREAM_CLUSTER%",
            "%REQ(:authority)%",
            "100%%",
            "a-%REQ(x-one)%-b",
            "%REQUESTED_SERVER_NAME%");
    private static final List<String> OF_RESPONSE = List.of(
            "%RESP(x-back)%",
            "%RESPONSE_CODE%",
            "%RESPONSE_FLAGS%",
            "%RESPONSE_CODE_DETAILS%",
            "%RESP(x-absent?x-back)%",
            "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
            "%RESP(:status)%",
            "%UPSTREAM_HOST%");
    private static final List<HeaderAppendAction> ACTIONS = List.of(
            HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD,
            HeaderAppendAction.ADD_IF_ABSENT,
            HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
            HeaderAppendAction.OVERWRITE_IF_EXISTS);

    private final Dice dice;

    Edits(Dice dice) {
        this.dice = dice;
    }

    List<HeaderValueOption> requestAdditions() {
        return additions(Words.EDITED, OF_REQUEST);
    }

    List<HeaderValueOption> responseAdditions() {
        List<String> values = new ArrayList<>(OF_RESPONSE);
        values.addAll(OF_REQUEST);
        return additions(Words.ANSWERED, values);
    }

    List<String> requestRemovals() {
        return dice.chance(0.15) ? dice.some(List.of("x-one", "X-Two", "user-agent", "accept", "x-new"), 2) : List.of();
    }

    List<String> responseRemovals() {
        return dice.chance(0.15) ? dice.some(List.of("x-back", "content-type", "Server", "x-added"), 2) : List.of();
    }

    private List<HeaderValueOption> additions(List<String> names, List<String> commands) {
        List<HeaderValueOption> options = new ArrayList<>();
        for (int count = dice.chance(0.3) ? 1 + dice.below(2) : 0; count > 0; count--) {
            String value = dice.chance(0.5) ? dice.pick(commands) : dice.pick("new", "v1", "a, b", "");
            options.add(HeaderValueOption.newBuilder()
                    .setHeader(HeaderValue.newBuilder().setKey(dice.pick(names)).setValue(value))
                    .setAppendAction(dice.pick(ACTIONS))
                    .setKeepEmptyValue(dice.chance(0.3))
                    .build());
        }
        return options;
    }
}
