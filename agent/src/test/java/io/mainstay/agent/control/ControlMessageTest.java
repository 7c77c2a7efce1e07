// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.agent.control.ControlMessage.Verb;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessageTest {
    @Test
    void whatIsSaidIsHeard() {
        ControlMessage message =
                new ControlMessage(Verb.ENROL, Map.of("name", "a b=c%\n", "label.x", "ü", "empty", ""));

        String line = message.line();

        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n");
        assertThat(ControlMessage.parse(line.substring(0, line.length() - 1))).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "enter", "ENROL x", "enrol =x", "enrol a=%zz", "../enrol"})
    void whatIsNoMessageIsNone(String line) {
        assertThat(ControlMessage.parse(line)).isEmpty();
    }
}
