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
        State serving = new State.Serving();
        State greeting = new State.Greeting(1);
        State listing = new State.Listing(1);
        State passing = new State.Passing(1, 40, 0);
        State last = new State.Passing(1, 40, 32);
        State watching = new State.Watching(1);
        State releasing = new State.Releasing(1);
        State over = new State.Over();
        Effect disarm = new Effect.Disarm(1);
        Effect settled = new Effect.Settled();
        return Stream.of(
                row(serving, new Event.Connected(1, UID), greeting, new Effect.Arm(1, Patience.EXCHANGE)),
                row(serving, new Event.Connected(1, 0), serving, refusal("user 0 is not the one this process runs as")),
                row(greeting, new Event.Said(1, new Hello(7)), listing, new Effect.ListSockets()),
                row(
                        listing,
                        new Event.Listed(sockets(40)),
                        passing,
                        new Effect.Say(1, new Offer(4, sockets(40))),
                        new Effect.Arm(1, Patience.EXCHANGE)),
                row(
                        passing,
                        new Event.Said(1, new Take(0, 32)),
                        last,
                        new Effect.Pass(1, 0, 32),
                        new Effect.Arm(1, Patience.EXCHANGE)),
                row(
                        last,
                        new Event.Said(1, new Take(32, 8)),
                        watching,
                        new Effect.Pass(1, 32, 8),
                        new Effect.Arm(1, Patience.WARMING),
                        settled),
                row(watching, new Event.Said(1, new Ready(true)), releasing, disarm, new Effect.Stop(true)),
                row(
                        releasing,
                        new Event.Stopped(),
                        over,
                        new Effect.Say(1, new Released()),
                        new Effect.Close(1),
                        new Effect.Retire()),
                // A successor that dies, hangs or talks nonsense changes nothing.
                row(greeting, new Event.Lost(1), serving, disarm),
                row(listing, new Event.Lost(1), serving, disarm),
                row(serving, new Event.Listed(sockets(1)), serving, settled),
                row(passing, new Event.Lost(1), serving, disarm, settled),
                row(watching, new Event.Lost(1), serving, disarm),
                row(watching, new Event.Expired(1), serving, after(disarm, refusal("it took too long"))),
                row(greeting, new Event.Unreadable(1, "version 2"), serving, after(disarm, refusal("version 2"))),
                row(greeting, new Event.Said(1, new Ready(true)), serving, after(disarm, refusal("unexpected Ready"))),
                row(
                        passing,
                        new Event.Said(1, new Take(0, 33)),
                        serving,
                        after(disarm, after(settled, refusal("there is no socket to pass that was asked for")))),
                row(
                        last,
                        new Event.Said(1, new Take(0, 8)),
                        serving,
                        after(disarm, after(settled, refusal("there is no socket to pass that was asked for")))),
                row(
                        last,
                        new Event.Said(1, new Take(32, 9)),
                        serving,
                        after(disarm, after(settled, refusal("there is no socket to pass that was asked for")))),
                // Once accepting has stopped there is no way back, whatever becomes of the successor: it has the
                // sockets.
                row(releasing, new Event.Lost(1), releasing),
                row(over, new Event.Lost(1), over),
                // Others are refused and their words ignored.
                row(
                        watching,
                        new Event.Connected(2, UID),
                        watching,
                        new Effect.Say(2, new Refused("another process is about to take over")),
                        new Effect.Close(2)),
                row(
                        over,
                        new Event.Connected(2, UID),
                        over,
                        new Effect.Say(2, new Refused("this process is replaced already")),
                        new Effect.Close(2)),
                row(watching, new Event.Said(2, new Ready(true)), watching),
                row(watching, new Event.Lost(2), watching),
                row(watching, new Event.Expired(2), watching));
    }

    @ParameterizedTest
    @MethodSource("table")
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
