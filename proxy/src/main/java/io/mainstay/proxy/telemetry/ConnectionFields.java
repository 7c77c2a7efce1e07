// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.TimePattern;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.TlsFacts;
import io.mainstay.proxy.tls.NameText;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/** The fields that tell of the downstream connection. */
final class ConnectionFields {
    private ConnectionFields() {}

    /** A value of a connection. */
    private interface OfConnection {
        boolean write(ConnectionInfo info, ByteBuf out);
    }

    static LogField of(FormatCommand command) {
        OfConnection field =
                switch (command) {
                    case CONNECTION_ID -> (info, out) -> LogLine.writeNumber(info.id(), out);
                    case DOWNSTREAM_LOCAL_ADDRESS -> (info, out) -> AddressText.write(info.local(), true, out);
                    case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT ->
                        (info, out) -> AddressText.write(info.local(), false, out);
                    case DOWNSTREAM_LOCAL_PORT -> (info, out) -> AddressText.port(info.local(), out);
                    case DOWNSTREAM_REMOTE_ADDRESS, DOWNSTREAM_DIRECT_REMOTE_ADDRESS ->
                        (info, out) -> AddressText.write(info.remote(), true, out);
                    case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
                        (info, out) -> AddressText.write(info.remote(), false, out);
                    case DOWNSTREAM_REMOTE_PORT -> (info, out) -> AddressText.port(info.remote(), out);
                    case REQUESTED_SERVER_NAME -> (info, out) -> text(info.serverName(), out);
                    default -> tls(command);
                };
        return (line, ended, out) -> field.write(ended.info().connection(), out);
    }

    private static OfConnection tls(FormatCommand command) {
        return switch (command) {
            case DOWNSTREAM_PEER_URI_SAN -> (info, out) -> text(info.peerPrincipal(), out);
            case DOWNSTREAM_LOCAL_URI_SAN -> (info, out) -> text(info.localPrincipal(), out);
            case DOWNSTREAM_TLS_VERSION -> (info, out) -> text(info.tls().map(TlsFacts::version), out);
            case DOWNSTREAM_PEER_SUBJECT ->
                (info, out) -> text(peer(info).map(c -> NameText.of(c.getSubjectX500Principal())), out);
            case DOWNSTREAM_PEER_ISSUER ->
                (info, out) -> text(peer(info).map(c -> NameText.of(c.getIssuerX500Principal())), out);
            case DOWNSTREAM_PEER_SERIAL ->
                (info, out) -> text(peer(info).map(c -> c.getSerialNumber().toString(16)), out);
            case DOWNSTREAM_PEER_FINGERPRINT_256 ->
                (info, out) -> text(peer(info).map(ConnectionFields::fingerprint), out);
            default -> throw new IllegalStateException("nobody answers %" + command + "%");
        };
    }

    /** From when, or until when, the peer's certificate holds. */
    static LogField validity(String pattern, boolean start) {
        Optional<TimePattern> given = pattern.isEmpty() ? Optional.empty() : TimePattern.of(pattern);
        return (line, ended, out) -> {
            Optional<X509Certificate> peer = peer(ended.info().connection());
            if (peer.isEmpty()) {
                return false;
            }
            long moment = (start ? peer.get().getNotBefore() : peer.get().getNotAfter())
                    .toInstant()
                    .toEpochMilli();
            if (given.isPresent()) {
                return LogLine.writeText(given.get().format(moment), out);
            }
            line.writeTime(moment, out);
            return true;
        };
    }

    private static Optional<X509Certificate> peer(ConnectionInfo info) {
        return info.tls().flatMap(TlsFacts::peer);
    }

    private static boolean text(Optional<String> value, ByteBuf out) {
        return value.isPresent() && LogLine.writeText(value.get(), out);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was verified has no digest", e);
        }
    }
}
