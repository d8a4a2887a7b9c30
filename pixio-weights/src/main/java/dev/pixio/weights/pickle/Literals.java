package dev.pixio.weights.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;

/** The opcodes that stand for a value by themselves. Whole numbers are {@code Long}, or {@code BigInteger} beyond it. */
final class Literals {

    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** Numbers of a thousand bytes are no settings any more. */
    private static final int LONGEST_NUMBER = 1000;

    private Literals() {}

    /** Reads what an opcode stands for; absent for one that is no literal. */
    static Optional<Object> read(int opcode, PickleInput input) throws PickleException {
        return switch (opcode) {
            case 'N' -> Optional.of(None.NONE);
            case 0x88 -> Optional.of(true); // NEWTRUE
            case 0x89 -> Optional.of(false); // NEWFALSE
            case ']' -> Optional.of(new ArrayList<>());
            case 0x8f -> Optional.of(new ArrayList<>()); // EMPTY_SET; in Java a list, so that nothing is compared
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
            case 'U' -> Optional.of(input.utf8(input.unsignedByte())); // a text of Python 2
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
            throw new PickleException(
                    "has a number of " + length + " bytes; the most that is read is " + LONGEST_NUMBER);
        }
        return integer(input.bytes(length));
    }

    /** Two's complement, the lowest byte first. */
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
                return Double.parseDouble(pythonic(line));
            }
            if (opcode == 'I' && (line.equals("00") || line.equals("01"))) {
                return line.equals("01");
            }
            boolean long2 = opcode == 'L' && line.endsWith("L"); // Python 2 wrote 12L
            return fitted(new BigInteger(long2 ? line.substring(0, line.length() - 1) : line));
        } catch (NumberFormatException e) {
            throw new PickleException("has a number that is none: " + line);
        }
    }

    private static String pythonic(String line) {
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
            throw new PickleException("has a text without its quotes");
        }
        return plain(line.substring(1, last));
    }

    /** Protocol 0 is read for the plain settings that old scripts saved with it, which need no escapes. */
    private static String plain(String text) throws PickleException {
        if (text.indexOf('\\') >= 0) {
            throw new PickleException("has an escaped text of protocol 0, which is not read");
        }
        return text;
    }
}
