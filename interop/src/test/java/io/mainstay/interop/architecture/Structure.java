// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who may know whom: modules, packages, extensions, libraries. */
final class Structure {
    /** What each module may see; {@code dist} sees everything. */
    private static final Map<String, Set<String>> MODULES = new TreeMap<>(Map.of(
            "model", Set.of(),
            "engine", Set.of("model"),
            "xds", Set.of("model"),
            "security", Set.of("model"),
            "proxy", Set.of("model", "engine", "xds", "security"),
            "controlplane", Set.of("model", "engine", "xds", "security"),
            "agent", Set.of("model", "security", "xds"),
            "cli", Set.of("model", "engine"),
            "examples", Set.of()));

    /** Edges that would turn the layers of the data plane round: from a package to packages above it. */
    private static final Map<String, List<String>> PROXY_LAYERS = new TreeMap<>(Map.of(
            "runtime",
                    List.of("config", "filter", "tls", "cluster", "listener", "tcp", "http", "xds", "admin", "state"),
            "filter", List.of("listener", "tcp", "http", "xds", "admin", "telemetry", "state"),
            "config", List.of("listener", "tcp", "http.h1", "http.h2", "xds", "admin", "telemetry", "state"),
            "tls", List.of("listener", "tcp", "http", "xds", "admin", "telemetry", "state"),
            "cluster", List.of("listener", "tcp", "http", "xds", "admin", "telemetry", "state"),
            "telemetry", List.of("listener", "tcp", "xds", "admin", "state"),
            "listener", List.of("xds", "admin", "state"),
            "tcp", List.of("http", "xds", "admin", "state"),
            "http", List.of("tcp", "xds", "admin", "state"),
            "state", List.of("listener", "tcp", "http", "cluster", "admin")));

    private static final Map<String, List<String>> CONTROL_PLANE_LAYERS = new TreeMap<>(Map.of(
            "store", List.of("source", "kind", "registry", "state", "translate", "serve", "api", "ca"),
            "kind", List.of("translate", "serve", "api", "ca"),
            "source", List.of("translate", "serve", "api", "ca"),
            "registry", List.of("translate", "serve", "api"),
            "state", List.of("translate", "serve", "api", "ca"),
            "translate", List.of("source", "serve", "api", "ca"),
            "ca", List.of("registry", "translate", "kind", "source", "serve")));

    /** Families of extensions: each folder below is one, and knows none of its siblings. */
    private static final List<String> EXTENSIONS = List.of(
            "proxy.http.filters",
            "proxy.cluster.lb",
            "proxy.telemetry.sinks",
            "controlplane.kind",
            "controlplane.source");

    private static final String[] PROTOBUF = {"com.google.protobuf..", "io.envoyproxy..", "io.mainstay.api.."};

    static final List<Rule> RULES = List.of(
            Rule.of("modules see only the modules below them", Structure::moduleLayers, "model.ReachesUp"),
            Rule.of(
                    "packages of one module are free of cycles",
                    Structure::noCycles,
                    "engine.first.Egg",
                    "engine.second.Hen"),
            Rule.of("packages of the data plane keep their order", Structure::proxyLayers, "proxy.runtime.KnowsTheTop"),
            Rule.of(
                    "packages of the control plane keep their order",
                    Structure::controlPlaneLayers,
                    "controlplane.state.KnowsTheTop"),
            Rule.of(
                    "extensions do not know each other",
                    Structure::extensionsApart,
                    "proxy.http.filters.one.UsesItsNeighbour"),
            Rule.of(
                    "only composition roots name an extension",
                    Structure::extensionsUnnamed,
                    "proxy.listener.NamesAnExtension"),
            Rule.of("protobuf ends at parsers and translators", Structure::protobuf, "proxy.tcp.SpeaksProtobuf"),
            Rule.of("Netty stays in the data plane", Structure::netty, "agent.SpeaksNetty"),
            Rule.of("gRPC stays at the edges", Structure::grpc, "proxy.tcp.SpeaksGrpc"),
            Rule.of(
                    "machines and records decide without Netty, time or I/O",
                    Structure::pureDecisions,
                    "proxy.tcp.ImpureMachine",
                    "engine.first.ReadsFiles"));

    private Structure() {}

    /** The module a class belongs to, by its package; empty for the root itself. */
    static String moduleOf(String root, JavaClass type) {
        return moduleOf(root, type.getPackageName());
    }

