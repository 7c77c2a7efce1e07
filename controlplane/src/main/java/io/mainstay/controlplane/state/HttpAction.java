// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is done with a request that matched. */
public sealed interface HttpAction {
    /**
     * It is sent on.
     *
     * @param backends at least one with a weight above 0
     * @param timeout  for the whole response; empty: none. Zero switches it off
     */
    record Forward(
            List<Backend> backends,
            Rewrite rewrite,
            Optional<Duration> timeout,
            Optional<Retries> retries,
            HeaderEdits requestHeaders,
            HeaderEdits responseHeaders)
            implements HttpAction {
        public Forward {
            backends = List.copyOf(backends);
            Objects.requireNonNull(rewrite);
            Objects.requireNonNull(timeout);
            Objects.requireNonNull(retries);
            Objects.requireNonNull(requestHeaders);
            Objects.requireNonNull(responseHeaders);
        }

        /** To one or more backends by weight, nothing else changed. */
        public static Forward to(List<Backend> backends) {
            return new Forward(
                    backends, Rewrite.NONE, Optional.empty(), Optional.empty(), HeaderEdits.NONE, HeaderEdits.NONE);
        }
    }

    /**
     * The client is told to go elsewhere.
     *
     * @param port      0: as the scheme has it, or unchanged
     * @param path      a prefix edit takes the place of the prefix that matched
     */
    record Redirect(
            int status,
            Optional<String> scheme,
            Optional<String> host,
            int port,
            PathEdit path,
            HeaderEdits responseHeaders)
            implements HttpAction {
        public Redirect {
            Objects.requireNonNull(scheme);
            Objects.requireNonNull(host);
            Objects.requireNonNull(path);
            Objects.requireNonNull(responseHeaders);
        }
    }

    /** It is answered at once. */
    record Answer(int status, String body) implements HttpAction {
        public Answer {
            Objects.requireNonNull(body);
        }
    }

    /** A service's port and its share. */
    record Backend(ServiceName service, int port, int weight, HeaderEdits requestHeaders, HeaderEdits responseHeaders) {
        public Backend {
            Objects.requireNonNull(service);
            Objects.requireNonNull(requestHeaders);
            Objects.requireNonNull(responseHeaders);
        }

        public Backend(ServiceName service, int port, int weight) {
            this(service, port, weight, HeaderEdits.NONE, HeaderEdits.NONE);
        }
    }

    /** What becomes of path and authority on the way. */
    record Rewrite(Optional<String> host, PathEdit path) {
        public static final Rewrite NONE = new Rewrite(Optional.empty(), PathEdit.KEEP);

        public Rewrite {
            Objects.requireNonNull(host);
            Objects.requireNonNull(path);
        }
    }

    /** What becomes of a path. */
    record PathEdit(Kind kind, String value) {
        public static final PathEdit KEEP = new PathEdit(Kind.KEEP, "");

        public PathEdit {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(value);
        }

        /** How much of it is replaced. */
        public enum Kind {
            KEEP,
            FULL,
            /** The prefix that matched. */
            PREFIX
        }
    }

    /**
     * Retries beyond the mesh's defaults.
     *
     * @param attempts      after the first; negative: the mesh's default
     * @param perTryTimeout empty: the route's timeout alone
     * @param on            Envoy's words, comma separated; empty: the mesh's default
     * @param statuses      of answers that are tried again whatever {@code on} says
     * @param backOff       before the first retry; empty: the proxy's default
     */
    record Retries(
            int attempts,
            Optional<Duration> perTryTimeout,
            String on,
            List<Integer> statuses,
            Optional<Duration> backOff) {
        public Retries {
            Objects.requireNonNull(perTryTimeout);
            Objects.requireNonNull(on);
            statuses = List.copyOf(statuses);
            Objects.requireNonNull(backOff);
        }

        /** The mesh's own retries, with a time for each attempt. */
        public static Retries within(Duration each) {
            return new Retries(-1, Optional.of(each), "", List.of(), Optional.empty());
        }
    }
}
