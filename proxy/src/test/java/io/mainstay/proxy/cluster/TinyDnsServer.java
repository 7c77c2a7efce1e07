// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server of a few lines, written from RFC 1035 and not from the resolver under test. Knows A and AAAA records of a few names. */
final class TinyDnsServer implements AutoCloseable {
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;

    private record Entry(String name, int ttl, InetAddress at) {
        byte[] address() {
            return at.getAddress();
        }
    }

    private final DatagramSocket socket;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    TinyDnsServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("tiny-dns").start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void record(String name, int ttl, String address) {
        entries.add(new Entry(name, ttl, FakeDns.address(address)));
    }

    void clear() {
        entries.clear();
    }

    void failing(boolean now) {
        failing = now;
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(ByteBuffer query) throws IOException {
        short id = query.getShort(0);
        query.position(12);
        StringBuilder name = new StringBuilder();
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        for (int length = query.get(); ; length = query.get()) {
            question.write(length);
            if (length == 0) {
                break;
            }
            for (int i = 0; i < length; i++) {
                byte b = query.get();
                question.write(b);
                name.append((char) b);
            }
            name.append('.');
        }
        short type = query.getShort();
        List<Entry> named =
                entries.stream().filter(e -> e.name.equals(name.toString())).toList();
        List<Entry> found = named.stream()
                .filter(e -> e.address().length == (type == TYPE_A ? 4 : type == TYPE_AAAA ? 16 : 0))
                .toList();
        int code = failing ? SERVFAIL : named.isEmpty() ? NXDOMAIN : 0;
        ByteBuffer out = ByteBuffer.allocate(1500);
        out.putShort(id).putShort((short) (0x8580 | code)).putShort((short) 1);
        out.putShort((short) (code == 0 ? found.size() : 0)).putInt(0);
        out.put(question.toByteArray()).putShort(type).putShort((short) 1);
        if (code == 0) {
            found.forEach(entry -> out.putShort((short) 0xC00C)
                    .putShort(type)
                    .putShort((short) 1)
                    .putInt(entry.ttl)
                    .putShort((short) entry.address().length)
                    .put(entry.address()));
        }
        out.flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
