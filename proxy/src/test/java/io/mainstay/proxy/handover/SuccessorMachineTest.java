// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.handover.HandoverMessage.Hello;
import io.mainstay.proxy.handover.HandoverMessage.Offer;
import io.mainstay.proxy.handover.HandoverMessage.Ready;
import io.mainstay.proxy.handover.HandoverMessage.Refused;
import io.mainstay.proxy.handover.HandoverMessage.Released;
import io.mainstay.proxy.handover.HandoverMessage.Take;
import io.mainstay.proxy.handover.SuccessorMachine.Effect;
import io.mainstay.proxy.handover.SuccessorMachine.Event;
import io.mainstay.proxy.handover.SuccessorMachine.State;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The new process, event by event. */
class SuccessorMachineTest {
    private static final SuccessorMachine MACHINE = new SuccessorMachine(1000, 7);

    private static Offer offer(int count) {
        return new Offer(
                4,
                IntStream.range(0, count)
                        .mapToObj(i ->
                                new SocketName(SocketName.Kind.LISTENER, "in", new Address.Socket("127.0.0.1", 80), i))
                        .toList());
    }

    private static Arguments row(State state, Event event, State next, Effect... effects) {
        return Arguments.of(state, event, next, List.of(effects));
    }

    private static Arguments failing(State state, Event event, String reason) {
        return row(
                state,
                event,
                new State.Failed(reason),
                new Effect.Disarm(),
                new Effect.Close(),
                new Effect.Fail(reason));
    }

    static Stream<Arguments> table() {
        State asking = new State.Asking();
        State holding = new State.Holding();
        State announced = new State.Announced();
        State over = new State.Over();
        State taking = new State.Taking(offer(33), 32, 31);
        Effect arm = new Effect.Arm();
        Effect disarm = new Effect.Disarm();
        Effect close = new Effect.Close();
        return Stream.of(
                row(new State.Connecting(), new Event.Connected(1000), asking, new Effect.Say(new Hello(7)), arm),
                failing(new State.Connecting(), new Event.Connected(0), "it runs as user 0 (expected: 1000)"),
                row(
                        asking,
                        new Event.Said(offer(33)),
                        new State.Taking(offer(33), 32, 0),
                        new Effect.Expect(new Take(0, 32)),
                        arm),
                row(
                        taking,
                        new Event.Received(),
                        new State.Taking(offer(33), 33, 32),
                        new Effect.Expect(new Take(32, 1)),
                        arm),
                row(
                        new State.Taking(offer(33), 33, 32),
                        new Event.Received(),
                        holding,
                        disarm,
                        new Effect.Listen(),
                        new Effect.Complete(offer(33))),
                row(
                        asking,
                        new Event.Said(offer(0)),
                        holding,
                        disarm,
                        new Effect.Listen(),
                        new Effect.Complete(offer(0))),
                row(holding, new Event.Serves(true), announced, new Effect.Say(new Ready(true)), arm),
                row(announced, new Event.Said(new Released()), over, disarm, close, new Effect.Free("")),
                // Before everything is here a broken connection means that nothing comes of it.
                failing(asking, new Event.Lost(), "it went away"),
                failing(taking, new Event.Lost(), "it went away"),
                failing(asking, new Event.Expired(), "it does not answer"),
                failing(asking, new Event.Said(new Refused("busy")), "it says: busy"),
                failing(asking, new Event.Unreadable("version 2"), "version 2"),
                failing(asking, new Event.Said(new Released()), "unexpected Released"),
                // Afterwards this process can go on alone, but not against the other's will.
                row(holding, new Event.Lost(), new State.Alone("it went away"), disarm, close),
                row(new State.Alone("it went away"), new Event.Serves(false), over, new Effect.Free("it went away")),
                row(announced, new Event.Lost(), over, disarm, close, new Effect.Free("it went away")),
                row(announced, new Event.Expired(), over, disarm, close, new Effect.Free("it does not answer")),
                failing(holding, new Event.Said(new Refused("it took too long")), "it says: it took too long"),
                row(
                        new State.Failed("it says: no"),
                        new Event.Serves(true),
                        new State.Failed("it says: no"),
                        new Effect.Fail("it says: no")),
                row(new State.Failed("no"), new Event.Lost(), new State.Failed("no")),
                row(over, new Event.Lost(), over),
                row(over, new Event.Expired(), over));
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_event_has_its_step(State state, Event event, State next, List<Effect> effects) {
        SuccessorMachine.Step step = MACHINE.on(state, event);

        assertThat(step.next()).isEqualTo(next);
        assertThat(step.effects()).isEqualTo(effects);
    }
}
