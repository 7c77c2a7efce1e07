// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run found: counts, and for each case that differs everything needed to see why. */
final class Report {
    private static final int SHOWN = 5;
    private static final JsonFormat.Printer JSON = JsonFormat.printer()
            .preservingProtoFieldNames()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(HttpConnectionManager.getDescriptor())
                    .add(Router.getDescriptor())
                    .add(HttpProtocolOptions.getDescriptor())
                    .build());

    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int cases;
    private int once;
    private int resent;

    /** A case and what came of it in the end. */
    synchronized void compared(World world, Pair pair) {
        cases++;
        resent += pair.resent() ? 1 : 0;
        List<Difference> differences = pair.differences();
        if (!differences.isEmpty()) {
            differences.forEach(difference -> kinds.merge(difference.what(), 1, Integer::sum));
            texts.add(text(world, pair, differences));
        }
    }

    /** A difference that may not be there the next time. */
    synchronized void seenOnce(World world, Pair pair) {
        if (System.getProperty("differential.once") != null) {
            System.out.println("once: " + text(world, pair, pair.differences()));
        }
        once++;
    }

    private static String text(World world, Pair pair, List<Difference> differences) {
        StringBuilder text = new StringBuilder("seed " + world.seed() + " case "
                + pair.of().number() + (pair.resent() ? ", an attempt sent again left out" : "") + "\n  request: "
                + cut(pair.request().toString()) + "\n  backend: "
                + cut(pair.of().steps().toString()));
        for (Difference difference : differences) {
            text.append("\n    ").append(difference);
        }
        return text.append("\n  envoy: ")
                .append(cut(pair.envoy().toString()))
                .append("\n  ours:  ")
                .append(cut(pair.ours().toString()))
                .toString();
    }

    synchronized void refused(World world, String who, String why) {
        kinds.merge("bootstrap refused by " + who, 1, Integer::sum);
        texts.add(
                "seed " + world.seed() + ": bootstrap refused by " + who + ": " + why + "\n" + json(world.bootstrap()));
    }

    /** The bootstrap as a person reads it. */
    static String json(Bootstrap bootstrap) {
        try {
            return JSON.print(bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cut(String text) {
        return text.length() < 3_000 ? text : text.substring(0, 3_000) + "...";
    }

    synchronized int cases() {
        return cases;
    }

    synchronized String counts() {
        return cases + " cases, " + resent + " with a request sent again unasked, " + once + " looks again";
    }

    synchronized List<String> differing() {
        return List.copyOf(texts);
    }

    synchronized String summary() {
        return cases + " cases compared, " + texts.size() + " differ " + kinds + "\n"
                + String.join("\n\n", texts.subList(0, Math.min(SHOWN, texts.size())));
    }
}
