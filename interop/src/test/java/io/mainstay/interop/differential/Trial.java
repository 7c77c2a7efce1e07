// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.Set;

/** Puts cases through both proxies. */
final class Trial {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final Runner runner;
    private final Subject envoy;
    private final Subject ours;

    Trial(Runner runner, Subject envoy, Subject ours) {
        this.runner = runner;
        this.envoy = envoy;
        this.ours = ours;
    }

    /**
     * One case. Where we sent a request again unasked, because a kept connection was closed under it, that must not show: the case is then compared
     * with what Envoy does when the backend does not close the connection.
     *
     * @param name by which the backend knows it, after a letter for the proxy
     */
    Pair of(Case each, String name) {
        Pair pair = new Pair(each, runner.run(envoy, each, "e" + name), runner.run(ours, each, "m" + name), false);
        int resent = resent(each, pair.ours());
        if (resent < 0 || pair.differences().isEmpty()) {
            return pair;
        }
        Case spared = each.without(resent);
        return new Pair(
                spared, runner.run(envoy, spared, "r" + name), pair.ours().without(resent), true);
    }

    /** The attempt of ours that was sent again unasked; -1 when there is none. */
    private static int resent(Case each, Outcome ours) {
        if (IDEMPOTENT.contains(each.request().method())) {
            for (int i = 0; i < ours.seen().size() - 1; i++) {
                if (ours.seen().get(i).reused() && each.step(i) instanceof Step.Abort) {
                    return i;
                }
            }
        }
        return -1;
    }
}
