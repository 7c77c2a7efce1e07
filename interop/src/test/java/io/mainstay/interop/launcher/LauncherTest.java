// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of the launcher over a copy of the packaged jars, with a cache folder of its own. */
@Tag("slow")
class LauncherTest {
    @TempDir
    Path folder;

    private Path home;
    private Path caches;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void copyTheInstallation() throws IOException {
        Path root = Path.of(System.getProperty("mainstay.root"));
        Path lib = root.resolve("dist/target/lib");
        assumeTrue(Files.isDirectory(lib), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        home = folder.resolve("home");
        caches = folder.resolve("cache");
        Files.createDirectories(home.resolve("dist/target/lib"));
        Files.copy(root.resolve("mainstay"), home.resolve("mainstay"), StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar :
                    jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, home.resolve("dist/target/lib").resolve(jar.getFileName()));
            }
        }
    }

    private Outcome mainstay(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("mainstay").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("XDG_CACHE_HOME", caches.toString());
        builder.environment().put("MAINSTAY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path cacheOf(String group) throws Exception {
        return left(group + "-[0-9a-f]{12}-.*\\.aot", Map.of());
    }

    /** Caches are made behind the first start; wait for what that leaves by running until it is there. */
    private Path left(String name, Map<String, String> environment) throws Exception {
        for (int attempt = 0; attempt < 200; attempt++) {
            List<Path> made = cached(name);
            if (!made.isEmpty()) {
                return made.getFirst();
            }
            assertThat(mainstay(environment, "version").code()).isZero();
        }
        throw new AssertionError("nothing called " + name + " was left");
    }

    private List<Path> cached(String name) throws IOException {
        Path all = caches.resolve("mainstay/aot");
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(all)) {
            return files.filter(path -> path.getFileName().toString().matches(name))
                    .toList();
        }
    }

    @Test
    void aChangedJarIsSeenThoughACacheOfTheOldOneExists() throws Exception {
        // Given
        String before = mainstay(Map.of(), "version").out();
        Path old = cacheOf("cli");

        // When
        replaceVersionVerb("changed");
        Outcome after = mainstay(Map.of(), "version");

        // Then
        assertThat(before).startsWith("mainstay ");
        assertThat(after.out()).isEqualTo("changed\n");
        assertThat(old).exists();
    }

    @Test
    void aDamagedCacheIsSilentAndHarmless() throws Exception {
        // Given
        Path cache = cacheOf("cli");
        try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
            byte[] noise = "this is not what was written here".repeat(4000).getBytes(StandardCharsets.US_ASCII);
            file.seek(file.length() / 3);
            file.write(noise);
        }

        // When
        Outcome outcome = mainstay(Map.of(), "version");

        // Then
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("mainstay ");
        assertThat(outcome.err()).isEmpty();
    }

    /** A JVM that ended at a bad moment has written a cache, and its sum was right, that every later start died of. */
    @Test
    void aCacheThatNoJvmStartsFromIsNotKept() throws Exception {
        // Given
        Map<String, String> jdk =
                Map.of("MAINSTAY_JAVA_HOME", jdkThatDiesOfItsCaches().toString());

        // When
        left("cli\\.failed\\.log", jdk);
        Outcome outcome = mainstay(jdk, "version");

        // Then
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(cached("cli-.*")).isEmpty();
    }

    @Test
    void whatMakesACacheDoesNotEndWithTheInputOfWhatIsStarted() throws Exception {
        // Given
        Path jdk = jdkThatDiesOfItsCaches();

        // When
        left("cli\\.failed\\.log", Map.of("MAINSTAY_JAVA_HOME", jdk.toString(), "MAINSTAY_WATCH_STDIN", "yes"));

        // Then
        assertThat(jdk.resolve("training")).content().isEqualTo("unset\n");
    }

    /** The JDK of this test with a {@code java} that dies of any cache, and notes how it was asked to make one. */
    private Path jdkThatDiesOfItsCaches() throws IOException {
        Path real = Path.of(System.getProperty("java.home"));
        Path jdk = folder.resolve("jdk");
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.copy(real.resolve("release"), jdk.resolve("release"));
        Files.writeString(java, """
            #!/bin/sh
            for each in "$@"; do
              case $each in
                -XX:AOTCacheOutput=*) echo "${MAINSTAY_WATCH_STDIN-unset}" >>%s/training ;;
                -XX:AOTCache=*) exit 134 ;;
              esac
            done
            exec %s/bin/java "$@"
            """.formatted(jdk, real));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return jdk;
    }

    @Test
    void aCacheFolderThatCannotBeWrittenIsSilentAndHarmless() throws Exception {
        Files.writeString(caches, "a file where a folder should be");

        Outcome outcome = mainstay(Map.of(), "version");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void argumentsAndExitCodesPassThrough() throws Exception {
        assertThat(mainstay(Map.of(), "no such verb").err()).contains("no verb 'no such verb'");
        assertThat(mainstay(Map.of(), "no such verb").code()).isEqualTo(2);
        assertThat(mainstay(Map.of("MAINSTAY_PROFILE", "huge"), "version").code())
                .isEqualTo(2);
    }

    private void replaceVersionVerb(String says) throws IOException {
        Path source = folder.resolve("VersionVerb.java");
        Files.writeString(source, """
            package io.mainstay.dist;
            final class VersionVerb implements Verb {
                static String version() { return "%1$s"; }
                @Override public int run(java.util.List<String> arguments, Terminal terminal) {
                    terminal.out().println("%1$s");
                    return OK;
                }
            }
            """.formatted(says));
        Path jar;
        try (Stream<Path> jars = Files.list(home.resolve("dist/target/lib"))) {
            jar = jars.filter(path -> path.getFileName().toString().startsWith("mainstay-dist"))
                    .findFirst()
                    .orElseThrow();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int code = compiler.run(
                null,
                null,
                null,
                "-cp",
                jar.toString(),
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
        assertThat(code).isZero();
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.copy(
                    folder.resolve("classes/io/mainstay/dist/VersionVerb.class"),
                    zip.getPath("/io/mainstay/dist/VersionVerb.class"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
