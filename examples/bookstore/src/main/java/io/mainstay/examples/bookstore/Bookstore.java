// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Starts one service of the bookstore, or all of them in one process. */
public final class Bookstore {
    private static final String USAGE = """
        usage: bookstore storefront|catalog|reviews|ratings|all
          PORT, BIND                         where to listen (default: the service's own port, 127.0.0.1)
          <SERVICE>_SERVICE_HOST, _PORT      where to find catalog, reviews and ratings
          VERSION                            v1, v2 or v3; reviews v2 and v3 show stars
          FAULT_STATUS                       reviews answers every request with this status
        """;

    private Bookstore() {}

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        // The JDK's server writes head and body apart; without this each answer waits for a delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        if (arguments.length != 1) {
            System.err.print(USAGE);
            System.exit(2);
        }
        List<RunningService> started = new ArrayList<>();
        for (Service service : chosen(arguments[0])) {
            RunningService running = start(service, System.getenv());
            started.add(running);
            System.err.println(service.label() + " listens on " + running.address());
        }
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            started.forEach(RunningService::close);
                            told.countDown();
                        },
                        "stop"));
        // Not every server has a thread that keeps the process alive.
        told.await();
    }

    /** Starts a service as its environment says. */
    static RunningService start(Service service, Map<String, String> variables) throws IOException {
        AppConfig config = AppConfig.of(service, variables);
        return switch (service) {
            case STOREFRONT -> new Storefront(config).start();
            case CATALOG -> new Catalog(config).start();
            case REVIEWS -> new Reviews(config).start();
            case RATINGS -> new Ratings(config).start();
        };
    }

    private static List<Service> chosen(String name) {
        if (name.equals("all")) {
            return List.of(Service.RATINGS, Service.CATALOG, Service.REVIEWS, Service.STOREFRONT);
        }
        for (Service service : Service.values()) {
            if (service.label().equals(name)) {
                return List.of(service);
            }
        }
        System.err.print(USAGE);
        System.exit(2);
        return List.of();
    }
}
