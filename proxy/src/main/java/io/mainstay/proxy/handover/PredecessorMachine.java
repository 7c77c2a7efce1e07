// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.proxy.handover.HandoverMessage.Hello;
import io.mainstay.proxy.handover.HandoverMessage.Offer;
import io.mainstay.proxy.handover.HandoverMessage.Ready;
import io.mainstay.proxy.handover.HandoverMessage.Refused;
import io.mainstay.proxy.handover.HandoverMessage.Released;
import io.mainstay.proxy.handover.HandoverMessage.Take;
import java.util.ArrayList;
import java.util.List;

/**
 * The old process's side. One successor at a time; whatever goes wrong before it is ready leaves everything as it was. Pure: no clock, channel or
 * descriptor.
 *
 * @param ownUid the user this process runs as; nobody else is given anything
 * @param generation of this process
 */
record PredecessorMachine(int ownUid, int generation) {
    /** Descriptors that may be asked for at once. */
    static final int WINDOW = 32;

    private static final long NOBODY = -1;

    /** How far it has come. */
    sealed interface State {
        /** Nobody asks. */
        record Serving() implements State {}

        /** Somebody is there. */
        record Greeting(long peer) implements State {}

        /** Said hello; what there is is being listed. */
        record Listing(long peer) implements State {}

        /** The offer is made. */
        record Passing(long peer, int offered, int passed) implements State {}

        /** Has everything, is not ready yet. */
        record Watching(long peer) implements State {}

        /** Is ready; this process stops accepting. */
        record Releasing(long peer) implements State {}

        /** Accepts nothing any more. */
        record Over() implements State {}
    }

    /** What happens. A peer is a connection, by number. */
    sealed interface Event {
        record Connected(long peer, int uid) implements Event {}

        record Said(long peer, HandoverMessage message) implements Event {}

        record Unreadable(long peer, String reason) implements Event {}

        record Lost(long peer) implements Event {}

        record Expired(long peer) implements Event {}

        /** What there is has been listed. */
        record Listed(List<SocketName> sockets) implements Event {
            public Listed {
                sockets = List.copyOf(sockets);
            }
        }

        /** Accepting has stopped. */
        record Stopped() implements Event {}
    }

    /** How long something may take. */
    enum Patience {
        /** An answer. */
        EXCHANGE,
        /** The successor's configuration. */
        WARMING
    }

    /** What to do. */
    sealed interface Effect {
        record Say(long peer, HandoverMessage message) implements Effect {}

        record Close(long peer) implements Effect {}

        record Arm(long peer, Patience patience) implements Effect {}

        record Disarm(long peer) implements Effect {}

        /** Lists what there is, which is not to change until it is settled. */
        record ListSockets() implements Effect {}

        record Pass(long peer, int first, int count) implements Effect {}

        /** What there is may change again. */
        record Settled() implements Effect {}

        /** Stops accepting; at the admin address too, if so said. */
        record Stop(boolean admin) implements Effect {}

        /** This process is replaced. */
        record Retire() implements Effect {}
    }

    /** What to become and what to do. */
    record Step(State next, List<Effect> effects) {
        public Step {
            effects = List.copyOf(effects);
        }

        static Step to(State next, Effect... effects) {
            return new Step(next, List.of(effects));
        }
    }

    Step on(State state, Event event) {
        return switch (event) {
            case Event.Connected(long peer, int uid) -> connected(state, peer, uid);
            case Event.Said(long peer, HandoverMessage message) ->
                peer == peer(state) ? said(state, peer, message) : Step.to(state);
            case Event.Unreadable(long peer, String reason) ->
                peer == peer(state) ? giveUp(state, peer, reason) : Step.to(state);
            case Event.Expired(long peer) ->
                peer == peer(state) ? giveUp(state, peer, "it took too long") : Step.to(state);
            case Event.Lost(long peer) -> peer == peer(state) ? lost(state) : Step.to(state);
            case Event.Listed(List<SocketName> sockets) -> listed(state, sockets);
            case Event.Stopped() -> stopped(state);
        };
    }

