// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.mainstay.controlplane.resource.ProblemList;
import io.mainstay.controlplane.resource.Tree;
import io.mainstay.model.ConfigProblem.Code;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.Base64;
import java.util.Set;

/** Whether a value of a text can become a scalar of a message, as protobuf's JSON has it: numbers may be written as strings, strings as numbers. */
final class ScalarCheck {
    private static final BigInteger UINT32 = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger INT32 = BigInteger.ONE.shiftLeft(31);
    private static final BigInteger INT64 = BigInteger.ONE.shiftLeft(63);

    private final ProblemList problems;

    ScalarCheck(ProblemList problems) {
        this.problems = problems;
    }

    /** Says that a value is not what was expected. */
    void wrong(Tree tree, String path, String expected) {
        wrong(tree, path, expected, "");
    }

    private void wrong(Tree tree, String path, String expected, String hint) {
        String message = "is " + tree.shape() + " (expected: " + expected + ")";
        problems.add(Code.INVALID_VALUE, path, tree.position(), message, hint);
    }

    void check(FieldDescriptor field, Tree tree, String path) {
        switch (field.getType()) {
            case BOOL -> {
                boolean word = tree instanceof Tree.Text text
                        && Set.of("true", "false").contains(text.value());
                if (!(tree instanceof Tree.Flag) && !word) {
                    wrong(tree, path, "true or false");
                }
            }
            case STRING -> text(tree, path);
            case BYTES -> base64(tree, path);
            case FLOAT, DOUBLE -> fraction(tree, path, field.getType() == FieldDescriptor.Type.FLOAT);
            case INT32, SINT32, SFIXED32 -> whole(tree, path, INT32.negate(), INT32);
            case INT64, SINT64, SFIXED64 -> whole(tree, path, INT64.negate(), INT64);
            case UINT32, FIXED32 -> whole(tree, path, BigInteger.ZERO, UINT32);
            case UINT64, FIXED64 -> whole(tree, path, BigInteger.ZERO, UINT64);
            case ENUM, MESSAGE, GROUP -> throw new IllegalArgumentException(path + " is no scalar");
        }
    }

    void text(Tree tree, String path) {
        if (!isScalar(tree)) {
            wrong(tree, path, "a string");
        }
    }

    private static boolean isScalar(Tree tree) {
        return !(tree instanceof Tree.Obj || tree instanceof Tree.Items || tree instanceof Tree.Nothing);
    }

    /** As written, for what may stand in quotes or not; a list or object has none. */
    static String plain(Tree tree) {
        return switch (tree) {
            case Tree.Text text -> text.value();
            case Tree.Whole whole -> Long.toString(whole.value());
            case Tree.Fraction fraction -> Double.toString(fraction.value());
            case Tree.Flag flag -> Boolean.toString(flag.value());
            case Tree.Obj _, Tree.Items _, Tree.Nothing _ -> "";
        };
    }

    static boolean isInt(String word) {
        try {
            BigDecimal value = new BigDecimal(word);
            return isIn(value, INT32.negate(), INT32) && isWhole(value);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Compares orders of magnitude before digits: a short word can say a number of a million digits. */
    private static boolean isIn(BigDecimal value, BigInteger from, BigInteger before) {
        return value.compareTo(new BigDecimal(from)) >= 0 && value.compareTo(new BigDecimal(before)) < 0;
    }

    private static boolean isWhole(BigDecimal value) {
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    private void base64(Tree tree, String path) {
        try {
            // Both alphabets are allowed, and so is leaving the padding out.
            String text = plain(tree).replace('-', '+').replace('_', '/').replaceAll("=+$", "");
            Base64.getDecoder().decode(text);
            text(tree, path);
        } catch (IllegalArgumentException e) {
            wrong(tree, path, "bytes in base64");
        }
    }

    private void whole(Tree tree, String path, BigInteger from, BigInteger before) {
        try {
            BigDecimal value = new BigDecimal(plain(tree));
            if (!isIn(value, from, before)) {
                wrong(tree, path, "a whole number, " + from + ".." + before.subtract(BigInteger.ONE));
            } else if (!isWhole(value)) {
                wrong(tree, path, "a whole number, without fraction");
            }
        } catch (NumberFormatException e) {
            wrong(tree, path, "a whole number");
        }
    }

    private void fraction(Tree tree, String path, boolean single) {
        String text = plain(tree);
        if (Set.of("NaN", "Infinity", "-Infinity").contains(text)) {
            return;
        }
        try {
            double value = Double.parseDouble(text);
            // Protobuf allows for what the decimal form of the largest float loses.
            if (!Double.isFinite(value) || (single && Math.abs(value) > Float.MAX_VALUE * (1 + 1e-6))) {
                wrong(tree, path, "a number in range");
            }
        } catch (NumberFormatException e) {
            wrong(tree, path, "a number");
        }
    }

    void duration(Tree tree, String path) {
        try {
            Durations.parse(plain(tree));
        } catch (ParseException e) {
            String expected = "seconds, such as \"1.5s\"";
            boolean number = tree instanceof Tree.Whole || tree instanceof Tree.Fraction;
            wrong(tree, path, expected, number ? "did you mean \"" + plain(tree) + "s\"?" : "");
        }
    }

    void timestamp(Tree tree, String path) {
        try {
            Timestamps.parse(plain(tree));
        } catch (ParseException e) {
            wrong(tree, path, "a time such as \"2026-01-31T12:00:00Z\"");
        }
    }
}
