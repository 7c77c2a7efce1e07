// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceTreeTest {
    private static final List<SourceTree.Family> FAMILY = List.of(new SourceTree.Family("proxy", "proxy/http/filters"));

    @TempDir
    Path tree;

    @Test
    void everyPackageSaysWhatItIsForAndPromisesNonNull() {
        assertThat(SourceTree.ofTheProject().packagesWithoutPromise()).isEmpty();
    }

    @Test
    void everyExtensionHasTestsAPageAndALineInTheCatalog() {
        assertThat(SourceTree.ofTheProject().incompleteExtensions(SourceTree.FAMILIES))
                .isEmpty();
    }

    @Test
    void aPackageWithoutInfoOrPromiseIsReported() throws IOException {
        write("model/src/main/java/a/A.java", "class A {}");
        write("model/src/main/java/b/B.java", "class B {}");
        write("model/src/main/java/b/package-info.java", "/** Says what it is. */\npackage b;");
        write("examples/x/src/main/java/c/package-info.java", "/** Good. */\n@NullMarked\npackage c;");

        assertThat(new SourceTree(tree).packagesWithoutPromise())
                .containsExactly("model/src/main/java/a", "model/src/main/java/b");
    }

    @Test
    void anExtensionThatIsOnlyCodeIsReportedThreeTimes() throws IOException {
        write("proxy/src/main/java/io/mainstay/proxy/http/filters/bare/BareFilter.java", "class BareFilter {}");
        write(
                "dist/src/main/java/io/mainstay/dist/BuiltInFilters.java",
                "import io.mainstay.proxy.http.filters.other.OtherFilter;");

        assertThat(new SourceTree(tree).incompleteExtensions(FAMILY))
                .containsExactly(
                        "bare: no test in proxy/src/test/java/io/mainstay/proxy/http/filters/bare",
                        "bare: no page docs/reference/bare.md",
                        "bare: no line in dist names it");
    }

    @Test
    void aCompleteExtensionIsNotReported() throws IOException {
        write("proxy/src/main/java/io/mainstay/proxy/http/filters/whole/WholeFilter.java", "class WholeFilter {}");
        write(
                "proxy/src/test/java/io/mainstay/proxy/http/filters/whole/WholeFilterTest.java",
                "class WholeFilterTest {}");
        write("docs/reference/whole.md", "# whole");
        write(
                "dist/src/main/java/io/mainstay/dist/BuiltInFilters.java",
                "import io.mainstay.proxy.http.filters.whole.WholeFilter;");

        assertThat(new SourceTree(tree).incompleteExtensions(FAMILY)).isEmpty();
    }

    @Test
    void aTestThatCoversAFamilyNamesItsMembers() throws IOException {
        write("proxy/src/main/java/io/mainstay/proxy/http/filters/whole/WholeFilter.java", "class WholeFilter {}");
        write(
                "proxy/src/test/java/io/mainstay/proxy/http/filters/AllFiltersTest.java",
                "import io.mainstay.proxy.http.filters.whole.WholeFilter;");
        write("docs/reference/whole.md", "# whole");

        assertThat(new SourceTree(tree).incompleteExtensions(FAMILY)).isEmpty();
    }

    private void write(String file, String content) throws IOException {
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
