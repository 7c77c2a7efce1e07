// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks (mode {@code check}) or repairs (mode {@code fix}) the format of every Java source under a folder. */
class Format {
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        boolean fix = arguments[1].equals("fix");
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> sources;
        try (var walk = Files.walk(root)) {
            sources = walk.filter(Format::isSource).sorted().toList();
        }
        List<Path> wrong = sources.parallelStream().filter(source -> differs(formatter, source, fix)).toList();
        wrong.forEach(source -> System.err.println((fix ? "formatted: " : "not formatted: ") + root.relativize(source)));
        System.err.println(sources.size() + " files, " + wrong.size() + (fix ? " formatted" : " not formatted"));
        if (!fix && !wrong.isEmpty()) {
            System.err.println("Run: mvn -q -N validate exec:exec@format -Dformat.mode=fix");
            System.exit(1);
        }
    }

    private static boolean isSource(Path path) {
        String name = path.toString();
        return name.endsWith(".java") && name.contains("/src/") && !name.contains("/target/");
    }

    private static boolean differs(Formatter formatter, Path source, boolean fix) {
        try {
            String before = Files.readString(source);
            String after = formatter.formatSourceAndFixImports(before);
            if (after.equals(before)) {
                return false;
            }
            if (fix) {
                Files.writeString(source, after);
            }
            return true;
        } catch (FormatterException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