    private Step connected(State state, long peer, int uid) {
        if (uid != ownUid) {
            return refuse(state, peer, "user " + uid + " is not the one this process runs as");
        }
        if (state instanceof State.Serving) {
            return Step.to(new State.Greeting(peer), new Effect.Arm(peer, Patience.EXCHANGE));
        }
        return refuse(
                state,
                peer,
                state instanceof State.Over || state instanceof State.Releasing
                        ? "this process is replaced already"
                        : "another process is about to take over");
    }

    private static Step refuse(State state, long peer, String reason) {
        return Step.to(state, new Effect.Say(peer, new Refused(reason)), new Effect.Close(peer));
    }

    private Step said(State state, long peer, HandoverMessage message) {
        return switch (message) {
            case Hello _
            when state instanceof State.Greeting -> Step.to(new State.Listing(peer), new Effect.ListSockets());
            case Take take when state instanceof State.Passing passing -> pass(passing, take);
            case Ready(boolean admin)
            when state instanceof State.Watching ->
                Step.to(new State.Releasing(peer), new Effect.Disarm(peer), new Effect.Stop(admin));
            case Refused _ -> giveUp(state, peer, "as you wish");
            case Hello _, Offer _, Take _, Ready _, Released _ ->
                giveUp(state, peer, "unexpected " + message.getClass().getSimpleName());
        };
    }

    private static Step pass(State.Passing passing, Take take) {
        long peer = passing.peer();
        int left = passing.offered() - passing.passed();
        if (take.first() != passing.passed() || take.count() < 1 || take.count() > Math.min(WINDOW, left)) {
            return giveUp(passing, peer, "there is no socket to pass that was asked for");
        }
        Effect pass = new Effect.Pass(peer, take.first(), take.count());
        if (take.count() == left) {
            return Step.to(
                    new State.Watching(peer), pass, new Effect.Arm(peer, Patience.WARMING), new Effect.Settled());
        }
        return Step.to(
                new State.Passing(peer, passing.offered(), passing.passed() + take.count()),
                pass,
                new Effect.Arm(peer, Patience.EXCHANGE));
    }

    private Step listed(State state, List<SocketName> sockets) {
        if (!(state instanceof State.Listing(long peer))) {
            return Step.to(state, new Effect.Settled());
        }
        return Step.to(
                new State.Passing(peer, sockets.size(), 0),
                new Effect.Say(peer, new Offer(generation, sockets)),
                new Effect.Arm(peer, Patience.EXCHANGE));
    }

    private static Step stopped(State state) {
        if (state instanceof State.Releasing(long peer)) {
            return Step.to(
                    new State.Over(),
                    new Effect.Say(peer, new Released()),
                    new Effect.Close(peer),
                    new Effect.Retire());
        }
        return Step.to(state);
    }

    private static Step giveUp(State state, long peer, String reason) {
        Step lost = lost(state);
        List<Effect> effects = new ArrayList<>(lost.effects());
        effects.add(new Effect.Say(peer, new Refused(reason)));
        effects.add(new Effect.Close(peer));
        return new Step(lost.next(), effects);
    }

    /** As if it had never come; but who is told to stop accepting has stopped. */
    private static Step lost(State state) {
        return switch (state) {
            case State.Serving _, State.Releasing _, State.Over _ -> Step.to(state);
            case State.Greeting(long peer) -> Step.to(new State.Serving(), new Effect.Disarm(peer));
            case State.Listing(long peer) -> Step.to(new State.Serving(), new Effect.Disarm(peer));
            case State.Passing(long peer, int _, int _) ->
                Step.to(new State.Serving(), new Effect.Disarm(peer), new Effect.Settled());
            case State.Watching(long peer) -> Step.to(new State.Serving(), new Effect.Disarm(peer));
        };
    }

    private static long peer(State state) {
        return switch (state) {
            case State.Serving _, State.Over _ -> NOBODY;
            case State.Greeting(long peer) -> peer;
            case State.Listing(long peer) -> peer;
            case State.Passing(long peer, int _, int _) -> peer;
            case State.Watching(long peer) -> peer;
            case State.Releasing(long peer) -> peer;
        };
    }
}
