// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.grpc.stub.StreamObserver;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.ServerEffect;
import io.mainstay.xds.server.ServerMachine;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One stream of a server: obeys its {@link ServerMachine}. Confined to its synchronization context, whoever calls. */
final class ServerStream<Q, R extends MessageLite> implements StreamObserver<Q>, SnapshotSource.Listener {
    private final long id;
    private final NodeIdentity identity;
    private final Variant<Q, R> variant;
    private final StreamObserver<R> out;
    private final Environment environment;
    private final SynchronizationContext context;
    private final ServerMachine machine;
    private final Debounce debounce;
    private final Instant connectedAt;
    private final Map<String, TypeStatus.Refusal> refusals = new HashMap<>();
    private final Map<String, Instant> changes = new HashMap<>();
    private Optional<NodeDescription> node = Optional.empty();
    private Optional<SnapshotSource.Subscription> subscription = Optional.empty();
    private Optional<Scheduler.Timer> timer = Optional.empty();
    private boolean ended;
    private volatile Optional<NodeStatus> status = Optional.empty();

    /** What streams share; {@code forget} is called once, when the stream is over. */
    record Environment(
            SnapshotSource source, Scheduler scheduler, ServerLimits limits, StreamEvents events, Runnable forget) {}

    ServerStream(
            long id, NodeIdentity identity, Variant<Q, R> variant, StreamObserver<R> out, Environment environment) {
        this.id = id;
        this.identity = identity;
        this.variant = variant;
        this.out = out;
        this.environment = environment;
        context = new SynchronizationContext((_, failure) -> broken(failure));
        machine = new ServerMachine(variant.delta());
        debounce = new Debounce(environment.limits().debounce());
        connectedAt = environment.scheduler().now();
    }

    /** As of the last event; empty before the node told who it is. Any thread. */
    Optional<NodeStatus> status() {
        return status;
    }

    @Override
    public void onNext(Q request) {
        context.execute(() -> {
            if (!ended && (node.isPresent() || introduce(variant.node().apply(request)))) {
                obey(machine.request(variant.read().apply(request)));
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        context.execute(
                () -> end("closed by the node: " + Status.fromThrowable(failure).getCode()));
    }

    @Override
    public void onCompleted() {
        context.execute(() -> {
            if (!ended) {
                out.onCompleted();
                end("finished by the node");
            }
        });
    }

    @Override
    public void changed(XdsSnapshot snapshot) {
        context.execute(() -> {
            if (!ended) {
                follow(debounce.offer(snapshot, environment.scheduler().now()));
            }
        });
    }

    @Override
    public void refused(String reason) {
        context.execute(() -> fail(Status.PERMISSION_DENIED.withDescription(reason)));
    }

    /** Ends the stream so that the node comes back, to this server or another. */
    void shutDown() {
        context.execute(() -> fail(Status.UNAVAILABLE.withDescription("server shuts down")));
    }

    private boolean introduce(Optional<Node> wire) {
        if (wire.isEmpty() || wire.get().getId().isEmpty()) {
            fail(Status.INVALID_ARGUMENT.withDescription(
                    "node.id: missing (expected in the first request of a stream)"));
            return false;
        }
        NodeDescription description = Nodes.describe(wire.get());
        node = Optional.of(description);
        publishStatus();
        status.ifPresent(environment.events()::connected);
        subscription = Optional.of(environment.source().subscribe(identity, description, this));
        return true;
    }

    private void follow(Debounce.Decision decision) {
        switch (decision) {
            case Debounce.Decision.Push push -> obey(machine.snapshot(push.snapshot()));
            case Debounce.Decision.Arm arm ->
                timer = Optional.of(environment.scheduler().after(arm.delay(), () -> context.execute(this::expired)));
            case Debounce.Decision.Wait _ -> {}
        }
    }

    private void expired() {
        timer = Optional.empty();
        if (!ended) {
            follow(debounce.expired(environment.scheduler().now()));
        }
    }

    private void obey(List<ServerEffect> effects) {
        for (ServerEffect effect : effects) {
            switch (effect) {
                case ServerEffect.Send send -> send(send.response());
                case ServerEffect.Acked acked -> {
                    refusals.remove(acked.typeUrl());
                    note(acked.typeUrl());
                }
                case ServerEffect.Nacked nacked -> refusedByNode(nacked);
                case ServerEffect.Close close -> fail(Status.INVALID_ARGUMENT.withDescription(close.reason()));
            }
        }
        publishStatus();
    }

    private void send(XdsResponse response) {
        R wire = variant.write().apply(response);
        note(response.typeUrl());
        out.onNext(wire);
        status.ifPresent(known ->
                environment.events().sent(known, response.typeUrl(), response.version(), wire.getSerializedSize()));
    }

    private void refusedByNode(ServerEffect.Nacked nacked) {
        Instant now = environment.scheduler().now();
        refusals.put(nacked.typeUrl(), new TypeStatus.Refusal(nacked.version(), nacked.error(), now));
        note(nacked.typeUrl());
        publishStatus();
        status.ifPresent(known -> known.types().stream()
                .filter(type -> type.typeUrl().equals(nacked.typeUrl()))
                .forEach(type -> environment.events().refused(known, type)));
    }

    private void note(String typeUrl) {
        changes.put(typeUrl, environment.scheduler().now());
    }

    private void publishStatus() {
        status = node.map(description -> new NodeStatus(
                id,
                identity,
                description,
                variant.delta(),
                connectedAt,
                machine.progress().stream().map(this::typeStatus).toList()));
    }

    private TypeStatus typeStatus(ServerMachine.TypeProgress type) {
        return new TypeStatus(
                type.typeUrl(),
                type.sentVersion(),
                type.ackedVersion(),
                type.awaited(),
                Optional.ofNullable(refusals.get(type.typeUrl())),
                type.resources(),
                changes.getOrDefault(type.typeUrl(), connectedAt));
    }

    private void fail(Status reason) {
        if (!ended) {
            out.onError(reason.asRuntimeException());
            end(reason.getCode() + ": " + reason.getDescription());
        }
    }

    private void broken(Throwable failure) {
        fail(Status.INTERNAL.withDescription("internal error: " + failure).withCause(failure));
    }

    private void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        timer.ifPresent(Scheduler.Timer::cancel);
        subscription.ifPresent(SnapshotSource.Subscription::close);
        environment.forget().run();
        status.ifPresent(known -> environment.events().ended(known, reason));
    }
}
