// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static final ClientHello.Tls EXPECTED =
            new ClientHello.Tls("reviews.shop.svc.cluster.local", List.of("h2", "http/1.1"));

    @Test
    void theJdksHelloIsRead() throws Exception {
        assertThat(decode(hello())).isEqualTo(EXPECTED);
    }

    @Test
    void itMayArriveInAnyTwoPiecesAndInRecordsOfAnySize() throws Exception {
        byte[] hello = hello();
        for (int split = 0; split < hello.length; split++) {
            assertThat(decode(Arrays.copyOf(hello, split)))
                    .as("first %s bytes", split)
                    .isInstanceOf(ClientHello.Incomplete.class);
        }
        for (int size : new int[] {1, 3, 100, 4000}) {
            assertThat(decode(inRecordsOf(size, hello))).isEqualTo(EXPECTED);
        }
    }

    @Test
    void whatIsNotTlsIsToldByItsFirstBytes() {
        for (String text : List.of("G", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0", "\u0000", "\u0016\u0002", "SSH-2.0")) {
            assertThat(decode(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .as(text)
                    .isInstanceOf(ClientHello.NotTls.class);
        }
        assertThat(decode(new byte[0])).isInstanceOf(ClientHello.Incomplete.class);
        assertThat(decode(new byte[] {0x16})).isInstanceOf(ClientHello.Incomplete.class);
    }

    @Test
    void aHelloLongerThanTheLimitIsNotWaitedFor() {
        byte[] begin = {0x16, 3, 1, 0x40, 0, 1, 1, 0, 0};
        assertThat(decode(begin)).isInstanceOf(ClientHello.NotTls.class);
    }

    @Test
    void damagedHellosNeverThrow() throws Exception {
        byte[] hello = hello();
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = hello.clone();
            for (int c = 0; c <= random.nextInt(4); c++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            assertThat(decode(bad)).isNotNull();
        }
    }

    @Test
    void theInspectorAnswersOnceAndPassesEveryByteOn() throws Exception {
        byte[] hello = hello();
        List<String> told = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new TlsInspector(0, recording(told)));
        for (byte octet : hello) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {octet}));
        }
        channel.writeInbound(Unpooled.copiedBuffer("more", StandardCharsets.US_ASCII));
        assertThat(told).containsExactly("tls reviews.shop.svc.cluster.local [h2, http/1.1]");
        assertThat(channel.pipeline().get(TlsInspector.class)).isNull();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.writeBytes(part);
            part.release();
        }
        assertThat(all.readableBytes()).isEqualTo(hello.length + 4);
        channel.finishAndReleaseAll();
    }

    @Test
    void theInspectorDoesNotWaitForEver() {
        List<String> told = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new TlsInspector(1_000_000_000L, recording(told)));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x16}));
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(told).isEmpty();
        channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(told).containsExactly("timed out");
        channel.finishAndReleaseAll();
    }

    private static TlsInspector.Seen recording(List<String> told) {
        return new TlsInspector.Seen() {
            @Override
            public void tls(String serverName, List<String> alpn) {
                told.add("tls " + serverName + " " + alpn);
            }

            @Override
            public void plaintext() {
                told.add("plaintext");
            }

            @Override
            public void timedOut() {
                told.add("timed out");
            }
        };
    }

    private static ClientHello decode(byte[] bytes) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        ClientHello hello = ClientHello.decode(buffer);
        assertThat(buffer.readableBytes()).isEqualTo(bytes.length);
        return hello;
    }

    private static byte[] hello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("Reviews.shop.svc.cluster.local")));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] inRecordsOf(int size, byte[] hello) {
        ByteBuf out = Unpooled.buffer();
        for (int at = 5; at < hello.length; at += size) {
            int length = Math.min(size, hello.length - at);
            out.writeByte(0x16).writeShort(0x0301).writeShort(length).writeBytes(hello, at, length);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
