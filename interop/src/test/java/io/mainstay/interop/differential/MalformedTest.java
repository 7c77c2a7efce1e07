// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken and doubtful HTTP/1.1 requests to a real Envoy and to our proxy: refused or passed on alike, and what is passed on means the same. */
class MalformedTest {
    private static final long FIRST_SEED = 1;
    private static final int REQUESTS = 2_000;
    private static final int AT_ONCE = 16;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final List<Step> ANSWER = List.of(new Step.Reply(200, List.of(), new Body.Length("ok")));

    @TempDir
    private Path folder;

    @Test
    @Tag("conformance")
    void the_table_is_refused_and_passed_on_alike_but_for_what_is_documented() throws Exception {
        List<String> unlike = new ArrayList<>();
        withBoth((backend, envoy, ours) -> {
            int number = 0;
            for (Malformed each : Malformed.ALL) {
                String theirs = outcome(backend, envoy, each.bytes(), "e" + number);
                String mine = outcome(backend, ours, each.bytes(), "m" + number++);
                String expected = each.ours().isEmpty() ? theirs : each.ours();
                boolean stale = !each.ours().isEmpty() && theirs.equals(mine);
                if (!mine.equals(expected) || stale) {
                    unlike.add(each.name() + ": envoy " + theirs + ", ours " + mine);
                }
            }
        });
        assertThat(unlike).isEmpty();
    }

    @Test
    @Tag("conformance")
    void a_request_changed_at_random_is_never_passed_on_where_envoy_refuses_it_and_means_the_same_where_both_do()
            throws Exception {
        mutations(Long.getLong("differential.seed", FIRST_SEED), Integer.getInteger("malformed.requests", REQUESTS));
    }

    @Test
    @Tag("soak")
    void nor_is_any_of_many_more() throws Exception {
        mutations(System.nanoTime(), Integer.getInteger("malformed.requests", 50 * REQUESTS));
    }

    private void mutations(long seed, int requests) throws Exception {
        System.out.println("malformed: seed " + seed);
        List<String> unlike = new ArrayList<>();
        withBoth((backend, envoy, ours) -> {
            Dice dice = new Dice(seed);
            List<String> all =
                    Stream.generate(() -> Mutations.of(dice)).limit(requests).toList();
            try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
                List<Future<String>> results = new ArrayList<>();
                for (int i = 0; i < requests; i++) {
                    int number = i;
                    results.add(pool.submit(() -> unlike(backend, envoy, ours, all.get(number), number)));
                }
                for (Future<String> each : results) {
                    if (!each.get().isEmpty()) {
                        unlike.add("seed " + seed + " " + each.get());
                    }
                }
            }
        });
        assertThat(unlike).isEmpty();
    }

    /** How we pass on what Envoy does not pass on so; empty when we do not. Those that wait for more of a broken request are not waited for long. */
    private static String unlike(Backend backend, Subject envoy, Subject ours, String bytes, int number) {
        String text = "";
        for (int patience : new int[] {PATIENCE_MILLIS, 10 * PATIENCE_MILLIS}) {
            String theirs = outcome(backend, envoy, bytes, "e" + number, patience);
            String mine = outcome(backend, ours, bytes, "m" + number, patience);
            text = !mine.startsWith("passed on") || mine.equals(theirs)
                    ? ""
                    : "number " + number + " " + bytes.replace("\r", "\\r").replace("\n", "\\n") + "\n  envoy " + theirs
                            + "\n  ours  " + mine;
            if (text.isEmpty()) {
                break;
            }
        }
        return text;
    }

    private void withBoth(Trial trial) throws Exception {
        Optional<Path> program = Programs.envoy();
        assumeTrue(program.isPresent(), "no envoy: set ENVOY or put it on the path");
        try (Backend backend = new Backend();
                HttpClient http = HttpClient.newHttpClient()) {
            Bootstrap bootstrap = Bootstraps.of(Managers.plain(everything()), backend.h1Port(), backend.h2Port(), true);
            try (Subject envoy = EnvoyProxy.start(program.get(), bootstrap, folder, http);
                    Subject ours = OurProxy.start(bootstrap)) {
                trial.run(backend, envoy, ours);
            }
        }
    }

    private static RouteConfiguration everything() {
        return RouteConfiguration.newBuilder()
                .setName("routes")
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName("all")
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                .setRoute(RouteAction.newBuilder().setCluster("h1"))))
                .build();
    }

    /** What became of it, in words: refused with a status, or passed on as what. */
    private static String outcome(Backend backend, Subject subject, String bytes, String name) {
        return outcome(backend, subject, bytes, name, 10 * PATIENCE_MILLIS);
    }

    private static String outcome(Backend backend, Subject subject, String bytes, String name, int patienceMillis) {
        backend.ledger().open(name, ANSWER);
        Answer answer = H1Client.ask(subject.port(), bytes.replace("{case}", name), false, patienceMillis);
        List<Seen> seen = backend.ledger().close(name);
        if (seen.isEmpty()) {
            return "refused with " + answer.status();
        }
        Seen one = seen.getFirst();
        return "passed on as " + one.method() + " " + one.path() + " to " + one.authority() + " with "
                + one.body().text().length() + " bytes, answered " + answer.status();
    }

    /** What to do with both proxies. */
    private interface Trial {
        void run(Backend backend, Subject envoy, Subject ours) throws Exception;
    }
}
