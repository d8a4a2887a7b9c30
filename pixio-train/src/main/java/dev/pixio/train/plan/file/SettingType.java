package dev.pixio.train.plan.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The type of a setting: what may be written, and the Java value of it. */
final class SettingType {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");

    private final Class<?> type;

    SettingType(Class<?> type) {
        this.type = type;
    }

    /** Whether the setting is a block of settings, and not a single value. */
    boolean isBlock() {
        return type.isRecord() && factory().isEmpty();
    }

    /** What may be written: {@code a whole number}, {@code on or off}. */
    String allowed() {
        if (type == int.class) {
            return "a whole number up to " + Integer.MAX_VALUE;
        }
        if (type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type.isEnum()) {
            String names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            int last = names.lastIndexOf(", ");
            return last < 0 ? names : names.substring(0, last) + " or " + names.substring(last + 2);
        }
        return isBlock() ? "a block of settings" : "a text, \"\" for none";
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if it is not one; the message says what it must be
     */
    Object parse(String text) {
        if (type == String.class) {
            return text;
        }
        Optional<Method> factory = factory();
        if (factory.isPresent()) {
            return call(factory.get(), text);
        }
        try {
            if (type.isEnum()) {
                return Arrays.stream(type.getEnumConstants())
                        .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new NumberFormatException(text));
            }
            require((type == double.class ? NUMBER : WHOLE).matcher(text).matches(), text);
            if (type == double.class) {
                double number = Double.parseDouble(text);
                require(Double.isFinite(number), text);
                return number;
            }
            return type == int.class ? (Object) Integer.parseInt(text) : (Object) Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + allowed() + ", not '" + text + "'", e);
        }
    }

    private static void require(boolean holds, String text) {
        if (!holds) {
            throw new NumberFormatException(text);
        }
    }

    /** The method that reads values which are written as a text, such as {@code 500steps}. */
    private Optional<Method> factory() {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.isAnnotationPresent(JsonCreator.class))
                .findFirst();
    }

    private static Object call(Method factory, String text) {
        try {
            return factory.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new IllegalArgumentException("is '" + text + "': " + refused.getMessage(), refused);
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
