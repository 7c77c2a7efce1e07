// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** What a peer did that its protocol forbids. Stable names: they are counted and logged. */
public enum ProtocolFault {
    /** Malformed request or status line. */
    BAD_START_LINE,
    /** A header line that is not {@code token ":" value}, is folded, or holds a control character. */
    BAD_HEADER,
    /** Body length is ambiguous: both Content-Length and Transfer-Encoding, differing lengths, or a coding other than chunked. */
    BAD_FRAMING,
    /** A chunk head or end that is not as RFC 9112 section 7.1 has it. */
    BAD_CHUNK,
    /** Host is missing, repeated or malformed. */
    BAD_HOST,
    /** The message head is larger than the limit. */
    HEAD_TOO_LARGE,
    /** The message head has more fields than the limit. */
    TOO_MANY_HEADERS,
    /** The message head is within its limit, but all that are read now need more memory than there is. */
    NO_MEMORY,
    /** A protocol version that is not served. */
    BAD_VERSION,
    /** Bytes where none are allowed, such as a response without a request. */
    UNEXPECTED_DATA,
    /** The peer closed in the middle of a message. */
    TRUNCATED,
    /** Too many frames, resets or settings: an attack on the codec. */
    FLOOD,
    /** Any other breach of the framing protocol. */
    BAD_FRAME
}
