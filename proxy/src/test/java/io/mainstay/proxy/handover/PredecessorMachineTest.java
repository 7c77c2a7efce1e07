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
import io.mainstay.proxy.handover.PredecessorMachine.Effect;
import io.mainstay.proxy.handover.PredecessorMachine.Event;
import io.mainstay.proxy.handover.PredecessorMachine.Patience;
import io.mainstay.proxy.handover.PredecessorMachine.State;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The old process, event by event. Peer 1 is the successor, peer 2 somebody else. */
class PredecessorMachineTest {
    private static final int UID = 1000;
    private static final PredecessorMachine MACHINE = new PredecessorMachine(UID, 4);

    private static final State SERVING = new State.Serving();
    private static final State GREETING = new State.Greeting(1);
    private static final State LISTING = new State.Listing(1);
    private static final State PASSING = new State.Passing(1, 40, 0);
    private static final State LAST = new State.Passing(1, 40, 32);
    private static final State WATCHING = new State.Watching(1);
    private static final State RELEASING = new State.Releasing(1);
    private static final State OVER = new State.Over();
    private static final Effect DISARM = new Effect.Disarm(1);
    private static final Effect SETTLED = new Effect.Settled();

    private static List<SocketName> sockets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SocketName(SocketName.Kind.LISTENER, "in", new Address.Socket("127.0.0.1", 80), i))
                .toList();
    }

    private static Effect[] refusal(String reason) {
        return new Effect[] {new Effect.Say(1, new Refused(reason)), new Effect.Close(1)};
    }

    private static Effect[] after(Effect first, Effect... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(Effect[]::new);
    }

    private static Arguments row(State state, Event event, State next, Effect... effects) {
        return Arguments.of(state, event, next, List.of(effects));
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row(SERVING, new Event.Connected(1, UID), GREETING, new Effect.Arm(1, Patience.EXCHANGE)),
                row(SERVING, new Event.Connected(1, 0), SERVING, refusal("user 0 is not the one this process runs as")),
                row(GREETING, new Event.Said(1, new Hello(7)), LISTING, new Effect.ListSockets()),
                row(
                        LISTING,
                        new Event.Listed(sockets(40)),
                        PASSING,
                        new Effect.Say(1, new Offer(4, sockets(40))),
                        new Effect.Arm(1, Patience.EXCHANGE)),
                row(
                        PASSING,
                        new Event.Said(1, new Take(0, 32)),
                        LAST,
                        new Effect.Pass(1, 0, 32),
                        new Effect.Arm(1, Patience.EXCHANGE)),
                row(
                        LAST,
                        new Event.Said(1, new Take(32, 8)),
                        WATCHING,
                        new Effect.Pass(1, 32, 8),
                        new Effect.Arm(1, Patience.WARMING),
                        SETTLED),
                row(WATCHING, new Event.Said(1, new Ready(true)), RELEASING, DISARM, new Effect.Stop(true)),
                row(
                        RELEASING,
                        new Event.Stopped(),
                        OVER,
                        new Effect.Say(1, new Released()),
                        new Effect.Close(1),
                        new Effect.Retire()));
    }

    static Stream<Arguments> goes_wrong() {
        return Stream.of(
                // A successor that dies, hangs or talks nonsense changes nothing.
                row(GREETING, new Event.Lost(1), SERVING, DISARM),
                row(LISTING, new Event.Lost(1), SERVING, DISARM),
                row(SERVING, new Event.Listed(sockets(1)), SERVING, SETTLED),
                row(PASSING, new Event.Lost(1), SERVING, DISARM, SETTLED),
                row(WATCHING, new Event.Lost(1), SERVING, DISARM),
                row(WATCHING, new Event.Expired(1), SERVING, after(DISARM, refusal("it took too long"))),
                row(GREETING, new Event.Unreadable(1, "version 2"), SERVING, after(DISARM, refusal("version 2"))),
                row(GREETING, new Event.Said(1, new Ready(true)), SERVING, after(DISARM, refusal("unexpected Ready"))),
                row(
                        PASSING,
                        new Event.Said(1, new Take(0, 33)),
                        SERVING,
                        after(DISARM, after(SETTLED, refusal("there is no socket to pass that was asked for")))),
                row(
                        LAST,
                        new Event.Said(1, new Take(0, 8)),
                        SERVING,
                        after(DISARM, after(SETTLED, refusal("there is no socket to pass that was asked for")))),
                row(
                        LAST,
                        new Event.Said(1, new Take(32, 9)),
                        SERVING,
                        after(DISARM, after(SETTLED, refusal("there is no socket to pass that was asked for")))),
                // Once accepting has stopped there is no way back, whatever becomes of the successor: it has the
                // sockets.
                row(RELEASING, new Event.Lost(1), RELEASING),
                row(OVER, new Event.Lost(1), OVER),
                // Others are refused and their words ignored.
                row(
                        WATCHING,
                        new Event.Connected(2, UID),
                        WATCHING,
                        new Effect.Say(2, new Refused("another process is about to take over")),
                        new Effect.Close(2)),
                row(
                        OVER,
                        new Event.Connected(2, UID),
                        OVER,
                        new Effect.Say(2, new Refused("this process is replaced already")),
                        new Effect.Close(2)),
                row(WATCHING, new Event.Said(2, new Ready(true)), WATCHING),
                row(WATCHING, new Event.Lost(2), WATCHING),
                row(WATCHING, new Event.Expired(2), WATCHING));
    }

    @ParameterizedTest
    @MethodSource({"table", "goes_wrong"})
    void each_event_has_its_step(State state, Event event, State next, List<Effect> effects) {
        PredecessorMachine.Step step = MACHINE.on(state, event);

        assertThat(step.next()).isEqualTo(next);
        assertThat(step.effects()).isEqualTo(effects);
    }

    @Test
    void accepting_stops_only_for_a_successor_that_has_everything_and_is_ready() {
        List<State> others = List.of(
                new State.Serving(),
                new State.Greeting(1),
                new State.Listing(1),
                new State.Passing(1, 3, 1),
                new State.Releasing(1),
                new State.Over());
        for (State state : others) {
            assertThat(MACHINE.on(state, new Event.Said(1, new Ready(false))).effects())
                    .noneMatch(Effect.Stop.class::isInstance);
        }
    }
}
