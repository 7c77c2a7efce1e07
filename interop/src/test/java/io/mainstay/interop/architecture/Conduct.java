// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What code may do: state, blocking, time, magic, names. */
final class Conduct {
    private static final Set<String> SHARED_MUTABLE = Set.of(
            "java.util.ArrayList",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.ArrayDeque",
            "java.util.Deque",
            "java.util.Queue",
            "java.util.concurrent.ConcurrentMap",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.lang.ThreadLocal",
            "java.lang.StringBuilder",
            "io.netty.util.concurrent.FastThreadLocal");

    private static final Pattern CLOCK_NAMES = Pattern.compile(".*(Clock|Ticker|Randomness)");

    private static final Set<String> FORBIDDEN_SUFFIXES =
            Set.of("Impl", "Manager", "Util", "Utils", "Helper", "Helpers", "Base", "Common");

    static final List<Rule> RULES = List.of(
            Rule.of(
                    "no static mutable state",
                    Conduct::noStaticState,
                    "model.KeepsState.COUNT",
                    "model.KeepsState.SEEN"),
            Rule.of(
                    "nothing in the data plane waits",
                    Conduct::noBlocking,
                    "proxy.tcp.Waits.sleeps",
                    "proxy.tcp.Waits.joins",
                    "proxy.tcp.Waits.locks",
                    "proxy.tcp.Waits.takes",
                    "proxy.tcp.Waits.resolves",
                    "proxy.tcp.Waits.syncs"),
            Rule.of("no synchronized methods", Conduct::noSynchronizedMethods, "proxy.tcp.Waits.synchronizes"),
            Rule.of("the data plane leaves files alone", Conduct::noFiles, "proxy.tcp.Waits.reads"),
            Rule.of(
                    "time and randomness come from named classes",
                    Conduct::injectedTime,
                    "model.KnowsTheTime.nanos",
                    "model.KnowsTheTime.draws"),
            Rule.of("no magic", Conduct::noMagic, "model.WorksMagic.reflects", "model.WorksMagic.discovers"),
            Rule.of("names say what a thing is", Conduct::names, "model.StringUtil"),
            Rule.of("data is records", Conduct::dataIsRecords, "model.MutableSnapshot"),
            Rule.of("output goes through the command line or the log", Conduct::noOutput, "model.Prints.shouts"));

    private Conduct() {}

    private static ArchRule noStaticState(String root) {
        DescribedPredicate<JavaField> written = DescribedPredicate.describe(
                "are written by us", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
        DescribedPredicate<JavaClass> mutable = DescribedPredicate.describe(
                "mutable collections, atomics or thread locals",
                type -> SHARED_MUTABLE.contains(type.getName())
                        || type.getName().startsWith("java.util.concurrent.atomic."));
        ArchRule isFinal = fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areStatic()
                .and(written)
                .should()
                .beFinal();
        ArchRule immutable = fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areStatic()
                .and(written)
                .should()
                .notHaveRawType(mutable);
        return CompositeArchRule.of(isFinal)
                .and(immutable)
                .because("many proxies and a control plane run in one JVM under test; what is static is shared between"
                        + " them");
    }

    private static ArchRule noBlocking(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".proxy..")
                .and()
                .resideOutsideOfPackages(root + ".proxy.state..", root + ".proxy.telemetry.sinks..")
                .should()
                .accessTargetWhere(DescribedPredicate.describe("the target waits", Conduct::waits))
                .because("a loop that waits stalls every connection it carries");
    }

    /** Whoever closes the proxy is not one of its loops, and may wait for their end. */
    private static boolean waits(JavaAccess<?> access) {
        if (access.getOrigin().getName().equals("close")) {
            return false;
        }
        AccessTarget target = access.getTarget();
        String owner = target.getOwner().getName();
        String name = target.getName();
        return switch (owner) {
            case "java.lang.Thread" -> name.equals("sleep") || name.equals("join");
            case "java.lang.Object" -> name.equals("wait");
            case "java.util.concurrent.Future",
                    "java.util.concurrent.CompletableFuture",
                    "java.util.concurrent.ScheduledFuture",
                    "java.util.concurrent.FutureTask",
                    "java.util.concurrent.ForkJoinTask" -> name.equals("get") || name.equals("join");
            case "java.util.concurrent.BlockingQueue",
                    "java.util.concurrent.ArrayBlockingQueue",
                    "java.util.concurrent.LinkedBlockingQueue",
                    "java.util.concurrent.LinkedBlockingDeque",
                    "java.util.concurrent.SynchronousQueue" -> name.equals("take") || name.equals("put");
            case "java.util.concurrent.CountDownLatch",
                    "java.util.concurrent.CyclicBarrier",
                    "java.util.concurrent.Phaser" -> name.startsWith("await");
            case "java.util.concurrent.Semaphore" -> name.startsWith("acquire");
            case "java.util.concurrent.locks.LockSupport" -> name.startsWith("park");
            case "java.net.InetAddress" ->
                name.equals("getByName") || name.equals("getAllByName") || name.equals("getLocalHost");
            default -> waitsByKind(owner, name);
        };
    }

