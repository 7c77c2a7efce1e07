// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;

/** Random behaviour of the backend. */
final class Steps {
    private final Dice dice;

    Steps(Dice dice) {
        this.dice = dice;
    }

    List<Step> steps(boolean slow) {
        if (slow) {
            return dice.chance(0.5) ? List.of(new Step.Silence()) : List.of(new Step.Silence(), reply(200));
        }
        if (dice.chance(0.65)) {
            return List.of(reply(status()));
        }
        List<Step> steps = new ArrayList<>();
        for (int count = 1 + dice.below(3); count > 0; count--) {
            steps.add(
                    switch (dice.below(8)) {
                        case 0 -> new Step.Abort();
                        case 1 -> dice.chance(0.3) ? new Step.Break() : new Step.Abort();
                        case 2 -> reply(dice.pick(409, 418, 404));
                        default -> reply(dice.pick(503, 500, 502, 504));
                    });
        }
        steps.add(reply(200));
        return steps;
    }

    private int status() {
        return dice.chance(0.7) ? 200 : dice.pick(201, 204, 304, 404, 500, 302, 206, 599, 418);
    }

    private Step.Reply reply(int status) {
        List<Field> fields = new ArrayList<>();
        for (String name : dice.some(Words.ANSWERED, 3)) {
            fields.add(Field.of(name, dice.pick("back", "v1", "a, b", "10")));
        }
        if (dice.chance(0.1)) {
            fields.add(Field.of("set-cookie", "a=1"));
            fields.add(Field.of("set-cookie", "b=2"));
        }
        if (dice.chance(0.05)) {
            fields.add(Field.of("date", "Mon, 01 Jan 2024 00:00:00 GMT"));
        }
        if (dice.chance(0.05)) {
            fields.add(Field.of("grpc-status", dice.pick("0", "14", "1")));
        }
        if (dice.chance(0.05)) {
            fields.add(Field.of("x-envoy-upstream-service-time", "77"));
        }
        return new Step.Reply(status, Repeats.in(fields, Words.VALUES), status == 204 ? Body.none() : body());
    }

    private Body body() {
        return switch (dice.below(4)) {
            case 0 -> Body.none();
            case 1 -> new Body.Length(dice.pick("", "answer", "x".repeat(70_000)));
            case 2 -> new Body.Length("answer");
            default ->
                new Body.Chunks(
                        dice.chance(0.2) ? List.of() : List.of("one", "two"),
                        dice.chance(0.4) ? List.of(Field.of("x-sum", "7")) : List.of());
        };
    }
}
