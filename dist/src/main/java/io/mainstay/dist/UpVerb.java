// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.Folders;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.UsageException;
import io.mainstay.controlplane.ControlPlane;
import io.mainstay.controlplane.ControlPlaneOptions;
import io.mainstay.controlplane.api.ApiServer;
import io.mainstay.controlplane.source.Source;
import io.mainstay.controlplane.source.directory.DirectorySource;
import io.mainstay.controlplane.store.EmbeddedStore;
import io.mainstay.controlplane.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs a control plane until it is told to stop. */
final class UpVerb implements Verb {
    @Override
    public int run(List<String> arguments, Terminal terminal) {
        if (CommandLine.asksForHelp(arguments)) {
            terminal.out().print(UpOptions.COMMAND_LINE.help());
            return OK;
        }
        try {
            return run(UpOptions.parse(arguments, new Folders(System.getenv())), terminal);
        } catch (UsageException e) {
            terminal.err().println("mainstay up: " + e.getMessage() + "; 'mainstay up --help' tells more");
            return USAGE;
        }
    }

    private static int run(UpOptions options, Terminal terminal) {
        ControlPlane controlPlane = controlPlane(options);
        try {
            controlPlane.check();
            restore(options, terminal);
            controlPlane.start();
        } catch (NoSuchFileException e) {
            terminal.err().println("mainstay up: there is no file " + e.getMessage());
            return FAILED;
        } catch (IOException | StoreException e) {
            terminal.err().println("mainstay up: " + e.getMessage());
            return FAILED;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            controlPlane.close();
            stopped.countDown();
        }));
        announce(options, controlPlane, terminal);
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return OK;
    }

    private static void restore(UpOptions options, Terminal terminal) throws IOException {
        if (options.restore().isEmpty()) {
            return;
        }
        EmbeddedStore.restore(
                ControlPlane.storeFolder(options.state()),
                Files.readString(options.restore().get()));
        terminal.err()
                .println("mainstay up: store restored from " + options.restore().get());
        if (!Files.exists(ControlPlane.authorityFolder(options.state()))) {
            terminal.err()
                    .println(
                            "mainstay up: the authority is a new one, for backups do not hold its keys: hosts must join"
                                    + " again; put the old folder into "
                                    + ControlPlane.authorityFolder(options.state()) + " before to avoid that");
        }
    }

    private static ControlPlane controlPlane(UpOptions options) {
        ControlPlaneOptions told = new ControlPlaneOptions(
                "default",
                options.trustDomain(),
                options.state(),
                options.mtlsMode(),
                options.listen(),
                options.serverNames(),
                new ApiServer.Endpoints(options.apiSocket(), options.apiListen(), options.apiToken()),
                options.metrics(),
                VersionVerb.version());
        List<Source.Factory> sources = options.configFolder()
                .map(folder ->
                        List.<Source.Factory>of((resources, kinds) -> new DirectorySource(folder, resources, kinds)))
                .orElse(List.of());
        return new ControlPlane(told, BuiltInKinds.catalog(), sources, Clock.systemUTC(), new SecureRandom());
    }

    private static void announce(UpOptions options, ControlPlane controlPlane, Terminal terminal) {
        String mesh = options.reachedBy() + ":" + controlPlane.meshPort();
        if (options.json()) {
            ObjectNode where = JsonNodeFactory.instance.objectNode();
            where.put("mesh", mesh)
                    .put("apiSocket", options.apiSocket().toAbsolutePath().toString());
            where.put("apiPort", controlPlane.apiPort()).put("trustDomain", options.trustDomain());
            where.put("metricsPort", controlPlane.metricsPort());
            where.put("rootFingerprint", controlPlane.rootFingerprint());
            terminal.out().println(where);
        } else {
            terminal.out().println("Control plane of trust domain " + options.trustDomain() + " is up.");
            terminal.out().println("  nodes connect to  " + mesh);
            terminal.out()
                    .println("  API               unix:" + options.apiSocket().toAbsolutePath());
            if (controlPlane.apiPort() > 0) {
                terminal.out()
                        .println("                    http://"
                                + options.apiListen().orElseThrow().getHostString() + ":" + controlPlane.apiPort()
                                + " (with the token)");
            }
            if (controlPlane.metricsPort() > 0) {
                terminal.out()
                        .println("  metrics, health   http://"
                                + options.metrics().orElseThrow().getHostString() + ":" + controlPlane.metricsPort()
                                + "/metrics, /ready, /healthz");
            }
            terminal.out().println("  state             " + options.state().toAbsolutePath());
            NextSteps next = NextSteps.of(System.getenv(), Path.of("").toAbsolutePath());
            terminal.out().println("To add this machine as a host:");
            terminal.out().println("  " + next.addHost(options, controlPlane.meshPort()));
        }
        terminal.out().flush();
    }
}
