// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;

/** Puts cases through a proxy. */
final class Runner {
    private final Backend backend;
    private final H2Client h2;

    Runner(Backend backend) {
        this.backend = backend;
        h2 = new H2Client(backend.loops());
    }

    /**
     * One case through one proxy.
     *
     * @param name by which the backend knows it; of the same length for all proxies, so that lengths agree
     */
    Outcome run(Subject subject, Case each, String name) {
        backend.ledger().open(name, each.steps());
        List<Field> fields = new ArrayList<>(each.request().fields());
        fields.add(Field.of(Case.HEADER, name));
        Request asked = each.request();
        Request request =
                new Request(asked.version(), asked.method(), asked.target(), asked.authority(), fields, asked.body());
        Answer answer = request.version() == Version.H1
                ? H1Client.ask(subject.port(), request)
                : h2.ask(subject.port(), request);
        return new Outcome(answer, backend.ledger().close(name));
    }
}
