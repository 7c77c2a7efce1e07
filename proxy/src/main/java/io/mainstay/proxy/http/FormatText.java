// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.core.FormatCommand;
import io.mainstay.engine.core.FormatString;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.stream.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Evaluates command operators in header edits: what is known of the stream at that moment; empty for what is not. */
final class FormatText {
    private FormatText() {}

    static String of(FormatString format, DownstreamStream stream, Headers request, @Nullable Headers response) {
        StringBuilder out = new StringBuilder();
        for (FormatString.Piece piece : format.pieces()) {
            switch (piece) {
                case FormatString.Piece.Literal(String text) -> out.append(text);
                case FormatString.Piece.Command(FormatCommand name, String argument, int max) -> {
                    String value = value(name, argument, stream, request, response);
                    out.append(max >= 0 && value.length() > max ? value.substring(0, max) : value);
                }
            }
        }
        return out.toString();
    }

    private static String value(
            FormatCommand name, String argument, DownstreamStream stream, Headers request, @Nullable Headers response) {
        StreamFacts facts = stream.facts();
        return switch (name) {
            case REQ -> header(request, argument);
            case RESP -> response == null ? "" : header(response, argument);
            case PROTOCOL -> facts.protocol().text();
            case ROUTE_NAME -> facts.routeName();
            case RESPONSE_CODE -> response == null ? "0" : Integer.toString(response.status());
            case RESPONSE_CODE_DETAILS -> facts.details();
            case RESPONSE_FLAGS -> ResponseFlag.format(facts.flags());
            case UPSTREAM_CLUSTER -> facts.cluster();
            case UPSTREAM_HOST -> facts.upstreamAddress();
            case UPSTREAM_REQUEST_ATTEMPT_COUNT -> Integer.toString(facts.attempts());
            case BYTES_RECEIVED -> Long.toString(facts.requestBytes());
            case BYTES_SENT -> Long.toString(facts.responseBytes());
            default -> ofConnection(name, facts.connection());
        };
    }

    private static String ofConnection(FormatCommand name, ConnectionInfo connection) {
        return switch (name) {
            case CONNECTION_ID -> Long.toString(connection.id());
            case DOWNSTREAM_REMOTE_ADDRESS, DOWNSTREAM_DIRECT_REMOTE_ADDRESS -> address(connection.remote(), true);
            case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
                address(connection.remote(), false);
            case DOWNSTREAM_LOCAL_ADDRESS -> address(connection.local(), true);
            case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> address(connection.local(), false);
            case DOWNSTREAM_LOCAL_PORT ->
                connection.local() instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "";
            case DOWNSTREAM_PEER_URI_SAN -> connection.peerPrincipal().orElse("");
            case DOWNSTREAM_LOCAL_URI_SAN -> connection.localPrincipal().orElse("");
            case REQUESTED_SERVER_NAME -> connection.serverName().orElse("");
            default -> "";
        };
    }

    private static String header(Headers headers, String argument) {
        int alternative = argument.indexOf('?');
        if (alternative < 0) {
            String value = headers.header(argument.toLowerCase(java.util.Locale.ROOT));
            return value == null ? "" : value;
        }
        String first = header(headers, argument.substring(0, alternative));
        return first.isEmpty() ? header(headers, argument.substring(alternative + 1)) : first;
    }

    private static String address(SocketAddress address, boolean port) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return address.toString();
        }
        String host = inet.getAddress().getHostAddress();
        if (!port) {
            return host;
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + inet.getPort() : host + ":" + inet.getPort();
    }
}