    private static String moduleOf(String root, String packageName) {
        if (!packageName.startsWith(root + ".")) {
            return "";
        }
        String rest = packageName.substring(root.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static ArchRule moduleLayers(String root) {
        var condition = new ArchCondition<JavaClass>("see only their own module and those below it") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = moduleOf(root, type);
                Set<String> allowed = MODULES.get(own);
                if (allowed == null) {
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String other = moduleOf(root, dependency.getTargetClass());
                    if (!other.isEmpty() && !other.equals("api") && !other.equals(own) && !allowed.contains(other)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(condition)
                .because("data plane and control plane meet only in xDS, and a part can be replaced only where its"
                        + " neighbours are few");
    }

    private static ArchRule noCycles(String root) {
        List<ArchRule> rules = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            rules.add(slices().matching(root + "." + module + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    .because("a cycle makes two packages one that nobody can read in parts"));
        }
        return CompositeArchRule.of(rules);
    }

    private static ArchRule proxyLayers(String root) {
        return layers(
                root + ".proxy.",
                PROXY_LAYERS,
                "the path of a request runs through the packages in one direction; a step back is how god classes"
                        + " begin");
    }

    private static ArchRule controlPlaneLayers(String root) {
        return layers(
                root + ".controlplane.",
                CONTROL_PLANE_LAYERS,
                "ingest, translate and serve can be tested and cached apart only while each knows nothing of the next");
    }

    private static ArchRule layers(String prefix, Map<String, List<String>> above, String reason) {
        List<ArchRule> rules = new ArrayList<>();
        above.forEach((from, to) -> rules.add(noClasses()
                .that()
                .resideInAPackage(prefix + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        to.stream().map(name -> prefix + name + "..").toArray(String[]::new))
                .allowEmptyShould(true)
                .because(reason)));
        return CompositeArchRule.of(rules);
    }

    private static ArchRule extensionsApart(String root) {
        List<ArchRule> rules = new ArrayList<>();
        for (String family : EXTENSIONS) {
            rules.add(slices().matching(root + "." + family + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .because("an extension is added, read and deleted as one folder"));
        }
        return CompositeArchRule.of(rules);
    }

    private static ArchRule extensionsUnnamed(String root) {
        List<ArchRule> rules = new ArrayList<>();
        for (String family : EXTENSIONS) {
            String below = root + "." + family + ".*..";
            rules.add(noClasses()
                    .that()
                    .resideOutsideOfPackages(below, root + ".dist..", root + ".bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(below)
                    .allowEmptyShould(true)
                    .because("the core takes its extensions as a catalog, so that a new one changes nothing"
                            + " outside its folder but one line in dist"));
        }
        return CompositeArchRule.of(rules);
    }

    private static ArchRule protobuf(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + ".engine..",
                        root + ".xds..",
                        root + ".proxy.xds..",
                        root + ".proxy.admin.dump..",
                        root + ".proxy.http.filters..",
                        root + ".controlplane.translate..",
                        root + ".controlplane.serve..",
                        root + ".controlplane.ca..",
                        root + ".controlplane.registry..",
                        root + ".agent..",
                        root + ".examples..",
                        root + ".dist..")
                .and()
                .haveSimpleNameNotEndingWith("FilterProvider")
                .and()
                .doNotHaveSimpleName("FilterCatalog") // hands a provider the bytes it parses
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROTOBUF)
                .because("behind the parsers everything is an immutable record that has been checked; protobuf is"
                        + " neither");
    }

    private static ArchRule netty(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".proxy..", root + ".dist..")
                .and(not(belongsToPackages(
                        root + ".controlplane.serve",
                        root + ".controlplane.ca",
                        root + ".agent.sds",
                        root + ".examples")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because(
                        "only the data plane works at the level of buffers and loops; the rest is plain blocking code");
    }

    private static ArchRule grpc(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + ".xds..",
                        root + ".proxy.xds..",
                        root + ".controlplane.serve..",
                        root + ".controlplane.ca..",
                        root + ".controlplane.registry..",
                        root + ".agent..",
                        root + ".examples..",
                        root + ".dist..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc..")
                .because("a data path that proxies gRPC must not also be a gRPC application");
    }

    private static ArchRule pureDecisions(String root) {
        DescribedPredicate<JavaClass> pure = DescribedPredicate.describe(
                "are machines, or parsed records and decisions",
                type -> type.getSimpleName().endsWith("Machine")
                        || moduleOf(root, type).equals("engine")
                        || (moduleOf(root, type).equals("proxy")
                                && type.getSimpleName().endsWith("Config")));
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and(pure)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(File.*|RandomAccessFile)|java\\.time\\.Clock|java\\.net\\.(Socket|ServerSocket)")
                .because("what decides is called by the hot path, by dry runs and by tests alike, and must answer each"
                        + " the same");
    }

    private static DescribedPredicate<JavaClass> belongsToPackages(String... packages) {
        return DescribedPredicate.describe("are in " + String.join(", ", packages), type -> {
            for (String name : packages) {
                if (type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static <T> DescribedPredicate<T> not(DescribedPredicate<T> predicate) {
        return DescribedPredicate.not(predicate);
    }
}
