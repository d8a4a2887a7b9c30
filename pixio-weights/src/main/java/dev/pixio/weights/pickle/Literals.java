package dev.pixio.weights.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;

/** The opcodes that push a constant. Whole numbers are {@code Long}, or {@code BigInteger} beyond it. */
final class Literals {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** The maximum size of an integer in bytes, far above that of any setting. */
    private static final int LONGEST_NUMBER = 1000;

    private Literals() {}

    /** Reads the constant of an opcode; empty for other opcodes. */
    static Optional<Object> read(int opcode, PickleInput input) throws PickleException {
        return switch (opcode) {
            case 'N' -> Optional.of(None.NONE);
            case 0x88 -> Optional.of(true); // NEWTRUE
            case 0x89 -> Optional.of(false); // NEWFALSE
            case ']' -> Optional.of(new ArrayList<>());
            case 0x8f -> Optional.of(new ArrayList<>()); // EMPTY_SET; a list, so that no elements are compared
            case '}' -> Optional.of(Dict.ofItems());
            case ')' -> Optional.of(new Tuple(new ArrayList<>()));
            case 'F', 'I', 'L' -> Optional.of(number(opcode, input.line()));
            case 'S' -> Optional.of(quoted(input.line()));
            case 'V' -> Optional.of(plain(input.line()));
            default -> binary(opcode, input);
        };
    }

    private static Optional<Object> binary(int opcode, PickleInput input) throws PickleException {
        return switch (opcode) {
            case 'J' -> Optional.of((long) input.signedInt());
            case 'K' -> Optional.of((long) input.unsignedByte());
            case 'M' -> Optional.of((long) input.unsignedShort());
            case 'G' -> Optional.of(input.bigEndianDouble());
            case 0x8a -> Optional.of(integer(input.bytes(input.unsignedByte()))); // LONG1
            case 0x8b -> Optional.of(longInteger(input)); // LONG4
            case 'U' -> Optional.of(input.utf8(input.unsignedByte())); // a string of Python 2
            case 'T' -> Optional.of(input.utf8(input.unsignedInt()));
            case 0x8c -> Optional.of(input.utf8(input.unsignedByte())); // SHORT_BINUNICODE
            case 'X' -> Optional.of(input.utf8(input.unsignedInt()));
            case 0x8d -> Optional.of(input.utf8(input.signedLong())); // BINUNICODE8
            case 'C' -> Optional.of(new Bytes(input.bytes(input.unsignedByte())));
            case 'B' -> Optional.of(new Bytes(input.bytes(input.unsignedInt())));
            case 0x8e, 0x96 -> Optional.of(new Bytes(input.bytes(input.signedLong()))); // BINBYTES8, BYTEARRAY8
            default -> Optional.empty();
        };
    }

    private static Object longInteger(PickleInput input) throws PickleException {
        long length = input.signedInt();
        if (length < 0 || length > LONGEST_NUMBER) {
            throw new PickleException("has an integer of " + length + " bytes; the limit is " + LONGEST_NUMBER);
        }
        return integer(input.bytes(length));
    }

    /** Two's complement, little-endian. */
    private static Object integer(byte[] littleEndian) {
        byte[] bigEndian = new byte[Math.max(1, littleEndian.length)];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[littleEndian.length - 1 - i] = littleEndian[i];
        }
        return fitted(new BigInteger(bigEndian));
    }

    private static Object fitted(BigInteger number) {
        if (number.compareTo(LEAST) < 0 || number.compareTo(MOST) > 0) {
            return number;
        }
        return number.longValue();
    }

    private static Object number(int opcode, String line) throws PickleException {
        try {
            if (opcode == 'F') {
                return Double.parseDouble(javaFloat(line));
            }
            if (opcode == 'I' && (line.equals("00") || line.equals("01"))) {
                return line.equals("01");
            }
            boolean suffixed = opcode == 'L' && line.endsWith("L"); // Python 2 wrote 12L
            return fitted(new BigInteger(suffixed ? line.substring(0, line.length() - 1) : line));
        } catch (NumberFormatException e) {
            throw new PickleException("has an invalid number: " + line);
        }
    }

    private static String javaFloat(String line) {
        return switch (line) {
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            case "nan" -> "NaN";
            default -> line;
        };
    }

    private static String quoted(String line) throws PickleException {
        int last = line.length() - 1;
        if (last < 1 || line.charAt(0) != line.charAt(last) || "'\"".indexOf(line.charAt(0)) < 0) {
            throw new PickleException("has a string without quotes");
        }
        return plain(line.substring(1, last));
    }

    /** Strings of protocol 0 are supported without escapes, which suffices for the settings of old scripts. */
    private static String plain(String text) throws PickleException {
        if (text.indexOf('\\') >= 0) {
            throw new PickleException("has an escaped string of protocol 0, which is not supported");
        }
        return text;
    }
}
