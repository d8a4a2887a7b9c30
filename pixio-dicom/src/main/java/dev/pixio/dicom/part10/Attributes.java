package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Values of the elements of group 0028, which describe the image. */
final class Attributes {

    private final Map<Integer, byte[]> values = new HashMap<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    void order(ByteOrder other) {
        order = other;
    }

    void put(int tag, byte[] value) {
        values.put(tag, value);
    }

    /** The text of an element without its padding; empty if it is absent. */
    String text(int tag) {
        byte[] value = values.getOrDefault(tag, new byte[0]);
        return new String(value, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    }

    /** An unsigned number of two bytes. */
    Optional<Integer> number(int tag) {
        byte[] value = values.get(tag);
        return value == null || value.length < 2
                ? Optional.empty()
                : Optional.of(
                        Short.toUnsignedInt(ByteBuffer.wrap(value).order(order).getShort(0)));
    }

    int required(int tag, String name) throws ImageReadException {
        return number(tag).orElseThrow(() -> new ImageReadException("not an image: it has no " + name));
    }

    /** The first of the decimal numbers of an element. */
    OptionalDouble decimal(int tag) throws ImageReadException {
        String text = text(tag);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        int end = text.indexOf('\\');
        String first = (end < 0 ? text : text.substring(0, end)).strip();
        try {
            double number = Double.parseDouble(first);
            if (Double.isFinite(number)) {
                return OptionalDouble.of(number);
            }
        } catch (NumberFormatException e) {
            throw new ImageReadException(refusal(tag, first), e);
        }
        throw new ImageReadException(refusal(tag, first));
    }

    private static String refusal(int tag, String text) {
        return "damaged DICOM: the element " + DataSetReader.name(tag) + " is no number: '" + OneLine.of(text, 20)
                + "'";
    }

    /** Unsigned numbers of two bytes each. */
    int[] numbers(int tag) {
        ByteBuffer bytes =
                ByteBuffer.wrap(values.getOrDefault(tag, new byte[0])).order(order);
        int[] numbers = new int[bytes.limit() / 2];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Short.toUnsignedInt(bytes.getShort(2 * i));
        }
        return numbers;
    }

    byte[] bytes(int tag) {
        return values.getOrDefault(tag, new byte[0]);
    }
}
