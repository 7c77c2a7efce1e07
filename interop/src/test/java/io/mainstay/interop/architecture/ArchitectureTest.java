// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("slow")
final class ArchitectureTest {
    private static final String ROOT = "io.mainstay";
    private static final String FIXTURES = "io.mainstay.interop.fixture";

    /** Generated from our own protobuf files; belongs to nobody's style. */
    private static final String GENERATED = "io.mainstay.api.";

    private static JavaClasses project;
    private static JavaClasses fixtures;

    @BeforeAll
    static void readClassFiles() {
        project = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT)
                .that(DescribedPredicate.describe(
                        "written by hand", (JavaClass type) -> !type.getName().startsWith(GENERATED)));
        fixtures = new ClassFileImporter().importPackages(FIXTURES);
    }

    @Test
    void theRulesSeeEveryModule() {
        assertThat(project.stream().map(type -> Structure.moduleOf(ROOT, type)).distinct())
                .contains("model", "engine", "xds", "security", "proxy", "controlplane", "agent", "cli", "dist");
    }

    @TestFactory
    Stream<DynamicTest> theProjectKeepsEveryRule() {
        return rules().map(rule ->
                DynamicTest.dynamicTest(rule.name(), () -> on(ROOT, rule).check(project)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleReportsItsOffenders() {
        return rules().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
            List<String> reports =
                    on(FIXTURES, rule).evaluate(fixtures).getFailureReport().getDetails();
            for (String offender : rule.offenders()) {
                assertThat(reports)
                        .as("reports of «%s»", rule.name())
                        .anySatisfy(report -> assertThat(report).contains(FIXTURES + "." + offender));
            }
        }));
    }

    private static Stream<Rule> rules() {
        return Stream.of(Structure.RULES, Conduct.RULES, Honesty.RULES).flatMap(List::stream);
    }

    /** Rules stand from the first commit, when some of what they speak of is not there yet. */
    private static ArchRule on(String root, Rule rule) {
        return rule.of().apply(root).allowEmptyShould(true);
    }
}
