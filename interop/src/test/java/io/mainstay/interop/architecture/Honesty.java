// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Nothing is silently ignored: what a parser takes in, somebody acts on. */
final class Honesty {
    static final List<Rule> RULES = List.of(
            Rule.of("what is read from configuration is acted on", Honesty::recordsAreRead, "engine.first.HalfRead"));

    /** Why a component may be read by nobody, by the end of its name; anything else has to be used, or refused by its field table. */
    private static final Map<String, String> EXEMPT = Map.ofEntries(
            Map.entry("engine.balance.Balancer$Explanation", "made for people"),
            Map.entry("engine.balance.Balancer$Refusal", "made for people"),
            Map.entry("engine.route.RetryDecision$Explanation", "made for people"),
            Map.entry("engine.route.RouteExplanation", "made for people"),
            Map.entry("engine.route.RouteExplanation$NearMiss", "made for people"),
            Map.entry("engine.cluster.CircuitBreakers.perHostConnections", "its table refuses it"),
            Map.entry("engine.cluster.CircuitBreakers$Thresholds.trackRemaining", "its table calls it inert"),
            Map.entry("engine.cluster.ClusterConfig.metadata", "its table calls it inert"),
            Map.entry("engine.cluster.LoadBalancing.closeOnHostSetChange", "its table refuses it"),
            Map.entry("engine.cluster.UpstreamConnectionOptions.intervalSeconds", "its table calls it inert"),
            Map.entry("engine.cluster.UpstreamConnectionOptions.probes", "its table calls it inert"),
            Map.entry("engine.cluster.UpstreamConnectionOptions.timeSeconds", "its table calls it inert"),
            Map.entry("engine.cluster.UpstreamHttpOptions.autoSanValidation", "its table refuses it"),
            Map.entry("engine.cluster.UpstreamHttpOptions.http1", "its table refuses all of it"),
            Map.entry("engine.cluster.UpstreamHttpOptions.maxConnectionDuration", "its parser refuses it"),
            Map.entry("engine.cluster.UpstreamHttpOptions.maxStreamDuration", "its parser refuses it"),
            Map.entry("engine.core.AccessLogConfig.name", "only names"),
            Map.entry("engine.core.Metadata.typed", "its table calls it inert"),
            Map.entry("engine.listener.FilterChainConfig.metadata", "its table calls it inert"),
            Map.entry("engine.listener.FilterChainConfig.name", "only names"),
            Map.entry("engine.listener.ForwardingOptions.appendForwardedPort", "its table refuses it"),
            Map.entry("engine.listener.Http1Options", "its table refuses all of it"),
            Map.entry("engine.listener.HttpConnectionManagerConfig.http1", "its table refuses all of it"),
            Map.entry("engine.listener.HttpConnectionManagerConfig.localReply", "its table refuses it"),
            Map.entry("engine.listener.Http2Options.maxOutboundFrames", "its table refuses it"),
            Map.entry("engine.listener.HttpLimits.underscores", "its table refuses it"),
            Map.entry("engine.listener.HttpTimeouts.delayedClose", "its table calls it inert"),
            Map.entry("engine.listener.HttpTimeouts.drain", "its table calls it inert"),
            Map.entry("engine.listener.ListenerConfig.drainType", "its table calls it inert"),
            Map.entry("engine.listener.ListenerFilterConfig$TlsInspector.name", "only names"),
            Map.entry("engine.listener.LocalReplyConfig", "its table refuses it"),
            Map.entry("engine.route.RetryPolicy$ResetHeader", "its table refuses it"),
            Map.entry("engine.route.RetryPolicy.hostSelectionMaxAttempts", "its table calls it inert"),
            Map.entry("engine.route.RetryPolicy.rateLimitedHeaders", "its table refuses it"),
            Map.entry("engine.route.RetryPolicy.rateLimitedMaxInterval", "its table refuses it"),
            Map.entry("engine.route.RouteConfig.metadata", "its table calls it inert"),
            Map.entry("engine.route.RouteTableConfig.metadata", "its table calls it inert"),
            Map.entry("engine.route.VirtualHostConfig.metadata", "its table calls it inert"),
            Map.entry("engine.tls.SecretConfig$Generic", "its table refuses it"),
            Map.entry("engine.tls.SecretConfig$SessionTicketKeys", "its table refuses it"),
            Map.entry("engine.tls.UpstreamTls.autoHostSni", "its table refuses it"));

    private Honesty() {}

    private static ArchRule recordsAreRead(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".engine..")
                .and(DescribedPredicate.describe("are records", JavaClass::isRecord))
                .should(haveEveryComponentRead())
                .because(
                        "a field that is parsed and then forgotten is ignored silently, whatever the field tables say");
    }

    private static ArchCondition<JavaClass> haveEveryComponentRead() {
        return new ArchCondition<>("have every component read by somebody else than their parser") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !isExempt(type, field) && !isRead(type, field))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(
                                field, type.getName() + "." + field.getName() + " is read by nobody")));
            }
        };
    }

    private static boolean isExempt(JavaClass type, JavaField field) {
        String name = type.getName().substring("io.mainstay.".length());
        return EXEMPT.containsKey(name) || EXEMPT.containsKey(name + "." + field.getName());
    }

    private static boolean isRead(JavaClass type, JavaField field) {
        return Stream.concat(Stream.of(type), type.getAllRawInterfaces().stream())
                        .flatMap(owner -> owner.tryGetMethod(field.getName()).stream())
                        .flatMap(accessor -> accessor.getAccessesToSelf().stream())
                        .map(JavaAccess::getOriginOwner)
                        .anyMatch(reader -> !isParser(reader))
                || field.getAccessesToSelf().stream()
                        .map(access -> access.getOrigin().getName())
                        .anyMatch(reader -> !Objects.equals(reader, field.getName()) && !isMadeByTheCompiler(reader));
    }

    private static boolean isParser(JavaClass reader) {
        return reader.getName().endsWith("Parser");
    }

    private static boolean isMadeByTheCompiler(String member) {
        return List.of("<init>", "equals", "hashCode", "toString").contains(member);
    }
}