    private static boolean waitsByKind(String owner, String name) {
        if (owner.startsWith("java.util.concurrent.locks.")) {
            return name.startsWith("lock");
        }
        return owner.startsWith("io.netty.") && name.matches("(sync|await)(Uninterruptibly)?");
    }

    private static ArchRule noSynchronizedMethods(String root) {
        return methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(root + ".proxy..", root + ".engine..", root + ".xds..", root + ".model..")
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .because("state is confined to a loop or a single writer; blocks are caught by checkstyle");
    }

    private static ArchRule noFiles(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".proxy..")
                .and()
                .resideOutsideOfPackages(
                        root + ".proxy.state..", root + ".proxy.telemetry.sinks..", root + ".proxy.admin..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(File.*|RandomAccessFile)|java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.FileChannel")
                .because("a disk can stop for seconds, and the loop with it; the state folder and log writers have"
                        + " threads of their own");
    }

    private static ArchRule injectedTime(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        root + ".model..",
                        root + ".engine..",
                        root + ".xds..",
                        root + ".security..",
                        root + ".proxy..",
                        root + ".controlplane..",
                        root + ".agent..")
                .and(DescribedPredicate.describe(
                        "are not named clocks",
                        type -> !CLOCK_NAMES.matcher(type.getSimpleName()).matches()))
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("the target is the machine's clock or dice", Conduct::tells))
                .because("N proxies and a control plane run on a virtual clock, and a failed random run must be"
                        + " repeatable");
    }

    private static boolean tells(JavaAccess<?> access) {
        String owner = access.getTarget().getOwner().getName();
        String name = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.time.Instant",
                    "java.time.LocalDateTime",
                    "java.time.ZonedDateTime",
                    "java.time.OffsetDateTime" -> name.equals("now");
            case "java.time.Clock" -> name.startsWith("system");
            case "java.lang.Math" -> name.equals("random");
            case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
            case "java.util.Random", "java.util.SplittableRandom" -> name.equals("<init>") && seedless(access);
            case "java.util.UUID" -> name.equals("randomUUID");
            default -> false;
        };
    }

    private static boolean seedless(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.ConstructorCallTarget constructor
                && constructor.getRawParameterTypes().isEmpty();
    }

    private static ArchRule noMagic(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang.reflect..",
                        "javax.inject..",
                        "jakarta.inject..",
                        "com.google.inject..",
                        "org.springframework..",
                        "org.mockito..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.ServiceLoader")
                .orShould()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target finds classes by name",
                        access -> access.getTarget().getOwner().getName().equals("java.lang.Class")
                                && access.getTarget().getName().matches("forName|getDeclared.*|newInstance")))
                .because("the composition root, read from top to bottom, is the wiring; reflection also costs start"
                        + " time");
    }

    private static ArchRule names(String root) {
        DescribedPredicate<JavaClass> vague = DescribedPredicate.describe("a name that says nothing", Conduct::isVague);
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should(be(vague))
                .because("such names are drawers: everything fits in, nothing is found again");
    }

    /** Key and trust managers are the JDK's word, the HTTP connection manager is Envoy's. */
    private static boolean isVague(JavaClass type) {
        String name = type.getSimpleName();
        if (name.endsWith("TrustManager") || name.endsWith("KeyManager") || name.equals("HttpConnectionManager")) {
            return false;
        }
        return FORBIDDEN_SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static ArchRule dataIsRecords(String root) {
        DescribedPredicate<JavaClass> data = DescribedPredicate.describe(
                "a record, an enum or an interface", type -> type.isRecord() || type.isInterface() || type.isEnum());
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveNameMatching(".*(Snapshot|Config|Key|Event|Problem)")
                .should(be(data))
                .because("what is handed between threads and compared between versions has value semantics");
    }

    private static ArchRule noOutput(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(root + ".cli..", root + ".dist..", root + ".examples..", root + ".bench..")
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is standard output, or prints a stack trace",
                        access -> access.getTarget().getFullName().matches("java\\.lang\\.System\\.(out|err)")
                                || access.getTarget().getName().equals("printStackTrace")))
                .because("standard output belongs to the command's JSON; everything else is a log line or a metric");
    }
}
