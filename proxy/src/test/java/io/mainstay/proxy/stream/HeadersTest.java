// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.mainstay.engine.match.HeaderFields.Outcome;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.StringMatcher;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private static final HeaderName CUSTOM = HeaderName.of("x-role");

    @Test
    void aSecondLineDoesNotHideTheFirstFromAnInvertedCondition() {
        HeaderMatcher notGuest = new HeaderMatcher(
                "x-role", new HeaderMatcher.Text(new StringMatcher.Exact("guest", false)), true, false);

        assertThat(notGuest.matches(request(CUSTOM, "admin"))).isTrue();
        assertThat(notGuest.matches(request(CUSTOM, "guest"))).isFalse();
        assertThat(notGuest.matches(request(CUSTOM, "guest", "admin"))).isFalse();
        assertThat(notGuest.matches(request(CUSTOM, "admin", "guest"))).isFalse();
    }

    @Test
    void theLinesOfAFieldAreTriedOneByOneInOrderUntilOnePasses() {
        Headers request = request(CUSTOM, "a", "", "b", "c");
        List<String> tried = new ArrayList<>();

        Outcome outcome = request.test("x-role", value -> {
            tried.add(value);
            return value.equals("b");
        });

        assertThat(outcome).isEqualTo(Outcome.HOLDS);
        assertThat(tried).containsExactly("a", "", "b");
        assertThat(request.test("x-role", "d"::equals)).isEqualTo(Outcome.FAILS);
        assertThat(request.test("x-other", "d"::equals)).isEqualTo(Outcome.ABSENT);
        assertThat(request.header("x-role")).isEqualTo("a");
    }

    @Test
    void aFieldThatEnvoyHoldsAsOneHasItsLinesJoinedWithoutEmptyOnes() {
        Headers request = request(KnownHeaders.USER_AGENT, "a", "", "b");

        assertThat(request.test("user-agent", "a,b"::equals)).isEqualTo(Outcome.HOLDS);
        assertThat(request.test("user-agent", "a"::equals)).isEqualTo(Outcome.FAILS);
        assertThat(request.header("user-agent")).isEqualTo("a,b");
        assertThat(request(KnownHeaders.USER_AGENT, "", "").header("user-agent"))
                .isEmpty();
    }

    @Test
    void whichFieldsAreOneDependsOnTheKindOfMessage() {
        Headers response = Headers.response(200);
        response.add(KnownHeaders.ETAG, "a");
        response.add(KnownHeaders.ETAG, "b");
        response.add(KnownHeaders.USER_AGENT, "a");
        response.add(KnownHeaders.USER_AGENT, "b");

        assertThat(response.header("etag")).isEqualTo("a,b");
        assertThat(response.header("user-agent")).isEqualTo("a");
        assertThat(request(KnownHeaders.ETAG, "a", "b").header("etag")).isEqualTo("a");
    }

    @Test
    void typedPartsAreTriedAsFields() {
        Headers request = request(CUSTOM, "a");

        assertThat(request.test(":method", "GET"::equals)).isEqualTo(Outcome.HOLDS);
        assertThat(request.test("host", "web.test"::equals)).isEqualTo(Outcome.HOLDS);
        assertThat(request.test(":status", "200"::equals)).isEqualTo(Outcome.ABSENT);
    }

    @Test
    void aFieldOfOneLineIsTriedWithoutGarbage() {
        Headers request = request(KnownHeaders.USER_AGENT, "a");
        HeaderMatcher matcher = new HeaderMatcher(
                "user-agent", new HeaderMatcher.Text(new StringMatcher.Exact("a", false)), false, false);
        allocated(request, matcher);
        allocated(request, matcher);

        assertThat(allocated(request, matcher)).isLessThan(10_000);
    }

    private static long allocated(Headers request, HeaderMatcher matcher) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            assertThatMatches(matcher.matches(request));
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void assertThatMatches(boolean matches) {
        if (!matches) {
            throw new AssertionError("does not match");
        }
    }

    private static Headers request(HeaderName name, String... values) {
        Headers request = Headers.request("GET", "http", "web.test", "/");
        for (String value : values) {
            request.add(name, value);
        }
        return request;
    }
}
