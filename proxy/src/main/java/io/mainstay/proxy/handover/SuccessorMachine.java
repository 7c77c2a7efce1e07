// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.proxy.handover.HandoverMessage.Hello;
import io.mainstay.proxy.handover.HandoverMessage.Offer;
import io.mainstay.proxy.handover.HandoverMessage.Ready;
import io.mainstay.proxy.handover.HandoverMessage.Refused;
import io.mainstay.proxy.handover.HandoverMessage.Released;
import io.mainstay.proxy.handover.HandoverMessage.Take;
import java.util.List;

/**
 * The new process's side. It may die at any moment before it says that it is ready; once it has every descriptor it can also go on when the old one has died.
 * Pure: no clock, channel or descriptor.
 *
 * @param ownUid the user this process runs as; sockets are taken from nobody else
 * @param pid of this process
 */
record SuccessorMachine(int ownUid, int pid) {
    /** How far it has come. */
    sealed interface State {
        record Connecting() implements State {}

        /** Said hello. */
        record Asking() implements State {}

        /** Descriptors come in the order of the offer. */
        record Taking(Offer offer, int asked, int received) implements State {}

        /** Has everything, warms up. */
        record Holding() implements State {}

        /** Serves; the old process is to stop accepting. */
        record Announced() implements State {}

        /** The old process went away by itself; the sockets are here. */
        record Alone(String reason) implements State {}

        record Over() implements State {}

        record Failed(String reason) implements State {}
    }

    /** What happens. */
    sealed interface Event {
        record Connected(int uid) implements Event {}

        record Said(HandoverMessage message) implements Event {}

        record Received() implements Event {}

        record Unreadable(String reason) implements Event {}

        record Lost() implements Event {}

        record Expired() implements Event {}

        /** This process serves; at the old one's admin address too, if so said. */
        record Serves(boolean admin) implements Event {}
    }

    /** What to do. */
    sealed interface Effect {
        record Say(HandoverMessage message) implements Effect {}

        /** Reads descriptors from now on, and asks for them. */
        record Expect(Take take) implements Effect {}

        /** Reads messages again. */
        record Listen() implements Effect {}

        record Arm() implements Effect {}

        record Disarm() implements Effect {}

        record Close() implements Effect {}

        /** Everything that was offered is here. */
        record Complete(Offer offer) implements Effect {}

        /** The old process accepts nothing any more; the reason when nobody said so. */
        record Free(String reason) implements Effect {}

        /** There will be no hand-over. */
        record Fail(String reason) implements Effect {}
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
            case Event.Connected(int uid) -> connected(state, uid);
            case Event.Said(HandoverMessage message) -> said(state, message);
            case Event.Received() -> received(state);
            case Event.Unreadable(String reason) -> broken(state, reason);
            case Event.Lost() -> broken(state, "it went away");
            case Event.Expired() -> broken(state, "it does not answer");
            case Event.Serves(boolean admin) -> serves(state, admin);
        };
    }

    private Step connected(State state, int uid) {
        if (!(state instanceof State.Connecting)) {
            return Step.to(state);
        }
        if (uid != ownUid) {
            return fail("it runs as user " + uid + " (expected: " + ownUid + ")");
        }
        return Step.to(new State.Asking(), new Effect.Say(new Hello(pid)), new Effect.Arm());
    }

    private static Step said(State state, HandoverMessage message) {
        return switch (message) {
            case Offer offer when state instanceof State.Asking -> take(offer, 0);
            case Released _
            when state instanceof State.Announced ->
                Step.to(new State.Over(), new Effect.Disarm(), new Effect.Close(), new Effect.Free(""));
            case Refused(String reason) -> refused(state, reason);
            case Hello _, Offer _, Take _, Ready _, Released _ ->
                broken(state, "unexpected " + message.getClass().getSimpleName());
        };
    }

    private static Step take(Offer offer, int received) {
        int left = offer.sockets().size() - received;
        if (left == 0) {
            return Step.to(new State.Holding(), new Effect.Disarm(), new Effect.Listen(), new Effect.Complete(offer));
        }
        int count = Math.min(left, PredecessorMachine.WINDOW);
        return Step.to(
                new State.Taking(offer, received + count, received),
                new Effect.Expect(new Take(received, count)),
                new Effect.Arm());
    }

    private static Step received(State state) {
        if (!(state instanceof State.Taking(Offer offer, int asked, int received))) {
            return Step.to(state);
        }
        return received + 1 == asked ? take(offer, asked) : Step.to(new State.Taking(offer, asked, received + 1));
    }

    private static Step serves(State state, boolean admin) {
        return switch (state) {
            case State.Holding _ -> Step.to(new State.Announced(), new Effect.Say(new Ready(admin)), new Effect.Arm());
            case State.Alone(String reason) -> Step.to(new State.Over(), new Effect.Free(reason));
            case State.Failed(String reason) -> Step.to(state, new Effect.Fail(reason));
            case State.Connecting _, State.Asking _, State.Taking _, State.Announced _, State.Over _ -> Step.to(state);
        };
    }

    /** The old process wants to go on: then this one must not serve. */
    private static Step refused(State state, String reason) {
        return switch (state) {
            case State.Over _, State.Failed _, State.Alone _ -> Step.to(state);
            case State.Connecting _, State.Asking _, State.Taking _, State.Holding _, State.Announced _ ->
                fail("it says: " + reason);
        };
    }

    private static Step broken(State state, String reason) {
        return switch (state) {
            case State.Over _, State.Failed _, State.Alone _ -> Step.to(state);
            case State.Connecting _, State.Asking _, State.Taking _ -> fail(reason);
            case State.Holding _ -> Step.to(new State.Alone(reason), new Effect.Disarm(), new Effect.Close());
            case State.Announced _ ->
                Step.to(new State.Over(), new Effect.Disarm(), new Effect.Close(), new Effect.Free(reason));
        };
    }

    private static Step fail(String reason) {
        return Step.to(new State.Failed(reason), new Effect.Disarm(), new Effect.Close(), new Effect.Fail(reason));
    }
}
